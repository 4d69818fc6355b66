package migrate

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// orgFile is the org.yaml that a rehearsal was given.
type orgFile struct {
	path    string
	secrets workspace.Env
	seen    []byte // what was read last, good or bad
}

// use reads the file and makes the orgs so.
func (f *orgFile) use(ctx context.Context, w *rehearsal.World) error {
	src, err := os.ReadFile(f.path)
	if err != nil {
		return fail.At(fail.Usage, f.name(), 0, "cannot be read").In("read").Because(err)
	}
	f.seen = src
	return f.apply(ctx, w)
}

func (f *orgFile) apply(ctx context.Context, w *rehearsal.World) error {
	file, err := rehearsal.ParseOrgFile(f.name(), f.seen)
	if err != nil {
		return err
	}
	return w.Use(file, rehearsal.Sources{
		Name: f.name(),
		Secret: func(r rehearsal.Reference) (secret.Secret, error) {
			return workspace.SecretRef{Env: r.Env, File: r.File, Command: r.Command}.Resolve(ctx, f.secrets)
		},
		File: func(name string) ([]byte, error) {
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(f.path), name)
			}
			return os.ReadFile(name)
		},
	})
}

func (f *orgFile) name() string { return filepath.Base(f.path) }

// again is how often a change of org.yaml is looked for.
const again = 300 * time.Millisecond

// FollowOrgFile uses the org.yaml of o again whenever its bytes change, until
// ctx ends. said hears of each reading: nil, or why the orgs stay as they were.
// Without an org.yaml it returns at once.
func (s *Served) FollowOrgFile(ctx context.Context, said func(error)) {
	if s.file == nil {
		return
	}
	tick := time.NewTicker(again)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		src, err := os.ReadFile(s.file.path)
		// An editor may be between removing the file and writing it.
		if err != nil || bytes.Equal(src, s.file.seen) {
			continue
		}
		s.file.seen = src
		said(s.file.apply(ctx, s.world.world))
	}
}

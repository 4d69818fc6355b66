package workspace

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// maxSecret is the size of the largest secret that is read, in bytes.
const maxSecret = 1 << 20

var errTooLarge = errors.New("larger than 1 MiB")

// SystemEnv gives the environment of this process for the workspace in dir:
// files are relative to it and commands run in it, with the variables of this
// process, no input, and their messages thrown away.
func SystemEnv(dir string) Env {
	return Env{
		Lookup: os.LookupEnv,
		ReadFile: func(path string) ([]byte, error) {
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, filepath.FromSlash(path))
			}
			f, err := os.Open(path)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readAll(f)
		},
		Run: func(ctx context.Context, argv []string) ([]byte, error) { return run(ctx, dir, argv) },
	}
}

// run gives what a command prints on its standard output.
func run(ctx context.Context, dir string, argv []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	// A grandchild that keeps the pipe open must not keep us.
	cmd.WaitDelay = time.Second
	out := &limited{}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return out.data, nil
}

// limited keeps the first maxSecret bytes and swallows the rest: only the first
// line counts, and an endless output must not fill the memory.
type limited struct{ data []byte }

func (l *limited) Write(p []byte) (int, error) {
	room := maxSecret - len(l.data)
	l.data = append(l.data, p[:min(room, len(p))]...)
	return len(p), nil
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSecret+1))
	if err == nil && len(data) > maxSecret {
		return nil, errTooLarge
	}
	return data, err
}

package migrate

import (
	"context"
	"os"
	"path/filepath"

	"unpw/migrate/fail"
	"unpw/migrate/login"
)

// Served is the embedded org, set up and answering until Close: unpw/serve/v1.
type Served struct {
	Schema string `json:"schema"`
	URL    string `json:"url"`
	Proxy  string `json:"proxy"`
	CA     string `json:"ca"` // a PEM file
	// AdminTokens are files, by My Domain, that hold an access token of an
	// administrator: for the `access` of an org in unpw.yaml.
	AdminTokens map[string]string `json:"adminTokens"`

	dir   string
	world *world
	file  *orgFile
}

// Close ends the org and removes its files.
func (s *Served) Close() {
	s.world.close()
	_ = os.RemoveAll(s.dir)
}

// Serve sets the orgs up from what is found in o.Dir, as Rehearse does, and runs
// nothing. The copy that it reads is gone before it returns; what stays until
// Close is a folder, closed to others, with the CA and the tokens.
func Serve(ctx context.Context, env Env, config string, recipeDirs []string, o RehearseOptions) (*Served, error) {
	dir, err := os.MkdirTemp("", "unpw-serve-")
	if err != nil {
		return nil, fail.New(fail.Partial, "no folder for the org can be made").In("rehearse").Because(err)
	}
	s := &Served{Schema: "unpw/serve/v1", dir: dir, world: &world{}, AdminTokens: map[string]string{}}
	if err := s.start(ctx, env, config, recipeDirs, o); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Served) start(ctx context.Context, env Env, config string, recipeDirs []string, o RehearseOptions) error {
	tree, err := os.MkdirTemp(s.dir, "tree-")
	if err != nil {
		return fail.New(fail.Partial, "no folder for the copy can be made").In("rehearse").Because(err)
	}
	r := &rehearsing{env: env, o: o, copy: tree, legacy: map[string]*login.Read{}, before: map[string]string{}, domains: map[string]string{}}
	if err := r.copyTree(ctx, config, recipeDirs); err != nil {
		return err
	}
	if r.scanned, err = r.p.Scan(ctx, ScanOptions{Paths: []string{tree}}); err != nil {
		return err
	}
	err = r.setUp(ctx)
	if r.world != nil {
		s.world = r.world
	}
	if err != nil {
		return err
	}
	if err := os.RemoveAll(tree); err != nil {
		return fail.New(fail.Partial, "the copy cannot be removed").In("rehearse").Because(err)
	}
	s.file = r.orgFile
	server := s.world.server
	s.URL, s.Proxy = server.URL, server.ProxyURL
	if s.CA, err = s.keep("ca.pem", server.CA); err != nil {
		return err
	}
	for _, t := range s.world.world.Orgs() {
		token := t.AdminToken()
		if s.AdminTokens[t.MyDomain()], err = s.keep(t.MyDomain()+".token", []byte(token.Reveal())); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a file that only its owner reads, and gives its path.
func (s *Served) keep(name string, data []byte) (string, error) {
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", fail.At(fail.Partial, name, 0, "cannot be written").In("rehearse").Because(err)
	}
	return path, nil
}

package migrate

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"unpw/certs"
	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/login"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// Candidate is an integration whose new login may be checked. With Err it cannot
// be tried; Target then has its names all the same.
type Candidate struct {
	Target check.Target
	Err    error
}

// Result is the result of a candidate that cannot be tried: one check, failed.
func (c Candidate) Result() check.Result {
	e := fail.Of(c.Err)
	name := "app"
	if c.Target.Login.Flow == recipe.JWTBearer {
		name = "key"
	}
	if c.Target.Login.Host == "" {
		name = "host"
	}
	seen := check.Check{Name: name, Result: check.Failed, Seen: e.Error(), Do: strings.Join(e.Hints, "; ")}
	return check.Result{ID: c.Target.ID, Org: c.Target.Org, Flow: c.Target.Login.Flow, Checks: []check.Check{seen}, Code: e.Code}
}

// ScanRoots scans the roots that a plan names, with its ids.
func (p *Project) ScanRoots(ctx context.Context, roots []string) ([]Scanned, error) {
	var o ScanOptions
	for _, name := range roots {
		o.Paths = append(o.Paths, p.rootDir(name))
	}
	return p.Scan(ctx, o)
}

// Planned gives the new logins of a plan: of every integration that apply would
// write, now or once a person has confirmed it. scanned is where the old logins
// are found for parity; nil tries none.
func (p *Project) Planned(ctx context.Context, made *plan.Plan, scanned []Scanned) []Candidate {
	var out []Candidate
	for i := range made.Integrations {
		in := &made.Integrations[i]
		if in.Decision != "migrate" || !plan.Writes(in.Outcome) {
			continue
		}
		c := Candidate{Target: check.Target{ID: in.ID, Org: in.Org}}
		c.Target.Login.Flow = in.Flow
		if in.NewLogin == nil || made.App(in.App) == nil {
			c.Err = notPlanned(in)
		} else if t, err := p.Target(ctx, made, in); err != nil {
			c.Target.Login.Host, c.Err = in.NewLogin.Host, err
		} else {
			c.Target = t
		}
		if old := findScanned(scanned, in.ID); old != nil {
			c.Target.Legacy = p.legacy(ctx, old)
		}
		out = append(out, c)
	}
	return out
}

func notPlanned(in *plan.Integration) error {
	if len(in.Blocked) > 0 {
		return fail.New(fail.Partial, "%s", in.Blocked[0].Why).Hint("%s", in.Blocked[0].Hint)
	}
	return fail.New(fail.Partial, "the plan gives it no new login").Hint("plan again")
}

func findScanned(scanned []Scanned, id string) *scan.Integration {
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			if in.ID == id && in.Finding() {
				return in
			}
		}
	}
	return nil
}

// legacy reads the old login of an integration, nil where the files do not hold
// all of it.
func (p *Project) legacy(ctx context.Context, in *scan.Integration) *oauth.Login {
	old, err := login.Of(in.Match, login.Source{Value: in.Value, Named: p.named(ctx)})
	if err != nil || !old.Complete() {
		return nil
	}
	return &old.Login
}

// Written gives the logins of the integrations that are migrated already, with
// exactly the values in their files.
func (p *Project) Written(ctx context.Context, scanned []Scanned) []Candidate {
	var out []Candidate
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			if in.State == "migrated" {
				out = append(out, p.written(ctx, s.Dir, in))
			}
		}
	}
	return out
}

func (p *Project) written(ctx context.Context, dir string, in *scan.Integration) Candidate {
	c := Candidate{Target: check.Target{ID: in.ID}}
	c.Target.Login.Flow = in.Match.Flow.Name
	got, err := login.Of(in.Match, login.Source{Value: in.Value, Named: p.named(ctx), Key: p.keyOrFile(dir)})
	if got != nil {
		c.Target.Login = got.Login
		c.Target.Certificate = p.certificateOf(got.Key)
		c.Target.Org = p.Config.For(in.ID, Flags{}).Org
		if c.Target.Org == "" {
			c.Target.Org, _ = p.Config.OrgFor(got.Host)
		}
	}
	switch {
	case err != nil:
		c.Err = fail.At(fail.Partial, in.File, 0, "%s", err).Hint("put the key where the file says, or keep it in .unpw/keys")
	case !got.Complete():
		c.Err = fail.At(fail.Partial, in.File, 0, "%s not in the tree nor in values", strings.Join(got.Missing, ", ")).
			Hint("name them under values in unpw.yaml")
	case !slices.Contains([]string{recipe.JWTBearer, recipe.ClientCredentials}, got.Flow):
		c.Err = fail.At(fail.Partial, in.File, 0, "a login by %s cannot be checked", got.Flow)
	}
	return c
}

// certificateOf gives the certificate that .unpw/keys has for a key, nil where it
// has none.
func (p *Project) certificateOf(key *rsa.PrivateKey) *x509.Certificate {
	names, err := p.Workspace.KeyNames()
	if key == nil || err != nil {
		return nil
	}
	for _, name := range names {
		if _, cert, err := p.openPair(name); err == nil && certs.Match(key, cert) {
			return cert
		}
	}
	return nil
}

// keyOrFile reads a key by its path at run time: from there, where this is the
// machine it runs on, else from the key of that name in .unpw/keys.
func (p *Project) keyOrFile(dir string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		local := filepath.FromSlash(name)
		if !filepath.IsAbs(local) {
			local = filepath.Join(dir, local)
		}
		if data, err := os.ReadFile(local); err == nil {
			return data, nil
		}
		base, ext, _ := strings.Cut(path.Base(name), ".")
		s, err := p.Workspace.ReadKey(base, ext)
		if err != nil {
			return nil, errors.New("the key is neither there nor in .unpw/keys")
		}
		return []byte(s.Reveal()), nil
	}
}

// KeyFrom gives the private key in the bytes of a file.
func KeyFrom(name string, data []byte) (*rsa.PrivateKey, error) {
	key, err := certs.OpenKey(data, "")
	if err != nil {
		e := fail.Of(certFailure(err))
		return nil, fail.At(fail.Usage, name, 0, "%s", e.Cause).Hint("%s", strings.Join(e.Hints, "; "))
	}
	return key, nil
}

// CheckAll checks every candidate that can be tried, some at a time, and gives
// the results in the order of the candidates.
func (p *Project) CheckAll(ctx context.Context, list []Candidate, o CheckOptions) ([]check.Result, error) {
	results := make([]check.Result, len(list))
	var targets []check.Target
	var at []int
	for i, c := range list {
		if c.Err != nil {
			results[i] = c.Result()
			continue
		}
		org, _ := p.Config.Org(c.Target.Org)
		if _, err := p.client(org.CAFile); err != nil {
			return nil, err
		}
		c.Target.Read, c.Target.Write, c.Target.Parity = o.Read, check.Write{Object: o.Write}, o.Parity
		if !o.Parity {
			c.Target.Legacy = nil
		}
		targets, at = append(targets, c.Target), append(at, i)
	}
	one := func(ctx context.Context, t check.Target) check.Result {
		r, err := p.CheckTarget(ctx, t, o)
		if err != nil {
			return Candidate{t, err}.Result()
		}
		return r
	}
	for i, r := range check.Parallel(ctx, targets, o.Parallel, min(o.Parallel, perOrg), one) {
		results[at[i]] = r
	}
	return results, nil
}

// CheckVerdict gives the error that stands for the results that are not ok.
func CheckVerdict(ctx context.Context, results []check.Result) error {
	var codes []fail.Code
	done := 0
	for _, r := range results {
		switch {
		case r.OK:
			done++
		case r.Code == fail.Done:
			codes = append(codes, fail.Refused)
		default:
			codes = append(codes, r.Code)
		}
	}
	if ctx.Err() != nil {
		return fail.New(fail.Interrupted, "interrupted")
	}
	if code := fail.Shared(codes, done > 0); code != fail.Done {
		return fail.New(code, "%d of %d new logins do not work", len(codes), len(results)).In("check")
	}
	return nil
}

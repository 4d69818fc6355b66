package migrate

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"unpw/certs"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// KeyOptions say how keys are made. Zero values are those of unpw.yaml.
type KeyOptions struct {
	Bits       int
	Days       int
	Subject    string // may hold {app}
	Containers []string
	Passphrase *secret.Secret // for containers that want one; nil: one is made and kept in .unpw/secrets
	Force      bool
}

// Key is a key as unpw/keys/v1 shows it.
type Key struct {
	Name        string   `json:"name"`
	Bits        int      `json:"bits"`
	Fingerprint string   `json:"fingerprint"`
	NotBefore   string   `json:"notBefore"`
	NotAfter    string   `json:"notAfter"`
	Files       []string `json:"files"`
	Problems    []string `json:"problems"`
	Made        bool     `json:"-"`
}

// KeysFor makes the keys that a plan wants and that are not there yet, with the
// containers its recipes name.
func (p *Project) KeysFor(made *plan.Plan, o KeyOptions) ([]Key, error) {
	wanted := map[string][]string{}
	var names []string
	for _, a := range made.Apps {
		if a.Key == "" || a.Existing && !p.hasKey(a.Key) {
			continue
		}
		if _, ok := wanted[a.Key]; !ok {
			names = append(names, a.Key)
		}
		wanted[a.Key] = append(wanted[a.Key], a.Containers...)
	}
	var out []Key
	for _, name := range names {
		own := o
		own.Containers = append(slices.Clone(o.Containers), wanted[name]...)
		k, err := p.Key(name, own)
		if err != nil {
			return out, err
		}
		out = append(out, *k)
	}
	return out, nil
}

func (p *Project) hasKey(name string) bool {
	_, err := p.Workspace.ReadKey(name, "key")
	return err == nil
}

// Key makes the key called name, or adds containers to the one that is there.
// With Force a new one takes the place of the old, which is retired.
func (p *Project) Key(name string, o KeyOptions) (*Key, error) {
	pem, err := p.Workspace.ReadKey(name, "key")
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && o.Force:
		return p.makeKey(name, o)
	case err != nil:
		return nil, err
	}
	key, err := certs.OpenKey([]byte(pem.Reveal()), "")
	if err != nil {
		return nil, certFailure(err)
	}
	crt, err := p.Workspace.ReadKey(name, "crt")
	if err != nil {
		return nil, fail.At(fail.Usage, workspace.KeyPath(name, "crt"), 0, "the certificate of the key is missing").Hint("make a new pair: unpw keys create %s --force", name)
	}
	cert, err := certs.OpenCertificate([]byte(crt.Reveal()))
	if err != nil {
		return nil, certFailure(err)
	}
	material := certs.Material{Key: key, Certificate: cert.Raw, Alias: strings.ToLower(name), Now: p.Now()}
	if o.Containers, err = p.missing(name, o); err != nil {
		return nil, err
	}
	files, err := p.containers(name, o, material)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := p.Workspace.CreateKey(name, []workspace.KeyFile{f}, false, p.Now()); err != nil {
			return nil, err
		}
	}
	return p.describe(name, material, false)
}

func (p *Project) makeKey(name string, o KeyOptions) (*Key, error) {
	bits, days, subject := p.Config.Keys.Bits, p.Config.Keys.Days, p.Config.Keys.SubjectOf(name)
	if o.Bits != 0 {
		bits = o.Bits
	}
	if o.Days != 0 {
		days = o.Days
	}
	if o.Subject != "" {
		subject = strings.ReplaceAll(o.Subject, "{app}", name)
	}
	key, err := certs.GenerateKey(p.Random, bits)
	if err != nil {
		return nil, certFailure(err)
	}
	der, err := certs.SelfSigned(p.Random, key, subject, p.Now(), days)
	if err != nil {
		return nil, certFailure(err)
	}
	material := certs.Material{Key: key, Certificate: der, Alias: strings.ToLower(name), Now: p.Now()}
	files := []workspace.KeyFile{{Ext: "key", Data: certs.KeyPEM(key)}, {Ext: "crt", Data: certs.CertificatePEM(der)}}
	more, err := p.containers(name, o, material)
	if err != nil {
		return nil, err
	}
	if err := p.Workspace.CreateKey(name, append(files, more...), o.Force, p.Now()); err != nil {
		return nil, err
	}
	return p.describe(name, material, true)
}

// missing gives the containers that a key does not have yet. All its keystores
// have one password, so one that is named must be theirs.
func (p *Project) missing(name string, o KeyOptions) ([]string, error) {
	var out []string
	keystore := false
	for _, c := range o.Containers {
		container, err := certs.FindContainer(c)
		if err != nil {
			return nil, certFailure(err)
		}
		if _, err := p.Workspace.ReadKey(name, container.Extension); err != nil {
			out = append(out, c)
		}
	}
	for _, ext := range []string{"p12", "jks"} {
		_, err := p.Workspace.ReadKey(name, ext)
		keystore = keystore || err == nil
	}
	if o.Passphrase != nil && keystore {
		kept, ok, err := p.Workspace.ReadSecret(name, workspace.KeystorePassword)
		if err != nil {
			return nil, err
		}
		if !ok || kept.Reveal() != o.Passphrase.Reveal() {
			return nil, fail.New(fail.Usage, "the keystores of %s have another password", name).In("keys create").
				Hint("leave the passphrase out, or make a new pair with --force")
		}
	}
	return out, nil
}

// containers encodes the key in each container that is asked for beside PEM.
func (p *Project) containers(name string, o KeyOptions, m certs.Material) ([]workspace.KeyFile, error) {
	var out []workspace.KeyFile
	seen := map[string]bool{"key": true, "crt": true}
	for _, c := range o.Containers {
		container, err := certs.FindContainer(c)
		if err != nil {
			return nil, certFailure(err)
		}
		if seen[container.Extension] {
			continue
		}
		seen[container.Extension] = true
		own := m
		if container.Name == "pkcs12" || container.Name == "jks" {
			pass, err := p.keystorePassword(name, o)
			if err != nil {
				return nil, err
			}
			own.Password = pass.Reveal()
		}
		data, err := certs.Encode(p.Random, container.Name, own)
		if err != nil {
			return nil, certFailure(err)
		}
		out = append(out, workspace.KeyFile{Ext: container.Extension, Data: data})
	}
	return out, nil
}

// keystorePassword gives the password of a key's keystores: the one named, the
// one that is kept, else a new one that is kept.
func (p *Project) keystorePassword(name string, o KeyOptions) (secret.Secret, error) {
	if o.Passphrase != nil {
		return *o.Passphrase, p.Workspace.WriteSecret(name, workspace.KeystorePassword, *o.Passphrase)
	}
	if s, ok, err := p.Workspace.ReadSecret(name, workspace.KeystorePassword); err != nil || ok {
		return s, err
	}
	text, err := certs.Password(p.Random, certs.MinPassword)
	if err != nil {
		return secret.Secret{}, certFailure(err)
	}
	s := secret.New(text)
	return s, p.Workspace.WriteSecret(name, workspace.KeystorePassword, s)
}

func (p *Project) describe(name string, m certs.Material, made bool) (*Key, error) {
	cert, err := certs.OpenCertificate(certs.CertificatePEM(m.Certificate))
	if err != nil {
		return nil, certFailure(err)
	}
	r := certs.Inspect(m.Key, cert, p.Now())
	k := &Key{Name: name, Bits: r.Bits, Fingerprint: r.Fingerprint, NotBefore: r.NotBefore.UTC().Format("2006-01-02T15:04:05Z"),
		NotAfter: r.NotAfter.UTC().Format("2006-01-02T15:04:05Z"), Files: []string{}, Problems: []string{}, Made: made}
	k.Problems = append(k.Problems, r.Problems...)
	for _, c := range append([]certs.Container{{Name: "certificate", Extension: "crt"}}, certs.Containers()...) {
		if _, err := p.Workspace.ReadKey(name, c.Extension); err == nil {
			file := workspace.Dir + "/" + workspace.KeyPath(name, c.Extension)
			if !slices.Contains(k.Files, file) {
				k.Files = append(k.Files, file)
			}
		}
	}
	slices.Sort(k.Files)
	return k, nil
}

// certFailure turns an error of package certs, which knows no exit codes, into
// one that does.
func certFailure(err error) error {
	var e *certs.Error
	if !errors.As(err, &e) {
		return err
	}
	f := fail.New(fail.Usage, "%s", e.Cause)
	if e.Hint != "" {
		f = f.Hint("%s", e.Hint)
	}
	return f
}

// Package login reads a login out of the files of an integration: the values
// that its settings have, followed through every reference, as the client would
// use them. It is how a written file proves itself, and how a rehearsal knows
// what the old login was. It sends nothing and prints nothing.
package login

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"

	"unpw/certs"
	"unpw/migrate/format"
	"unpw/migrate/oauth"
	"unpw/migrate/recipe"
	"unpw/migrate/secret"
)

// Source answers what the files themselves do not say.
type Source struct {
	// Value follows the references of a setting, as recipe.Tree does.
	Value func(*format.Node) (string, bool)
	// Named gives what a name stands for that no file defines (values in
	// unpw.yaml); nil where nothing is known.
	Named func(name string) (secret.Secret, bool)
	// Key reads a key or keystore by its path at run time. The path is that of
	// another machine, so the caller looks it up where the key lies now.
	Key func(path string) ([]byte, error)
	// Supply gives a role whose value is defined nowhere; nil for none. What it
	// gives is listed in Supplied.
	Supply func(role string, s recipe.Setting) (secret.Secret, bool)
}

// Read is a login as the files say it.
type Read struct {
	oauth.Login
	// Missing are the roles whose values are not in the files nor in values.
	Missing []string
	// Supplied are the roles whose values were supplied in memory.
	Supplied []string
}

// Complete tells whether the login can be tried.
func (r *Read) Complete() bool { return len(r.Missing) == 0 }

// Of reads the login of a match. It fails where a value cannot be what its role
// needs: a key that does not open; what could be read is given all the same.
func Of(m *recipe.Match, s Source) (*Read, error) {
	r := &reader{source: s, match: m, out: &Read{}, text: map[string]secret.Secret{}, as: map[string]recipe.Setting{}}
	for _, f := range m.Settings {
		r.setting(f)
	}
	return r.login()
}

type reader struct {
	source Source
	match  *recipe.Match
	out    *Read
	text   map[string]secret.Secret
	as     map[string]recipe.Setting
}

func (r *reader) setting(f recipe.Found) {
	if f.Role == "" || f.Role == "grant-type" || f.Role == "name" {
		return
	}
	r.as[f.Role] = f.Setting
	if v, ok := r.source.Value(f.Node); ok {
		r.text[f.Role] = secret.New(v)
		return
	}
	if r.source.Named != nil && len(f.Node.Refs) > 0 {
		if v, ok := r.source.Named(f.Node.Refs[0].Name); ok {
			r.text[f.Role] = v
			return
		}
	}
	if r.source.Supply != nil {
		if v, ok := r.source.Supply(f.Role, f.Setting); ok {
			r.text[f.Role] = v
			r.out.Supplied = append(r.out.Supplied, f.Role)
			return
		}
	}
	r.out.Missing = append(r.out.Missing, f.Role)
}

func (r *reader) plain(role string) string { return strings.TrimSpace(r.text[role].Reveal()) }

func (r *reader) login() (*Read, error) {
	l := &r.out.Login
	l.Flow = r.match.Flow.Name
	l.Username = r.plain("username")
	l.ClientID = r.plain("client-id")
	l.ClientSecret = r.text["client-secret"]
	l.Password = r.text["password"]
	l.SecurityToken = r.text["security-token"]
	l.OrganizationID = r.plain("organization-id")
	l.Host = r.host()
	l.Audience = r.audience()
	if l.Flow != recipe.JWTBearer || !r.out.Complete() {
		return r.out, nil
	}
	key, err := r.key()
	l.Key = key
	return r.out, err
}

// host gives the host that the client logs in at; without a setting that is the
// general login host.
func (r *reader) host() string {
	for _, role := range []string{"login-url", "instance-url"} {
		if v, ok := r.text[role]; ok {
			if h := recipe.HostOf(v.Reveal(), r.as[role].As); h != "" {
				return h
			}
		}
	}
	return "login.salesforce.com"
}

func (r *reader) audience() string {
	if v := r.plain("audience"); v != "" {
		if strings.Contains(v, "://") {
			return strings.TrimSuffix(v, "/")
		}
		return "https://" + recipe.HostOf(v, r.as["audience"].As)
	}
	return "https://" + r.out.Host
}

// key opens the private key, from its text or from its file.
func (r *reader) key() (*rsa.PrivateKey, error) {
	if v, ok := r.text["private-key"]; ok {
		data, err := contents(v.Reveal(), r.as["private-key"])
		if err != nil {
			return nil, fmt.Errorf("private-key: %w", err)
		}
		return certs.OpenKey(data, r.text["private-key-passphrase"].Reveal())
	}
	for _, role := range []string{"keystore-file", "private-key-file"} {
		v, ok := r.text[role]
		if !ok {
			continue
		}
		data, err := r.file(v.Reveal(), r.as[role])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", role, err)
		}
		pass := r.text["private-key-passphrase"]
		if role == "keystore-file" {
			pass = r.text["keystore-password"]
		}
		return certs.OpenKey(data, pass.Reveal())
	}
	return nil, fmt.Errorf("the files name no private key")
}

// file gives the bytes of a key that a setting names or holds.
func (r *reader) file(value string, s recipe.Setting) ([]byte, error) {
	switch s.As {
	case "pem", "base64", "data-uri":
		return contents(value, s)
	case "file-uri":
		value = strings.TrimPrefix(value, "file:")
	}
	if r.source.Key == nil {
		return nil, fmt.Errorf("no key can be read here")
	}
	return r.source.Key(value)
}

// contents decodes the text of a key or keystore.
func contents(value string, s recipe.Setting) ([]byte, error) {
	switch s.As {
	case "base64", "data-uri":
		if _, after, ok := strings.Cut(value, ";base64,"); ok {
			value = after
		}
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if err != nil {
			return nil, fmt.Errorf("it is not base64")
		}
		if s.Format == "der" {
			data = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data})
		}
		return data, nil
	}
	return []byte(strings.ReplaceAll(value, `\n`, "\n")), nil
}

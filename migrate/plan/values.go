package plan

import (
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// Values are the facts of a new login, before they are spelt as a client wants
// them.
type Values struct {
	App      string // names the secrets: APP.client-secret …
	ClientID string
	Username string
	// Host is the login host, Audience the assertion's; "" where the org's My
	// Domain is not known: then hosts in the files are left.
	Host, Audience string
	// KeyPath gives where the integration finds a key at run time, by extension.
	KeyPath func(ext string) string
	// Alias gives the alias of the key in a keystore of a format.
	Alias func(format string) string
	// InStore tells whether what a reference in a file names is kept in a store that
	// has no files; nil where no store is known.
	InStore func(file string, ref format.Ref) bool
	// Set overrules single roles.
	Set map[string]string
}

// of gives the value of a role in the shape that s asks for; false where it is
// not known.
func (v Values) of(role string, s recipe.Setting) (format.Fragment, bool) {
	if set, ok := v.Set[role]; ok {
		return format.Literal(set), true
	}
	secret := func(name, enc string) (format.Fragment, bool) {
		f, err := format.SecretNamed(v.App + "." + name).Through(enc)
		return f, err == nil
	}
	container := s.Format
	switch role {
	case "username":
		return format.Literal(v.Username), v.Username != ""
	case "client-id":
		return format.Literal(v.ClientID), v.ClientID != ""
	case "client-secret":
		return secret("client-secret", "")
	case "login-url", "instance-url":
		return format.Literal(recipe.Spell(v.Host, s.As)), v.Host != ""
	case "audience":
		return format.Literal(recipe.Spell(v.Audience, s.As)), v.Audience != ""
	case "private-key":
		return secret("private-key"+suffix(container), contents(s))
	case "private-key-file", "keystore-file", "certificate-file":
		return v.file(role, s, secret)
	case "keystore-password", "private-key-passphrase":
		return secret("keystore-password", "")
	case "keystore-alias":
		return format.Literal(v.Alias(keystore(container))), true
	case "keystore-type":
		return format.Literal(strings.ToUpper(keystore(container))), true
	}
	return nil, false
}

func keystore(format string) string {
	if format == "" {
		return "pkcs12"
	}
	return format
}

// suffix names the container of a key's text where it is not PKCS#8.
func suffix(container string) string {
	switch container {
	case "", "pkcs8", "der":
		return ""
	}
	return "-" + container
}

// contents gives the encoder for a key written as text.
func contents(s recipe.Setting) string {
	switch s.As {
	case "pem-escaped":
		return s.As
	case "base64", "data-uri":
		if s.Format == "der" {
			return s.As + "-der"
		}
		return s.As
	}
	return ""
}

// file gives the value of a role that is a path, or the contents of the file
// where the client takes those.
func (v Values) file(role string, s recipe.Setting, secret func(name, enc string) (format.Fragment, bool)) (format.Fragment, bool) {
	ext, name := "key", "private-key"+suffix(s.Format)
	switch role {
	case "keystore-file":
		ext, name = "p12", "keystore"
		if s.Format == "jks" {
			ext, name = "jks", "keystore-jks"
		}
	case "certificate-file":
		ext, name = "crt", "certificate"
	}
	switch s.As {
	case "pem":
		return secret(name, "")
	case "base64", "data-uri":
		return secret(name, contents(s))
	case "file-uri":
		return format.Literal("file:" + v.KeyPath(ext)), true
	}
	return format.Literal(v.KeyPath(ext)), true
}

// planned tells whether a role that both logins have gets a new value.
func planned(role string) bool {
	switch role {
	case "username", "organization-id", "name":
		return false
	}
	return true
}

// Package recipe holds what is known about an integration as data: which
// settings each login uses. It reads recipe files, refuses those that break the
// language (docs/recipe-language.md), and finds where a document holds an
// integration. It makes no edits, opens no file and knows no vendor.
package recipe

import (
	"slices"
	"strings"
)

// The names of flows.
const (
	OAuthPassword     = "oauth-password"
	SOAPLogin         = "soap-login"
	UnknownPassword   = "unknown-password"
	JWTBearer         = "jwt-bearer"
	ClientCredentials = "client-credentials"
	AccessToken       = "access-token"
	Other             = "other"
)

// IsOld tells whether flow is a username-password login.
func IsOld(flow string) bool {
	return flow == OAuthPassword || flow == SOAPLogin || flow == UnknownPassword
}

// IsNew tells whether flow can replace a username-password login.
func IsNew(flow string) bool {
	return flow == JWTBearer || flow == ClientCredentials || flow == AccessToken
}

// Recipe is one shape of one integration.
type Recipe struct {
	ID, Title  string
	Docs       []string
	Files      []string   // globs
	Keywords   [][]string // one of the lists must occur, all of its texts
	Relaxed    bool
	In         []Path
	With       []Condition // alternatives
	Without    []Path
	Beside     []Beside
	Flows      []*Flow
	Companions []*Companion
	Needs      []Need
	Instead    string
	Scopes     []string // OAuth scopes of what it calls; nil: api
	Advice     string   // user-present, multi-tenant or ""
	Todo       []Todo
	Notes      []string
	Fallback   bool
	// Closed tells that the product keeps its settings in a store of its own:
	// there is nothing to scan, and the steps are all there is.
	Closed     bool
	Examples   []Example
	LeaveAlone []LeaveAlone

	File    string // the recipe file, for messages
	Line    int
	BuiltIn bool
	Hash    string // of the file, hex SHA-256
}

// Condition holds if every path has one of its texts.
type Condition []PathText

// PathText is a path and the texts it may have; "*" stands for anything.
type PathText struct {
	Path  Path
	Texts []string
}

// Beside names a file, here or upwards, that must hold a text.
type Beside struct{ Name, Text string }

// Flow is one login of an integration: roles, and the settings that play them.
type Flow struct {
	Name       string
	Line       int
	At         Path
	Rules      []*Rule // roles, grant-type and fixed settings, in the order written
	Drop       []Path
	Write      map[string]string // path → text
	Helper     string
	Assisted   string
	Unverified string
}

// Rule is one role of a flow, or one of its fixed settings.
type Rule struct {
	Role     string // "" for a fixed setting
	Optional bool
	Settings []Setting // alternatives, best first
	Fixed    *Constant
	Line     int
}

// Setting says where a role is written and how.
type Setting struct {
	Paths      []Path // spellings, best first
	As         string
	Format     string
	Is         []Constant
	Unverified string
}

// Constant is a text with the type it was written with.
type Constant struct {
	Text  string
	Typed bool // a number or a boolean
}

// Companion is another document that must follow.
type Companion struct {
	Name     string
	Files    []string
	With     []Condition
	NamePath Path
	From, To PathConstants
	Line     int
}

// PathConstants is a path and the constants at it, in order.
type PathConstants struct {
	Path   Path
	Values []Constant
}

// Need is a version that a flow asks for.
type Need struct {
	Flow, Package, What, AtLeast string
	With                         []Condition
	Unverified                   string
}

// Todo is a step that is not in files.
type Todo struct{ Flow, Say string }

// Example is a whole project before and after.
type Example struct {
	Name    string
	Line    int
	Before  map[string]string
	Finds   string
	After   map[string]map[string]string // flow → files
	Lines   map[string]int               // flow → line of the recipe
	Outcome string
	Todo    []string
}

// LeaveAlone is a project in which the recipe must find nothing.
type LeaveAlone struct {
	Why   string
	Line  int
	Files map[string]string
}

// Flow gives the flow called name, nil if there is none.
func (r *Recipe) Flow(name string) *Flow {
	for _, f := range r.Flows {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Writable lists the new flows that the recipe can write, access-token left out.
func (r *Recipe) Writable() []*Flow {
	var out []*Flow
	for _, f := range r.Flows {
		if (f.Name == JWTBearer || f.Name == ClientCredentials) && r.Advice == "" {
			out = append(out, f)
		}
	}
	return out
}

// Outcome gives the outcome that follows from the recipe alone for a flow; the
// files may lower it (docs/recipe-language.md 7).
func (r *Recipe) Outcome(flow string) string {
	f := r.Flow(flow)
	switch {
	case r.Advice != "":
		return "report"
	case f != nil && f.Name == AccessToken:
		return "bridge"
	case f != nil && f.Assisted != "":
		return "assisted"
	case f != nil && len(r.Companions) > 0:
		return "rewrite-with-companions"
	case f != nil:
		return "rewrite"
	case r.Instead != "":
		return "replace"
	}
	return "report"
}

// Preferred gives the flow taken without a wish: jwt-bearer if it can be
// written, else client-credentials, else the first assisted one, else
// access-token. It is nil where the recipe has no secure flow.
func (r *Recipe) Preferred() *Flow {
	jwt, cc := r.Flow(JWTBearer), r.Flow(ClientCredentials)
	for _, f := range []*Flow{jwt, cc} {
		if f != nil && f.Assisted == "" {
			return f
		}
	}
	for _, f := range []*Flow{jwt, cc, r.Flow(AccessToken)} {
		if f != nil {
			return f
		}
	}
	return nil
}

// conditions counts what narrows a recipe down, for conflicts.
func (r *Recipe) conditions() int {
	n := len(r.Without) + len(r.Beside)
	if len(r.In) > 0 {
		n++
	}
	if len(r.With) > 0 {
		n += len(r.With[0])
	}
	return n
}

// Rule gives the rule of a role, nil if the flow has none.
func (f *Flow) Rule(role string) *Rule {
	for _, r := range f.Rules {
		if r.Role == role {
			return r
		}
	}
	return nil
}

// HasPath tells whether r is written at p, in any spelling.
func (r *Rule) HasPath(p Path) bool {
	for _, s := range r.Settings {
		if slices.ContainsFunc(s.Paths, p.Equal) {
			return true
		}
	}
	return false
}

// Glossary of roles: whether one may stand in old flows only, and whether its
// value is a secret. docs/recipe-language.md 3.
var roles = map[string]struct{ old, secret bool }{
	"username": {}, "password": {old: true, secret: true}, "security-token": {old: true, secret: true},
	"organization-id": {}, "client-id": {}, "client-secret": {secret: true},
	"login-url": {}, "instance-url": {}, "audience": {}, "grant-type": {},
	"private-key-file": {}, "private-key": {secret: true}, "private-key-passphrase": {secret: true},
	"certificate-file": {}, "keystore-file": {}, "keystore-password": {secret: true},
	"keystore-alias": {}, "keystore-type": {}, "access-token": {secret: true},
	"session-id": {secret: true}, "refresh-token": {secret: true}, "name": {},
}

// IsRole tells whether name is a role of the language.
func IsRole(name string) bool { _, ok := roles[name]; return ok }

// IsSecret tells whether the value of a role is a secret, spelt as as says: a
// path whose contents are written is one.
func IsSecret(role, as string) bool {
	if roles[role].secret {
		return true
	}
	switch role {
	case "private-key-file", "keystore-file":
		return as == "pem" || as == "base64" || as == "data-uri"
	}
	return false
}

// IsHost tells whether a role holds a host.
func IsHost(role string) bool {
	return role == "login-url" || role == "instance-url" || role == "audience"
}

// Words gives the words that the name of a variable uses for a role, after a
// prefix: SF and SFDC say consumer where others say client.
func Words(role, as, prefix string) []string {
	consumer := false
	for _, w := range words(prefix) {
		if w = strings.ToLower(w); w == "sf" || w == "sfdc" {
			consumer = true
		}
	}
	switch role {
	case "client-id":
		if consumer {
			return []string{"consumer", "key"}
		}
	case "client-secret":
		if consumer {
			return []string{"consumer", "secret"}
		}
	case "login-url":
		switch as {
		case "prefix":
			return []string{"domain"}
		case "host":
			return []string{"host"}
		case "token-url":
			return []string{"token", "url"}
		}
	}
	return strings.Split(role, "-")
}

package migrate

import (
	"cmp"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/format"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// draftWriter writes a draft as a recipe file.
type draftWriter struct {
	draft  *Draft
	group  *group
	before string
	after  map[string]string // by flow
	b      strings.Builder
}

func (w *draftWriter) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *draftWriter) text() {
	w.b.Reset()
	g := w.group
	w.line("# A draft by unpw recipes new. The names of the new login are guesses: put those that the")
	w.line("# program reads, then run: unpw recipes test FOLDER")
	w.line("id: %s", w.draft.ID)
	w.line("title: %s", quoted("TODO what this program is called"))
	w.line("docs: [https://wiki.acme.example/%s]   # TODO your source for the keys below", w.draft.ID)
	w.line("files: [%s]", quoted(w.draft.File))
	w.line("keywords: [%s]", w.keyword())
	if g.in != "" {
		w.line("in: %s", quoted(g.in))
	}
	w.line("\nflows:")
	old := recipe.SOAPLogin
	if g.keys["client-id"] != "" && g.keys["client-secret"] != "" {
		old = recipe.OAuthPassword
	}
	w.line("  %s:   # the login as it is", old)
	for _, role := range []string{"username", "password", "security-token", "client-id", "client-secret", "login-url"} {
		if key := g.keys[role]; key != "" && (old == recipe.OAuthPassword || !strings.HasPrefix(role, "client-")) {
			w.role(role, key, role == "security-token" || role == "login-url")
		}
	}
	w.line("  %s:   # TODO keep what the program can do", recipe.JWTBearer)
	w.role("username", g.keys["username"], false)
	w.role("client-id", w.key("client-id"), false)
	w.role("private-key-file", w.key("private-key-file"), false)
	w.role("login-url", w.key("login-url"), true)
	w.line("  %s:", recipe.ClientCredentials)
	w.role("client-id", w.key("client-id"), false)
	w.role("client-secret", w.key("client-secret"), false)
	w.role("login-url", w.key("login-url"), false)
	w.line("\nexamples:")
	w.line("  - name: %s", quoted(w.draft.File))
	w.line("    before:")
	w.file(w.before)
	w.line("    finds: %s", old)
	for _, flow := range []string{recipe.JWTBearer, recipe.ClientCredentials} {
		after := w.after[flow]
		if after == "" {
			after = w.before
		}
		w.line("    %s:", flow)
		w.file(after)
	}
	w.line("leave-alone:")
	w.line("  - why: %s", quoted("TODO the nearest file that looks alike and holds no login"))
	w.line("    files:")
	w.file(w.otherwise())
	w.draft.Text = w.b.String()
}

func (w *draftWriter) role(role, key string, optional bool) {
	mark := ""
	if optional {
		mark = "?"
	}
	value := quoted(key)
	if role == "login-url" {
		if n := w.group.nodes[role]; n != nil {
			if as := hostShape(n.Value); as != "url" {
				value = fmt.Sprintf("{key: %s, as: %s}", quoted(key), as)
			}
		}
	}
	w.line("    %s %s", role+mark+":", value)
}

// key gives the name of a setting of the new login: the one that is there, else
// one made as the names around are.
func (w *draftWriter) key(role string) string {
	n := w.group.nodes[role]
	if n != nil && (role != "login-url" || writable(n)) {
		return n.Key
	}
	return plan.NewKey(w.group.password.Key, role, w.group.around)
}

// writable tells whether a new login may stand where an old host did: a switch
// for the sandbox and the address of SOAP name no My Domain.
func writable(n *format.Node) bool {
	as := hostShape(n.Value)
	return as != "sandbox-flag" && as != "soap-url"
}

// keyword is what only files with such a login hold: of both its forms, so that
// it is still seen after the change.
func (w *draftWriter) keyword() string {
	return quoted(w.word()) + ", " + quoted(w.key("client-id"))
}

// word is the name that says most about the old login.
func (w *draftWriter) word() string {
	return cmp.Or(w.group.keys["security-token"], w.group.keys["password"])
}

// otherwise gives a file of the same kind that holds the keyword and no login.
func (w *draftWriter) otherwise() string {
	word := w.word()
	switch w.group.password.Doc.Syntax {
	case "json":
		return "{\"help\": \"ask for " + word + "\"}\n"
	case "xml":
		return "<help>ask for " + word + "</help>\n"
	case "toml":
		return "help = \"ask for " + word + "\"\n"
	case "hcl":
		return "help = \"ask for " + word + "\"\n"
	case "ini":
		return "[help]\ntext = ask for " + word + "\n"
	case "yaml":
		return "help: ask for " + word + "\n"
	}
	return "HELP=ask-for-" + word + "\n"
}

func (w *draftWriter) file(s string) {
	w.line("      %s: |", quoted(w.draft.File))
	for _, line := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
		if line == "" {
			w.line("")
			continue
		}
		w.line("        %s", line)
	}
}

// quoted writes a text as YAML does in one line, with quotes where it wants them.
func quoted(s string) string {
	out, err := yaml.Marshal(s)
	if err != nil || strings.ContainsAny(s, ",[]{}") {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(string(out), "\n")
}

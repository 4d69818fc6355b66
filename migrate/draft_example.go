package migrate

import (
	"regexp"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/text"
)

// What a draft says in place of the values of a file.
var exampleWords = map[string]string{"username": "etl@acme.example", "password": "example-password", "security-token": "example-token",
	"client-id": "old-client-id", "client-secret": "old-client-secret"}

const exampleOther = "example-other"

// comment is a line, or the end of one, that only people read.
var comment = regexp.MustCompile(`(?m)^[ \t]*(?:#|//|;|!).*\n|[ \t]+(?:#|//).*$|(?s:<!--.*?-->)|(?s:/\*.*?\*/)`)

// exampleOf gives the text of doc with example words for its values and without
// its comments: what stands in either is nobody's business.
func exampleOf(doc *format.Document, g *group) (string, error) {
	role := map[*format.Node]string{}
	for r, n := range g.nodes {
		role[n] = r
	}
	var edits []text.Edit
	var failed error
	doc.Walk(func(n *format.Node) bool {
		if n.Kind != format.Scalar || n.Doc != doc || n.ValueSpan.Empty() {
			return n.Doc == doc
		}
		word, known := exampleWords[role[n]]
		switch {
		case n.Bare && !known && strings.Trim(n.Value, "-+.0123456789eE") != "": // true, null
			return false
		case n.Bare && !known:
			edits = append(edits, text.Edit{Span: n.ValueSpan, New: "5"})
			return false
		case role[n] == "login-url":
			word = recipe.Spell("login.salesforce.com", hostShape(n.Value))
		case !known:
			word = exampleOther
		}
		s, err := format.Encode(n.Style, word)
		if err != nil {
			failed = err
		}
		edits = append(edits, text.Edit{Span: n.ValueSpan, New: s})
		return false
	})
	if failed != nil {
		return "", failed
	}
	out, err := text.Apply(doc.Src, edits)
	if err != nil {
		return "", err
	}
	s := comment.ReplaceAllString(strings.ReplaceAll(string(out), "\r\n", "\n"), "")
	return strings.TrimRight(s, "\n") + "\n", nil
}

// hostShape tells how a value spells a host.
func hostShape(value string) string {
	v := strings.ToLower(value)
	switch {
	case v == "true" || v == "false":
		return "sandbox-flag"
	case strings.Contains(v, "/services/oauth2/token"):
		return "token-url"
	case strings.Contains(v, "/services/soap/"):
		return "soap-url"
	case strings.Contains(v, "://"), strings.Contains(v, "$"), v == "":
		return "url"
	case strings.Contains(v, ".") && !strings.HasSuffix(v, ".my"):
		return "host"
	}
	return "prefix"
}

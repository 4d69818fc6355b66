package plan

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
	"unpw/migrate/text"
)

// maskedDiff gives the unified diff of one file with every secret in it masked:
// values of secret roles, values whose names speak of a secret whoever they
// belong to, private keys, passwords in addresses and secrets in comments, in
// removed, added and context lines alike.
func maskedDiff(file string, src []byte, d *format.Document, in []*scan.Integration, ops []Op) (string, error) {
	hide := ordered(append(hidden(d, in), privateKeys(src)...))
	before := make([]text.Edit, 0, len(hide))
	after := make([]text.Edit, 0, len(hide)+len(ops))
	for _, s := range hide {
		before = append(before, text.Edit{Span: s, New: secret.Mask})
		for _, left := range without(s, ops) {
			after = append(after, text.Edit{Span: left, New: secret.Mask})
		}
	}
	for _, op := range ops {
		if op.Text.Sealed() { // all of it is hidden
			after = append(after, text.Edit{Span: op.Span, New: secret.Mask + " (changed, in base64)"})
			continue
		}
		s, err := op.Text.Fill(func(string) (string, error) { return maskWord, nil })
		if err != nil {
			return "", err
		}
		after = append(after, text.Edit{Span: op.Span, New: masked.Replace(s)})
	}
	old, err := text.Apply(src, before)
	if err != nil {
		return "", err
	}
	next, err := text.Apply(src, after)
	if err != nil {
		return "", err
	}
	return maskDiff(udiff.Unified("a/"+file, "b/"+file, string(old), string(next))), nil
}

// ordered gives spans in order and without overlap.
func ordered(spans []text.Span) []text.Span {
	text.SortSpans(spans)
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && kept[n-1].End > s.Start {
			s.Start = kept[n-1].End
		}
		if !s.Empty() {
			kept = append(kept, s)
		}
	}
	return kept
}

// without gives what the edits leave of a span. Edits are in order.
func without(s text.Span, ops []Op) []text.Span {
	var out []text.Span
	for _, op := range ops {
		if op.End < s.Start || op.Start > s.End || op.Empty() && (op.Start == s.Start || op.Start == s.End) {
			continue
		}
		if op.Start > s.Start {
			out = append(out, text.Span{Start: s.Start, End: op.Start})
		}
		s.Start = max(s.Start, op.End)
	}
	if !s.Empty() {
		out = append(out, s)
	}
	return out
}

// maskWord stands for a secret on its way through the encoders, none of which
// has to quote it; the mask itself takes its place afterwards.
const maskWord = "unpwMaskOfASecret"

var masked = strings.NewReplacer(maskWord, secret.Mask, base64.StdEncoding.EncodeToString([]byte(maskWord)), secret.Mask)

// hidden gives the spans of values that are not to be shown.
func hidden(d *format.Document, in []*scan.Integration) []text.Span {
	h := hiding{marked: map[*format.Node]bool{}, plain: map[*format.Node]bool{}}
	for _, i := range in {
		for _, s := range i.All() {
			if !recipe.IsSecret(s.Role, s.Setting.As) && s.Role != "" {
				h.plain[s.Node] = true
			}
			if recipe.IsSecret(s.Role, s.Setting.As) {
				h.marked[s.Node] = true
				s.Each(func(def *scan.Definition) { h.marked[def.Node] = true })
			}
		}
	}
	return h.in(d, false)
}

// hiding knows the settings of integrations: those that are secret and those that
// are known to be none.
type hiding struct{ marked, plain map[*format.Node]bool }

// in gives the spans of d; with all, of every value that is not known to be no
// secret.
func (h hiding) in(d *format.Document, all bool) []text.Span {
	var out []text.Span
	d.Walk(func(n *format.Node) bool {
		if n.Kind != format.Scalar || n.Doc != d || n.ValueSpan.Empty() || h.plain[n] {
			return true
		}
		if onlyReference(n) {
			out = append(out, defaults(n, h.marked[n])...)
			return true
		}
		secret := all || SpeaksOfSecret(n.Key) || inSecretPlace(n)
		if n.Inner != nil && h.opens(n, secret) {
			for _, s := range h.in(n.Inner, secret) {
				out = append(out, n.Inner.InOuter(s))
			}
			return true
		}
		if secret || h.marked[n] || n.Inner != nil || positional(n) {
			out = append(out, inside(n))
		}
		return true
	})
	return out
}

// opens tells whether the document in n's value is shown with its secrets hidden.
// What stands in base64 is not, nor a secret that only looks like a form or an
// address, unless an integration has its settings there.
func (h hiding) opens(n *format.Node, secret bool) bool {
	if h.marked[n] || n.Inner.Sealed() != nil {
		return false
	}
	if !secret || n.Inner.Root.Layout != format.Joined {
		return true
	}
	found := false
	n.Inner.Walk(func(c *format.Node) bool {
		found = found || h.marked[c] || h.plain[c]
		return !found
	})
	return found
}

// inSecretPlace tells whether n stands where everything is secret: among the data
// of a Kubernetes Secret, in a group whose name speaks of secrets, behind an
// argument that does.
func inSecretPlace(n *format.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if groupOfSecrets(up) {
			return true
		}
	}
	list := n.Parent
	if list == nil || list.Kind != format.List {
		return false
	}
	for i := 1; i < len(list.Children); i++ {
		if list.Children[i] == n {
			flag := list.Children[i-1].Value
			return strings.HasPrefix(flag, "-") && !strings.Contains(flag, "=") && SpeaksOfSecret(flag)
		}
	}
	return false
}

var (
	secretGroup = regexp.MustCompile(`(?:password|passwd|secret|credential|token|apikey|privatekey)s?$`)
	groupOfRefs = regexp.MustCompile(`refs?$|^imagepullsecrets$`)
)

func groupOfSecrets(n *format.Node) bool {
	if n.Kind != format.Map && n.Kind != format.List || n.Key == "" {
		return false
	}
	if k := squash(n.Key); n.Doc.Syntax != "python" && secretGroup.MatchString(k) && !groupOfRefs.MatchString(k) {
		return true
	}
	if (n.Key == "data" || n.Key == "stringData") && n.Parent != nil && n.Parent.Parent == nil {
		kind := n.Parent.Child("kind")
		return kind != nil && kind.Value == "Secret"
	}
	return false
}

// positional tells whether n is a text that a program hands over without a name:
// nothing says that it is no password.
func positional(n *format.Node) bool {
	return strings.HasPrefix(n.Key, "(") && !n.Bare && len(n.Value) >= 4 && !strings.Contains(n.Value, " ") && !variableName.MatchString(n.Value) && !defaultOf(n)
}

// defaultOf tells whether n is the default of a variable that is no secret.
func defaultOf(n *format.Node) bool {
	call := n.Parent
	if call == nil || call.Kind != format.Call || n.Key != "(2)" {
		return false
	}
	name := call.Child("(1)")
	return name != nil && variableName.MatchString(name.Value) && !SpeaksOfSecret(name.Value)
}

// variableName is how environment variables are called, and passwords are not.
var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`)

func onlyReference(n *format.Node) bool {
	return len(n.Refs) > 0 && (n.Refs[0].Whole || len(n.Parts) > 0)
}

// defaults gives where references to secrets name what they stand for where
// nothing defines them: ${DB_PASSWORD:-this}.
func defaults(n *format.Node, marked bool) []text.Span {
	var out []text.Span
	for _, ref := range n.Refs {
		if ref.Default == "" || !marked && !SpeaksOfSecret(n.Key) && !SpeaksOfSecret(ref.Name) {
			continue
		}
		written := string(ref.Span.Slice(n.Doc.Src))
		if i := strings.LastIndex(written, ref.Default); i > 0 {
			out = append(out, text.Span{Start: ref.Span.Start + i, End: ref.Span.Start + i + len(ref.Default)})
		}
	}
	return out
}

// inside gives the value without its quotes.
func inside(n *format.Node) text.Span {
	s := n.ValueSpan
	src := n.Doc.Src
	if s.Len() >= 2 && (src[s.Start] == '"' || src[s.Start] == '\'') && src[s.End-1] == src[s.Start] {
		return text.Span{Start: s.Start + 1, End: s.End - 1}
	}
	return s
}

var notSecret = regexp.MustCompile(`(?i)(url|uri|endpoint|path|file|host|expir|ttl|type|policy|name|id)$`)

// SpeaksOfSecret tells whether a name says that its value is a secret.
func SpeaksOfSecret(key string) bool {
	k := squash(key)
	if notSecret.MatchString(k) && !strings.Contains(k, "password") && !strings.Contains(k, "passwd") {
		return false
	}
	for _, w := range []string{"password", "passwd", "passwort", "passphrase", "secret", "token", "credential", "privatekey", "apikey", "accesskey", "authorization", "cookie", "session", "pwd", "signature", "encryptionkey", "accountkey", "sharedkey"} {
		if strings.Contains(k, w) {
			return true
		}
	}
	return strings.HasSuffix(k, "pass") || strings.HasSuffix(k, "pw") || k == "key"
}

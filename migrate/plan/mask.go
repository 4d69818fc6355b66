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
// belong to, passwords in addresses and secrets in comments, in removed, added
// and context lines alike.
func maskedDiff(file string, src []byte, d *format.Document, in []*scan.Integration, ops []Op) (string, error) {
	hide := hidden(d, in)
	before := make([]text.Edit, 0, len(hide))
	after := make([]text.Edit, 0, len(hide)+len(ops))
	for _, s := range hide {
		e := text.Edit{Span: s, New: secret.Mask}
		before = append(before, e)
		if !touched(s, ops) {
			after = append(after, e)
		}
	}
	for _, op := range ops {
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
	return udiff.Unified("a/"+file, "b/"+file, maskLines(string(old)), maskLines(string(next))), nil
}

// maskWord stands for a secret on its way through the encoders, none of which
// has to quote it; the mask itself takes its place afterwards.
const maskWord = "unpwMaskOfASecret"

var masked = strings.NewReplacer(maskWord, secret.Mask, base64.StdEncoding.EncodeToString([]byte(maskWord)), secret.Mask)

func touched(s text.Span, ops []Op) bool {
	for _, op := range ops {
		if op.Overlaps(s) || op.Contains(s) {
			return true
		}
	}
	return false
}

// hidden gives the spans of values that are not to be shown, in order and
// without overlap.
func hidden(d *format.Document, in []*scan.Integration) []text.Span {
	marked, plainRole := map[*format.Node]bool{}, map[*format.Node]bool{}
	for _, i := range in {
		for _, s := range i.Settings {
			if !recipe.IsSecret(s.Role, s.Setting.As) && s.Role != "" {
				plainRole[s.Node] = true
			}
			if recipe.IsSecret(s.Role, s.Setting.As) {
				marked[s.Node] = true
				s.Each(func(def *scan.Definition) { marked[def.Node] = true })
			}
		}
	}
	var out []text.Span
	d.Walk(func(n *format.Node) bool {
		if n.Kind != format.Scalar || n.Doc != d || n.ValueSpan.Empty() || onlyReference(n) || plainRole[n] {
			return true
		}
		if n.Inner != nil && !marked[n] {
			for _, s := range hidden(n.Inner, in) {
				if e, err := n.Inner.ToFile([]format.FileEdit{{Span: s}}); err == nil {
					out = append(out, e[0].Span)
				}
			}
			return true
		}
		if marked[n] || SpeaksOfSecret(n.Key) || positional(n) {
			out = append(out, inside(n))
		}
		return true
	})
	text.SortSpans(out)
	kept := out[:0]
	for _, s := range out {
		if s.Empty() || len(kept) > 0 && kept[len(kept)-1].End > s.Start {
			continue
		}
		kept = append(kept, s)
	}
	return kept
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
	for _, w := range []string{"password", "passwd", "passwort", "passphrase", "secret", "token", "credential", "privatekey", "apikey", "accesskey", "authorization", "cookie", "session", "pwd", "signature", "encryptionkey"} {
		if strings.Contains(k, w) {
			return true
		}
	}
	return strings.HasSuffix(k, "pass") || strings.HasSuffix(k, "pw") || k == "key"
}

const secretName = `(?:password|passwd|passphrase|pwd|secret|token|credential|private.?key|api.?key|access.?key)`

var (
	userinfo = regexp.MustCompile(`(://[^\s/:@"'<>]*:)([^\s@"'<>]+)(@)`)
	// quoted is a name and a text in quotes, anywhere; loose one without quotes,
	// looked for in comments only: elsewhere it would hide references.
	quoted   = regexp.MustCompile(`(?i)([\w.-]*` + secretName + `[\w.-]*)(["']?\s*(?:[:=]|=>)\s*[rbfu]*["'])([^"'\n$•{<#][^"'\n]*)`)
	loose    = regexp.MustCompile(`(?i)([\w.-]*` + secretName + `[\w.-]*)(["']?\s*[:=]\s*["']?)([^\s"',;}{$•<][^"',;}\n]*)`)
	argument = regexp.MustCompile(`(?i)(--?(?:password|passwd|token|secret|pass)[ =]["']?)([^\s"']+)`)
)

// maskLines masks what no parser saw: secrets in comments, addresses and
// commands, and texts that a program gives to a name.
func maskLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = userinfo.ReplaceAllString(l, "${1}"+secret.Mask+"${3}")
		l = maskNamed(quoted, l)
		l = argument.ReplaceAllString(l, "${1}"+secret.Mask)
		if isComment(l) {
			l = maskNamed(loose, l)
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

func isComment(line string) bool {
	line = strings.TrimLeft(line, " \t")
	for _, mark := range []string{"#", "//", "!", "<!--", ";", "--", "*"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return strings.Contains(line, " #") || strings.Contains(line, " //")
}

func maskNamed(pattern *regexp.Regexp, line string) string {
	return pattern.ReplaceAllStringFunc(line, func(s string) string {
		m := pattern.FindStringSubmatch(s)
		if !SpeaksOfSecret(m[1]) {
			return s
		}
		return m[1] + m[2] + secret.Mask
	})
}

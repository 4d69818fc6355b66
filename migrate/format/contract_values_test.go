package format

import (
	"crypto/rand"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"
)

// trying are values that one syntax or another has a meaning for.
func trying() []string {
	noise := make([]byte, 64)
	_, _ = rand.Read(noise)
	armoured := string(pem.EncodeToMemory(&pem.Block{Type: "EXAMPLE", Bytes: noise}))
	return []string{
		"", "plain", "a b", " lead", "trail ", "\ttab", "tab\t", "a#b", "a #b", "a\t#b", "#x", "$x", "a$", "${X}", "$(x)", "`x`", `"`, `'`, `it's`, `say "x"`,
		`both ' and "`, `back\slash`, `end\`, `\\host`, `\n`, `a\"b`, `'quoted'`, `"quoted"`, "line\nline", "line\n", "\nline", "a\n\nb", "a\r\nb", "a\rb", "a: b", "a:", "a:b", "- a", "-a",
		"=x", ":x", "a=b", "==", "%x%", "{a}", "[a]", "{{ x }}", "{% x %}", "<a>&b;", "]]>", "a, b", "a;b", "a|b>c", "(a)", "!x", "&x", "*x", "@x", "?x", "? x", "|", ">", "~", "null", "yes", "No", "true",
		"123", "-5", "0123", "1e5", "0x1F", "1_000", ".5", "2020-01-01", "12:30", "-", "---", "...", "#{x}", "//x", "/*x*/", "😀 é", "\u0085", "\u2028", "\x00", "\x1b", "\ufeff", "a\u00a0b", "\xff",
		armoured, strings.TrimSpace(armoured), "https://acme.example:443/?a=b%20&c#d",
	}
}

// refused tells whether err is one with which a value or a change is refused
// rather than written wrongly.
func refusedFor(err error) string {
	if errors.Is(err, errNoSpelling) {
		return "no spelling"
	}
	for _, why := range []string{"shares its line", "shares its line end", "by its anchor", "without braces", "cannot be given the name", "no value that could be spelt", "cannot be copied", "labels of a block", "read as something else", "in one row alone", "nothing would be left"} {
		if strings.Contains(err.Error(), why) {
			return why
		}
	}
	return ""
}

func TestContractEveryValueIsWrittenOrRefused(t *testing.T) {
	values := trying()
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		for _, n := range settings(d) {
			if n.Opaque != "" || n.Via != nil || shaping(n) || isStored(n) || holdsFile.MatchString(n.Key) { // a word is no file
				continue
			}
			for _, v := range values {
				if n.Key == "" && strings.Contains(v, "=") {
					continue // an item NAME=value is a setting of that name
				}
				if v == "\xff" && strings.HasPrefix(n.Style, "base64|") {
					continue // base64 holds any bytes, only a text is read
				}
				e, err := SetValue(n, Literal(v), false)
				if err != nil {
					if refusedFor(err) == "" || v == "plain" && !n.aliased && n.Style != "uri-path" && n.Style != "uri-port" {
						t.Errorf("%s: %s (%s) = %q: %v", f, n.Key, n.Style, v, err)
					}
					continue
				}
				want := v
				if strings.HasPrefix(n.Style, "base64|") {
					want = strings.TrimSuffix(v, "\n")
				}
				f.check(t, n.Key+" ("+n.Style+") = "+v, n.Doc, []FileEdit{e}, map[*Node]fate{n: {value: &want}})
				if t.Failed() {
					break
				}
			}
		}
	}
}

// A value that has no spelling in one form is rare: these are all.
func TestContractWhatHasNoSpelling(t *testing.T) {
	got := map[string]string{}
	for _, style := range []string{"json", "json-bare", "yaml", `yaml"`, "yaml'", "yaml-flow", "yaml-block", "properties", "dotenv", `dotenv"`, "dotenv'", "shell", `shell"`, "shell'", "xml", `xml"`, "xml-cdata", `python"`, "javascript`", "ruby'", `toml"`, "toml'", `toml"""`, "toml'''", "toml-bare", `hcl"`, "hcl-bare", "hcl-heredoc"} {
		for _, v := range trying()[:len(trying())-3] {
			if _, err := Encode(style, v); err != nil && v != "\xff" {
				got[style] += " " + v
			}
		}
	}
	for style, want := range map[string]string{
		"dotenv": " both ' and \"" + ` end\ \\host` + " \x00", `dotenv"`: " both ' and \"" + ` end\ \\host` + " \x00", "dotenv'": " both ' and \"" + ` end\ \\host` + " \x00",
		"shell": " \x00", `shell"`: " \x00", "shell'": " \x00",
		"xml": " \x00 \x1b", `xml"`: " \x00 \x1b", "xml-cdata": " a\r\nb a\rb ]]> \x00 \x1b",
	} {
		if got[style] != want {
			t.Errorf("%s cannot spell %q, want %q", style, got[style], want)
		}
		delete(got, style)
	}
	for style, values := range got {
		t.Errorf("%s cannot spell %q", style, values)
	}
}

func TestContractTypedConstants(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		for _, n := range settings(d) {
			if n.Opaque != "" || n.Via != nil || shaping(n) || len(n.Refs) > 0 && n.Value == "" || !slices.Contains([]string{"json", "yaml", "toml", "hcl"}, n.Doc.Syntax) || holdsFile.MatchString(n.Key) || strings.HasPrefix(n.Style, "esc:") || strings.Contains(n.Style, "-pair") || strings.HasPrefix(n.Style, "base64") || n.Key == "secrets" || n.Key == "tagged" {
				continue
			}
			for _, v := range []string{"true", "5"} {
				for _, typed := range []bool{true, false} {
					e, err := SetValue(n, Literal(v), typed)
					if err != nil {
						continue
					}
					again := changed(t, n.Doc, []FileEdit{e})
					bare := typed || n.Style == "json-bare" || n.Style == "json5-bare" || n.Style == "toml-bare" || n.Style == "hcl-bare" || strings.HasPrefix(n.Style, "yaml-bare")
					found := false
					again.Walk(func(m *Node) bool {
						found = found || m.Key == n.Key && m.Value == v && m.Bare == bare
						return true
					})
					if !found {
						t.Errorf("%s: %s (%s) = %s, typed %t: it is not there with the type\n%s", f, n.Key, n.Style, v, typed, again.Src)
					}
				}
			}
		}
	}
}

func TestContractNames(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		used := map[*Node]bool{} // under its name, elsewhere in the program
		d.Walk(func(n *Node) bool {
			used[n.Via] = true
			return true
		})
		d.Walk(func(n *Node) bool {
			if n.Parent == nil || used[n] || n.KeySpan.Empty() || shaping(n) || n.Env || n.Key == "data" || n.Kind == Call || n.KeyStyle == "shell-flag" || n.KeyStyle == "shell-file" || n.Via != nil || holdsFile.MatchString(n.Key) {
				return true
			}
			for _, key := range []string{"NEW_NAME", "new.name", "new-name", "a b", "a:b", "a: b", "a=b", "#a", `a"b`, "a'b", `a\b`, "é", "-x", "1", "true", "😀", ""} {
				edits, err := Rename(n, key)
				if err != nil {
					if refusedFor(err) == "" || key == "NEW_NAME" {
						t.Errorf("%s: %s (%s) renamed to %q: %v", f, n.Key, n.KeyStyle, key, err)
					}
					continue
				}
				if n.Parent.Kind == List && !strings.HasPrefix(n.KeyStyle, "esc:") && strings.ContainsAny(key, "=") {
					continue
				}
				f.check(t, n.Key+" ("+n.KeyStyle+") renamed to "+key, n.Doc, edits, map[*Node]fate{n: {key: &key}})
			}
			return true
		})
	}
}

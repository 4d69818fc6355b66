package format

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"unpw/migrate/text"
)

// Fragment is new text for a file that may hold secrets not yet known. It is
// literal text and named secrets, each with the encoders its value goes through
// before it is written. A plan shows it by String; apply fills it.
type Fragment []part

type part struct {
	lit    string
	secret string   // "APP.role"; "" for literal text
	enc    []string // names for Encode, in order
	exact  bool     // a value: its line ends are not those of the file's layout

	// Of a text in base64: what it takes the place of, first of all, and parts
	// of that which stay.
	seal *seal
	kept text.Span
}

// Literal is a fragment without secrets.
func Literal(s string) Fragment { return Fragment{{lit: s}} }

// SecretNamed is a fragment that stands for the secret NAME, given as APP.ROLE.
func SecretNamed(name string) Fragment { return Fragment{{secret: name}} }

// Join puts fragments one behind the other.
func Join(parts ...Fragment) Fragment {
	var out Fragment
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// HasSecret tells whether f names a secret.
func (f Fragment) HasSecret() bool {
	for _, p := range f {
		if p.secret != "" {
			return true
		}
	}
	return false
}

// Secrets lists the names of the secrets in f.
func (f Fragment) Secrets() []string {
	var names []string
	for _, p := range f {
		if p.secret != "" {
			names = append(names, p.secret)
		}
	}
	return names
}

// Through sends f through the encoder called name: literal text at once, a
// secret when it is filled in. It fails where the encoder cannot spell the text.
func (f Fragment) Through(name string) (Fragment, error) {
	if name == "" {
		return f, nil
	}
	if lit, ok := f.text(); ok {
		s, err := Encode(name, lit)
		return Literal(s), err
	}
	if len(f) == 1 {
		return f.each(name)
	}
	var err error
	for _, stage := range strings.Split(name, "|") {
		inner, quote, ok := piecewise(stage)
		if !ok {
			return nil, errNoSpelling
		}
		if f, err = f.each(inner); err != nil {
			return nil, err
		}
		if quote != "" {
			f = Join(Literal(quote), f, Literal(quote))
		}
	}
	return f, nil
}

// each sends every part through the encoder called name by itself.
func (f Fragment) each(name string) (Fragment, error) { return f.eachOf(name, name) }

// eachOf sends every literal part through the encoder called literal, and every
// secret through the one called name.
func (f Fragment) eachOf(literal, name string) (Fragment, error) {
	out := make(Fragment, 0, len(f))
	for _, p := range f {
		if p.secret != "" {
			for _, stage := range strings.Split(name, "|") {
				if !known(stage) {
					return nil, fmt.Errorf("unknown encoder %q", stage)
				}
			}
			p.enc = append(append([]string(nil), p.enc...), strings.Split(name, "|")...)
			out = append(out, p)
			continue
		}
		s, err := Encode(literal, p.lit)
		if err != nil {
			return nil, err
		}
		out = append(out, part{lit: s})
	}
	return out, nil
}

// layout gives f with its literal text changed, but for values.
func (f Fragment) layout(change func(string) string) Fragment {
	out := make(Fragment, len(f))
	for i, p := range f {
		if !p.exact {
			p.lit = change(p.lit)
		}
		out[i] = p
	}
	return out
}

// exactly gives f as a value.
func (f Fragment) exactly() Fragment {
	out := make(Fragment, len(f))
	for i, p := range f {
		p.exact = true
		out[i] = p
	}
	return out
}

// TrimNewline gives f without the line end that it ends with, if it does.
func (f Fragment) TrimNewline() Fragment {
	if len(f) == 0 || f.Sealed() || f[len(f)-1].secret != "" {
		return f
	}
	out := append(Fragment(nil), f...)
	last := &out[len(out)-1]
	last.lit = strings.TrimSuffix(strings.TrimSuffix(last.lit, "\n"), "\r")
	return out
}

// empty tells whether f is no text at all.
func (f Fragment) empty() bool {
	s, ok := f.text()
	return ok && s == ""
}

// endsLine tells whether f ends with a line end.
func (f Fragment) endsLine() bool {
	return len(f) > 0 && f[len(f)-1].secret == "" && strings.HasSuffix(f[len(f)-1].lit, "\n")
}

// text gives the text of a fragment without secrets.
func (f Fragment) text() (string, bool) {
	var b strings.Builder
	for _, p := range f {
		if p.secret != "" || p.seal != nil {
			return "", false
		}
		b.WriteString(p.lit)
	}
	return b.String(), true
}

// String is the fragment as a plan shows it: {{secret:APP.ROLE|ENCODER…}} stands
// for a secret; {{base64:START-END}} in front says that all of it stands in base64
// in the place of these bytes of the file's text, and {{kept:START-END}} for a part
// of what they say. Literal text that looks like one has a second colon.
func (f Fragment) String() string {
	var b, lit strings.Builder
	literal := func() {
		b.WriteString(tokenLike.ReplaceAllString(lit.String(), "$0:"))
		lit.Reset()
	}
	for _, p := range f {
		switch {
		case p.seal != nil:
			fmt.Fprintf(&b, "{{base64:%d-%d}}", p.seal.span.Start, p.seal.span.End)
		case !p.kept.Empty():
			literal()
			fmt.Fprintf(&b, "{{kept:%d-%d}}", p.kept.Start, p.kept.End)
		case p.secret == "":
			lit.WriteString(p.lit)
		default:
			literal()
			b.WriteString("{{secret:" + p.secret)
			for _, e := range p.enc {
				b.WriteString("|" + e)
			}
			b.WriteString("}}")
		}
	}
	literal()
	return b.String()
}

var (
	tokenLike    = regexp.MustCompile(`\{\{(?:secret|base64|kept):`)
	tokenEscaped = regexp.MustCompile(`(\{\{(?:secret|base64|kept):):`)
	token        = regexp.MustCompile(`\{\{(?:secret:([A-Za-z0-9_]+\.[a-z0-9-]+)((?:\|[^|{}\s]+)*)|(base64|kept):([0-9]{1,9})-([0-9]{1,9}))\}\}`)
)

// asLiteral is literal text as String wrote it.
func asLiteral(s string) part { return part{lit: tokenEscaped.ReplaceAllString(s, "$1")} }

// ParseFragment reads what String wrote. Encoders that do not exist are an error.
func ParseFragment(s string) (Fragment, error) {
	var f Fragment
	at := 0
	for _, m := range token.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			f = append(f, asLiteral(s[at:m[0]]))
		}
		at = m[1]
		if m[6] >= 0 {
			var span text.Span
			span.Start, _ = strconv.Atoi(s[m[8]:m[9]])
			span.End, _ = strconv.Atoi(s[m[10]:m[11]])
			switch kind := s[m[6]:m[7]]; {
			case kind == "base64" && len(f) == 0:
				f = append(f, part{seal: &seal{span: span}})
			case kind == "kept" && f.Sealed() && span.Start < span.End:
				f = append(f, part{kept: span})
			default:
				return nil, errors.New("a text in base64 is not as unpw writes it")
			}
			continue
		}
		p := part{secret: s[m[2]:m[3]]}
		if m[5] > m[4] {
			p.enc = strings.Split(s[m[4]+1:m[5]], "|")
		}
		for _, e := range p.enc {
			if !known(e) {
				return nil, fmt.Errorf("unknown encoder %q", e)
			}
		}
		f = append(f, p)
	}
	if at < len(s) {
		f = append(f, asLiteral(s[at:]))
	}
	return f, nil
}

// Fill gives the text with every secret put in, as value names it. A text in
// base64 that keeps parts of another needs FillIn.
func (f Fragment) Fill(value func(name string) (string, error)) (string, error) {
	var b strings.Builder
	if f.Sealed() {
		return "", errSealed
	}
	for _, p := range f {
		if p.secret == "" {
			b.WriteString(p.lit)
			continue
		}
		v, err := value(p.secret)
		if err != nil {
			return "", err
		}
		for _, e := range p.enc {
			if v, err = Encode(e, v); err != nil {
				return "", fmt.Errorf("%s: %w", p.secret, err)
			}
		}
		b.WriteString(v)
	}
	return b.String(), nil
}

package recipe

import (
	"path"
	"strings"
	"unicode"

	"unpw/migrate/format"
)

// Path names a setting from its container: segments with dots between them.
type Path struct {
	Text     string
	Segments []string
	// Call is the callee of a path that begins with a call; Await asks that it
	// is awaited.
	Call  string
	Await bool
	// Outward paths (^) are looked up from the container outwards.
	Outward bool
	// Variable is the name of an environment variable the client reads itself ($).
	Variable string
}

// ParsePath reads a path as the recipe language writes it.
func ParsePath(s string) Path {
	p := Path{Text: s}
	rest := s
	if strings.HasPrefix(rest, "$") {
		p.Variable = rest[1:]
		return p
	}
	if strings.HasPrefix(rest, "^") {
		p.Outward, rest = true, rest[1:]
	}
	if after, ok := strings.CutPrefix(rest, "await "); ok {
		p.Await, rest = true, after
	}
	if i := strings.Index(rest, "()"); i >= 0 {
		p.Call = rest[:i]
		rest = strings.TrimPrefix(rest[i+2:], ".")
	}
	if rest != "" {
		p.Segments = strings.Split(rest, ".")
	}
	return p
}

// Equal compares paths as written.
func (p Path) Equal(q Path) bool { return p.Text == q.Text }

// Under gives p with at in front of it.
func (p Path) Under(at Path) Path {
	if at.Text == "" || p.Outward || p.Variable != "" {
		return p
	}
	return Path{Text: at.Text + "." + p.Text, Segments: append(append([]string(nil), at.Segments...), p.Segments...), Call: at.Call, Await: at.Await}
}

// Base is where a container is: a node, and what the names of its entries begin
// with. "camel.component.salesforce" is the prefix of a properties file's root,
// and no prefix of the nested map of that name.
type Base struct {
	Node   *format.Node
	Prefix string
}

// locate matches the end of where n stands against segments and gives the
// container in front of them.
func locate(n *format.Node, segments []string, relaxed bool) (Base, bool) {
	if relaxed {
		return locateRelaxed(n, squash(strings.Join(segments, "")))
	}
	rest := segments
	for cur := n; cur != nil; cur = named(cur.Up()) {
		keys := keysOf(cur)
		k := min(len(keys), len(rest))
		for i := 1; i <= k; i++ {
			if !segmentMatches(rest[len(rest)-i], keys[len(keys)-i]) {
				return Base{}, false
			}
		}
		rest = rest[:len(rest)-k]
		if len(rest) == 0 {
			return Base{Node: home(cur), Prefix: strings.Join(keys[:len(keys)-k], ".")}, true
		}
	}
	return Base{}, false
}

func locateRelaxed(n *format.Node, rest string) (Base, bool) {
	for cur := n; cur != nil; cur = named(cur.Up()) {
		key := squash(cur.Key)
		switch {
		case key == "":
			return Base{}, false
		case strings.HasSuffix(rest, key):
			rest = rest[:len(rest)-len(key)]
			if rest == "" {
				return Base{Node: home(cur)}, true
			}
		case strings.HasSuffix(key, rest):
			cut, ok := wordCut(cur.Key, len(key)-len(rest))
			if !ok {
				return Base{}, false
			}
			return Base{Node: home(cur), Prefix: strings.TrimRight(cur.Key[:cut], "-_. ")}, true
		default:
			return Base{}, false
		}
	}
	return Base{}, false
}

// home gives the container of n; an object argument stands for its call.
func home(n *format.Node) *format.Node {
	up := n.Up()
	if up != nil && up.Kind == format.Map && up.Parent != nil && up.Parent.Kind == format.Call {
		return up.Parent
	}
	return up
}

// named gives n, or the nearest container around it that has a name.
func named(n *format.Node) *format.Node {
	for n != nil && (n.Key == "" || strings.HasPrefix(n.Key, "(")) {
		n = n.Up()
	}
	return n
}

// keysOf splits the name of n where it spells nesting: at dots, and in the name
// of an environment variable at "__".
func keysOf(n *format.Node) []string {
	if n.Parent != nil && n.Parent.Env && strings.Contains(n.Key, "__") {
		return strings.Split(n.Key, "__")
	}
	if n.Kind == format.Call || strings.HasPrefix(n.Key, "(") {
		return []string{n.Key}
	}
	return strings.Split(n.Key, ".")
}

func segmentMatches(pattern, key string) bool {
	if pattern == key {
		return true
	}
	if !strings.Contains(pattern, "*") {
		return false
	}
	return glob(pattern, key)
}

// glob matches "*" as any text; nothing else is special.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, last)
}

// squash keeps letters and digits, in lower case.
func squash(s string) string {
	plain := true
	for i := range len(s) {
		c := s[i]
		plain = plain && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '*')
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '*' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// wordCut gives the offset in key of its letter or digit number n, if a word
// begins there.
func wordCut(key string, n int) (int, bool) {
	prev := rune(0)
	for i, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			prev = 0
			continue
		}
		if n == 0 {
			return i, prev == 0 || unicode.IsUpper(r) && !unicode.IsUpper(prev)
		}
		n--
		prev = r
	}
	return 0, false
}

// words splits a name at separators and where a capital follows a small letter.
func words(name string) []string {
	var out []string
	start := -1
	prev := rune(0)
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			if start >= 0 {
				out = append(out, name[start:i])
			}
			start = -1
		case start < 0:
			start = i
		case unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsDigit(prev)):
			out = append(out, name[start:i])
			start = i
		}
		prev = r
	}
	if start >= 0 {
		out = append(out, name[start:])
	}
	return out
}

// fits tells whether the container b ends with the path in.
func (b Base) fits(in Path, relaxed bool) bool {
	if in.Text == "environment" {
		return b.Node.Env
	}
	if in.Call != "" {
		return b.Node.Kind == format.Call && calleeMatches(b.Node, in)
	}
	if relaxed {
		return b.fitsRelaxed(in)
	}
	keys := splitPrefix(b)
	rest := in.Segments
	for cur := named(b.Node); ; cur = named(cur.Up()) {
		k := min(len(keys), len(rest))
		for i := 1; i <= k; i++ {
			if !segmentMatches(rest[len(rest)-i], keys[len(keys)-i]) {
				return false
			}
		}
		rest = rest[:len(rest)-k]
		if len(rest) == 0 {
			return true
		}
		if cur == nil {
			return false
		}
		keys = keysOf(cur)
	}
}

func splitPrefix(b Base) []string {
	if b.Prefix == "" {
		return nil
	}
	if b.Node.Env && strings.Contains(b.Prefix, "__") {
		return strings.Split(b.Prefix, "__")
	}
	return strings.Split(b.Prefix, ".")
}

// fitsRelaxed compares letters and digits; a "*" in the pattern is any text of
// the nearest name.
func (b Base) fitsRelaxed(in Path) bool {
	nearest := b.Prefix
	if nearest == "" {
		if n := named(b.Node); n != nil {
			nearest = n.Key
		}
	}
	if strings.Contains(in.Text, "*") {
		return glob(squash(in.Text), squash(nearest))
	}
	want := squash(strings.Join(in.Segments, ""))
	cur := named(b.Node)
	key := b.Prefix
	for {
		if k := squash(key); k != "" {
			switch {
			case strings.HasSuffix(want, k):
				want = want[:len(want)-len(k)]
				if want == "" {
					return true
				}
			case strings.HasSuffix(k, want):
				_, ok := wordCut(key, len(k)-len(want))
				return ok
			default:
				return false
			}
		}
		if cur == nil {
			return false
		}
		key, cur = cur.Key, named(cur.Up())
	}
}

// calleeMatches compares a call with "Name()": the whole name, or its end behind
// a dot.
func calleeMatches(n *format.Node, in Path) bool {
	if in.Await && !n.Await {
		return false
	}
	return n.Key == in.Call || strings.HasSuffix(n.Key, "."+in.Call)
}

// matchesFile tells whether one of the globs fits the path: its last element, or
// all of it where the glob has a "/".
func matchesFile(globs []string, file string) bool {
	base := path.Base(file)
	for _, g := range globs {
		if fileGlob(g, file, base) {
			return true
		}
	}
	return false
}

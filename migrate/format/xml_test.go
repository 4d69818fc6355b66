package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outline gives one line a node: its path, and for a setting its value.
func outline(n *Node, path string) []string {
	var lines []string
	for _, c := range n.Children {
		name := path + c.Key
		mark := ""
		if c.Attr {
			mark = "@"
		}
		switch {
		case c.Opaque != "":
			lines = append(lines, fmt.Sprintf("%s%s ? %s", mark, name, c.Opaque))
		case c.Kind == Scalar:
			lines = append(lines, fmt.Sprintf("%s%s = %q", mark, name, c.Value))
		case len(c.Children) == 0:
			lines = append(lines, name)
		}
		lines = append(lines, outline(c, name+".")...)
	}
	return lines
}

func TestXMLShapes(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"attributes and elements", `<s:config xmlns:s="u" name='C'><s:basic user="a" doc:name="b"/><url>h</url></s:config>`,
			[]string{`@config.xmlns:s = "u"`, `@config.name = "C"`, `@config.basic.user = "a"`, `@config.basic.name = "b"`, `config.url = "h"`}},
		{"a name and a value", `<m><property name="a" value="1"/><entry value="2" key="b"/><add key="c" value="3" x="y"/></m>`,
			[]string{`m.a = "1"`, `m.b = "2"`, `m.c = "3"`, `@m.c.x = "y"`}},
		{"a name and a text", `<m><entry key="a">1</entry><prop key="b"></prop><setting name="c" serializeAs="String"><value>3</value></setting></m>`,
			[]string{`m.a = "1"`, `m.b = ""`, `m.c = "3"`, `@m.c.serializeAs = "String"`}},
		{"a name and elements", `<bean class="C"><property name="keystore"><bean><property name="resource" value="r"/></bean></property></bean>`,
			[]string{`@bean.class = "C"`, `bean.keystore.bean.resource = "r"`}},
		{"elements for name and value", `<c><property><name>a</name><value>1</value><final>true</final></property><p><name>x</name><value>y</value><password>z</password></p></c>`,
			[]string{`c.a = "1"`, `c.a.final = "true"`, `c.p.name = "x"`, `c.p.value = "y"`, `c.p.password = "z"`}},
		{"a container that has a name stays one", `<flow name="a"><log/></flow>`, []string{`@flow.name = "a"`, `flow.log`}},
		{"prefixed attributes make no pair", `<a><set value="1" doc:name="x"/></a>`, []string{`@a.set.value = "1"`, `@a.set.name = "x"`}},
		{"references", `<a b="&lt;&#65;&#x42;&amp;&quot;">&gt;&apos;</a>`, []string{`a = ">'"`, `@a.b = "<AB&\""`}},
		{"an entity of its own", `<!DOCTYPE a [<!ENTITY x "<y>">]><a b="&x;">&x;1</a>`, []string{`a ? an entity is not known`, `@a.b ? an entity is not known`}},
		{"line ends", "<a b='1\r\n2\t3'>x\r\ny\rz</a>", []string{`a = "x\ny\nz"`, `@a.b = "1 2 3"`}},
		{"cdata", "<a>\n<![CDATA[x<&y]]>\n</a>", []string{`a = "x<&y"`}},
		{"text in parts", `<a><b>x<![CDATA[y]]></b><c>x<!-- & -->y</c><d>x<!-- c --></d></a>`,
			[]string{`a.b ? the text is in several parts`, `a.c ? the text is in several parts`, `a.d = "x"`}},
		{"mixed content", `<a>x<b>y</b>z</a>`, []string{`a.b = "y"`}},
		{"empty ones", "<a><b/><c></c><d> </d><e>\n</e><f g='1'></f></a>", []string{`a.b`, `a.c = ""`, `a.d = " "`, `a.e`, `@a.f.g = "1"`}},
		{"byte order mark, declaration, instruction", "\ufeff<?xml version='1.0'?><?x <y ?><a>b</a><!-- c -->", []string{`a = "b"`}},
		{"another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a><b>x</b><c>\xe9</c></a>", []string{`a.b = "x"`, `a.c ? the text is not in UTF-8`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := XML{}.Parse([]byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, outline(d.Root, "")); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			located(t, d)
		})
	}
}

// located checks that every setting is where it says, and can be written there.
func located(t *testing.T, d *Document) {
	t.Helper()
	d.Walk(func(n *Node) bool {
		if n.Parent != nil && !n.Parent.Span.Contains(n.Span) {
			t.Errorf("%s: its span %v lies outside of its parent's", n.Key, n.Span)
		}
		if n.Kind != Scalar || n.Opaque != "" {
			return true
		}
		if got, _, ok := xmlDecode(n.ValueSpan.Slice(d.Src), n.Style); !ok || got != n.Value {
			t.Errorf("%s: %q stands there, its value is %q", n.Key, n.ValueSpan.Slice(d.Src), n.Value)
		}
		const fresh = `new & <"'>`
		written, err := Encode(n.Style, fresh)
		if err != nil {
			t.Fatal(err)
		}
		src := append(append(append([]byte(nil), d.Src[:n.ValueSpan.Start]...), written...), d.Src[n.ValueSpan.End:]...)
		again, err := XML{}.Parse(src)
		if err != nil {
			t.Fatalf("%s: after a change: %v", n.Key, err)
		}
		found := false
		again.Walk(func(m *Node) bool {
			found = found || m.Kind == Scalar && m.Value == fresh && m.ValueSpan.Start == n.ValueSpan.Start
			return true
		})
		if !found {
			t.Errorf("%s: the value written is not read back", n.Key)
		}
		return true
	})
}

func TestXMLPlaces(t *testing.T) {
	src := `<r><s:a  s:b = "1" c='2'></s:a ><d name="k" value="v"/></r>`
	d, err := XML{}.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	r := d.Root.Child("r")
	a, k := r.Child("a"), r.Child("k")
	for what, got := range map[string][2]string{
		"start tag":       {string(a.Tag.Slice(d.Src)), "s:a"},
		"end tag":         {string(a.EndTag.Slice(d.Src)), "s:a"},
		"name":            {string(a.KeySpan.Slice(d.Src)), "a"},
		"element":         {string(a.Span.Slice(d.Src)), `<s:a  s:b = "1" c='2'></s:a >`},
		"inside":          {string(a.Body.Slice(d.Src)), ""},
		"attribute":       {string(a.Child("b").Span.Slice(d.Src)), `s:b = "1"`},
		"attribute name":  {string(a.Child("b").KeySpan.Slice(d.Src)), "b"},
		"style":           {a.Child("c").Style, "xml'"},
		"pair":            {string(k.Span.Slice(d.Src)), `<d name="k" value="v"/>`},
		"pair's name":     {string(k.KeySpan.Slice(d.Src)), "k"},
		"pair's value":    {string(k.ValueSpan.Slice(d.Src)), "v"},
		"end of a closed": {string(k.Body.Slice(d.Src)), "/>"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", what, got[0], got[1])
		}
	}
	if !k.Closed || a.Closed || k.Attr {
		t.Error("closed elements and attributes are not told apart")
	}
}

func TestXMLCommented(t *testing.T) {
	d, err := XML{}.Parse([]byte(`<a><!-- <property name="p" value="1"/> --><!-- text --><!-- <b c="2"/> and text --><!-- <b> --></a>`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range d.Commented {
		got = append(got, n.Key+"="+string(n.ValueSpan.Slice(d.Src)))
	}
	if diff := cmp.Diff([]string{"p=1", "c=2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestXMLRefuses(t *testing.T) {
	for src, line := range map[string]int{
		"":                          1,
		"text":                      1,
		"<a>\n<b></a>":              2,
		"<a>":                       1,
		"<a/>\n<b/>":                2,
		"<a\nb>":                    2,
		"<a b=c/>":                  1,
		"<a b='1' b='2'/>":          1,
		"<a b='<'/>":                1,
		"<a b='1'c='2'/>":           1,
		"<a>\n\n&</a>":              3,
		"<a>& b;</a>":               1,
		"<a>&#0;</a>":               1,
		"<a>\x01</a>":               1,
		"<a>]]></a>":                1,
		"<a><!-- -- --></a>":        1,
		"<a><![CDATA[</a>":          1,
		"<!DOCTYPE a [<a/>":         1,
		"\xfe\xff\x00<\x00a":        1,
		"<a x:y:z='1'/>":            1,
		strings.Repeat("<a>", 1001): 1,
	} {
		_, err := XML{}.Parse([]byte(src))
		var bad *Malformed
		if !errors.As(err, &bad) || bad.Line != line {
			t.Errorf("%.20q: %v (%+v), want it refused in line %d", src, err, bad, line)
		}
	}
}

func TestXMLStyles(t *testing.T) {
	for _, test := range []struct{ style, value, want string }{
		{`xml"`, `a&b<c>"d'` + "\n", `a&amp;b&lt;c&gt;&quot;d'&#10;`},
		{"xml'", `"'`, `"&apos;`},
		{"xml", "a&b\n\"", "a&amp;b\n\""},
		{"xml-cdata", "a&<b", "a&<b"},
		{"xml-name", "jwt-connection", "jwt-connection"},
	} {
		for _, style := range []string{test.style, "esc:" + test.style} {
			if style == "esc:xml-name" {
				continue
			}
			if got, err := Encode(style, test.value); err != nil || got != test.want {
				t.Errorf("%s of %q: %q, %v, want %q", style, test.value, got, err, test.want)
			}
		}
	}
	for _, bad := range [][2]string{{"xml", "\x00"}, {`xml"`, "\xff"}, {"xml-cdata", "]]>"}, {"xml-name", "a b"}, {"xml-name", ""}, {"xml-name", "1"}} {
		if got, err := Encode(bad[0], bad[1]); err == nil {
			t.Errorf("%s spells %q as %q", bad[0], bad[1], got)
		}
	}
}

func TestXMLInLinearTime(t *testing.T) {
	for _, unit := range []string{"<", "<a>", "<a ", "<a b='", "<!--", "<![CDATA[", "&", "<?", "<!DOCTYPE ["} {
		start := time.Now()
		if _, err := (XML{}).Parse(bytes.Repeat([]byte(unit), 10<<20/len(unit))); err == nil {
			t.Errorf("%q repeated is accepted", unit)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q repeated took %v", unit, took)
		}
	}
}

// goTag is a start tag as the standard library's parser sees it.
type goTag struct {
	attrs []string
	text  string
}

// goTags reads src with the standard library; tags are by offset.
func goTags(src []byte) (map[int]*goTag, error) {
	dec := xml.NewDecoder(bytes.NewReader(src))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	tags := map[int]*goTag{}
	var open []*goTag
	for {
		at := int(dec.InputOffset())
		tok, err := dec.Token()
		if err == io.EOF {
			return tags, nil
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			tag := &goTag{}
			for _, a := range tok.Attr {
				tag.attrs = append(tag.attrs, strings.NewReplacer("\n", " ", "\t", " ").Replace(a.Value))
			}
			tags[at] = tag
			open = append(open, tag)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(tok)
			}
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`<a b="1"><!-- <c d="2"/> --><e f='3'>t &amp; u</e><![CDATA[x]]></a>`,
		"\ufeff<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><p:a><property name=\"n\" value=\"v\"/></p:a >",
		"<a>\r\n<property><name>n</name><value>&#65;</value></property></a>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := XML{}.Parse(src)
		if err != nil {
			return
		}
		opaque := false
		d.Walk(func(n *Node) bool { opaque = opaque || n.Opaque != ""; return true })
		if opaque || bytes.ContainsFunc(src, func(r rune) bool { return r >= 0x80 }) || bytes.Contains(src, []byte("<!DOCTYPE")) || bytes.Contains(src, []byte("<?")) {
			return // what only one of the two readers knows
		}
		tags, err := goTags(src)
		if err != nil {
			t.Fatalf("the standard library refuses it: %v", err)
		}
		d.Walk(func(n *Node) bool {
			if n == d.Root || n.Attr {
				return true
			}
			tag := tags[n.Span.Start]
			if tag == nil {
				t.Fatalf("no element begins at %d", n.Span.Start)
			}
			seen := append([]string{n.Key, strings.TrimSpace(tag.text)}, tag.attrs...)
			for _, c := range n.Children {
				if c.Attr && !slices.Contains(seen, c.Value) {
					t.Fatalf("attribute %q is %q", c.Key, c.Value)
				}
			}
			return true
		})
	})
}

// A template whose tags do not fit each other is read for what it says, and
// nothing in it can be changed.
func TestTemplatesOfXMLAreReportedOnly(t *testing.T) {
	const src = "<a>{{#if x}}<s:b c=\"d\">\n<e f='g'/>{{/if}}</s:b><h>i</h>\n<j>\n</a>"
	d, err := Open("a.xml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	b := d.Root.Child("a").Child("b")
	if b == nil || b.Child("c").Value != "d" || b.Child("e").Child("f").Value != "g" || d.Root.Child("a").Child("h").Value != "i" {
		t.Fatalf("not all of it is seen: %v", seen(d, nil))
	}
	d.Walk(func(n *Node) bool {
		if n.Parent == nil {
			return true
		}
		if err := misplaced(n); err != nil {
			t.Error(err)
		}
		if _, err := SetValue(n, Literal("x"), false); err == nil {
			t.Errorf("%s can be changed", n.Key)
		}
		if _, err := Edits(n.Parent, []Change{{Node: n, Remove: true}}); err == nil && n.Parent.Parent != nil {
			t.Errorf("%s can be removed", n.Key)
		}
		return true
	})
	if _, err := Open("a.xml", []byte("<a><b></a>")); err == nil {
		t.Error("what is no template is read")
	}
}

package format

import "testing"

// What the reference implementation (npm json5 2.2.3) reads and refuses.
func TestJSON5Values(t *testing.T) {
	for src, want := range map[string]string{
		`'a'`: "a", `"it's"`: "it's", `'\''`: "'", `'\a\/'`: "a/", `'\x41\u0042'`: "AB", `'\v\0'`: "\v\x00", "'a\\\nb'": "ab", "'a\\\r\nb'": "ab", "'a\\\u2028b'": "ab", "'\t'": "\t",
		`0x1F`: "0x1F", `+1`: "+1", `.5`: ".5", `5.`: "5.", `-.5e3`: "-.5e3", `Infinity`: "Infinity", `-NaN`: "-NaN", "\u00a0\v1\ufeff": "1",
		`'\ud83d\ude00'`: "😀",
	} {
		d, err := JSON5{}.Parse([]byte(src))
		if err != nil || d.Root.Value != want || d.Root.Opaque != "" {
			t.Errorf("%q: %v, %+v", src, err, d)
		}
	}
	for _, src := range []string{`'a`, "'a\nb'", `'\1'`, `'\01'`, `'\x4'`, `'\u004'`, `01`, `0x`, `.`, `+`, `5e`, `1_0`, `{a b:1}`, `{1:2}`, `{'a'}`, `[,]`, `[1,,2]`, `{,}`, "{a-b:1}", "a", "True", "--1", "#"} {
		if d, err := (JSON5{}).Parse([]byte(src)); err == nil {
			t.Errorf("%q is read as %q", src, d.Root.Value)
		}
		if d, err := (JSON{}).Parse([]byte("'" + src)); err == nil {
			t.Errorf("as JSON %q is read as %q", src, d.Root.Value)
		}
	}
	if d, err := (JSON5{}).Parse([]byte(`{a: '\ud83dx'}`)); err != nil || d.Root.Children[0].Opaque == "" {
		t.Errorf("half a character: %v %+v", err, d)
	}
}

// A new entry behind a line comment begins a line, even where entries share
// theirs.
func TestNewEntriesStandBehindCommentsNotInThem(t *testing.T) {
	for name, src := range map[string]string{"a.json5": "{a: '1', b: '2', // about b\nc: '3'}", "a.jsonc": "{\"a\": \"1\", \"b\": \"2\" // about b\n, \"c\": \"3\"}", "a.js": "f({a: '1', b: '2', // about b\n c: '3'})"} {
		d := opened(t, name, []byte(src))
		var b *Node
		for _, n := range settings(d) {
			if n.Key == "b" {
				b = n
			}
		}
		added, err := Copy(b, "added", NewValue{Text: Literal("x")})
		if err != nil {
			t.Fatal(err)
		}
		edits, err := Edits(b.Parent, []Change{{Node: b, After: []Fragment{added}}})
		if err != nil {
			t.Fatal(err)
		}
		again := changed(t, d, edits)
		found := false
		for _, n := range settings(again) {
			found = found || n.Key == "added" && n.Value == "x"
		}
		if !found {
			t.Errorf("%s: the new entry is not there:\n%s", name, again.Src)
		}
	}
}

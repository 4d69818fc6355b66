package format

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile are texts of which megabytes are read: what is repeated, and what
// stands before and behind.
var hostile = map[string][][3]string{
	"a.json": {
		{"", "[", ""}, {"", `{"a":`, ""}, {"[", "1,", "1]"}, {"[", "[],", "[]]"}, {"{", `"a":1,`, `"b":2}`}, {"", `"`, ""}, {`"`, `\"`, ""}, {`"`, "x", `"`}, {"", "/*", ""},
		{"", "/**/", ""}, {"", "//\n", ""}, {"", "1", ""}, {"", " ", ""}, {"", "\n", ""}, {"", "{{", ""}, {`{"a":"`, `{\"a\":`, `"}`}, {`{"a":"`, "$A", `"}`}, {`{"a":"`, "${", `"}`},
		{`{"a":"`, "{{", `"}`}, {"[", `{"name":"a","value":"b"},`, "1]"}, {"[", `"A=b",`, "1]"}, {`{"a":"`, `\\`, `"}`}, {"[", "\"{\\\"a\\\":1}\",\n", "1]"}, {"[\n", "1,// c\n", "1]"},
	},
	"a.yaml": {
		{"", "[", ""}, {"", "{", ""}, {"", "- ", ""}, {"", "? ", ""}, {"", ": ", ""}, {"", "a: ", ""}, {"", "-\n", ""}, {"", "a:\n", ""}, {"", `"`, ""}, {"", "'", ""}, {"a: '", "''", "'"},
		{"a: \"", `\"`, `"`}, {"", "&a ", ""}, {"", "*a ", ""}, {"", "!a ", ""}, {"", "{{", ""}, {"", "{%", ""}, {"a: ", "{{}}", ""}, {"a: ", "{{ x }} ", ""}, {"", "{{ x }}\n", ""}, {"", "- a\n", ""},
		{"", "---\n", ""}, {"", "#", ""}, {"", "# a: b\n", ""}, {"a: [", "x, ", "x]"}, {"é: [", "é, ", "x]"}, {"a: {", "b: c, ", "x: y}"}, {"é: {", "é: c, ", "x: y}"}, {"a: {", `"b":"c",`, "x: y}"},
		{"a: x", "\n  y", ""}, {"a: \"x", "\n  y", `"`}, {"a: |\n", "  y\n", ""}, {"a: |\n", "  # b: {{ c }}\n", ""}, {"a: >\n", "  y\n\n", ""}, {"", "- |\n  x\n", ""}, {"", "\t", ""}, {"", "\n", ""}, {"a: ", "x", ""}, {"é: ", "é", ""},
		{"a:\n", " - 'it''s'\n", ""}, {"a:\n", " - \"\\x41\"\n", ""}, {"a: [", "{b: [c]}, ", "]"}, {"", "%", ""}, {"", "a: 1\r", ""}, {"- &a [x]\n", "- *a\n", ""}, {"a: ", "$A", ""}, {"", ",", ""}, {"", "- - - - - x\n", ""},
	},
	"a.env": {
		{"", "A=\"x\n", ""}, {"", "A='x\n", ""}, {"", "A=\"x\nB='y\n", ""}, {"", "# A=\"x\n", ""}, {"", "A=\"\\\n", ""}, {"", "A='x'y\n", ""}, {"A=", "x", ""}, {"A=\"", "\\\"", ""}, {"", "A", ""}, {"", "=", ""},
		{"A=", " #", ""}, {"A=", "$A", ""}, {"A=", "#", ""}, {"", "\n", ""}, {"", "export ", ""}, {"", "A=1\n", ""}, {"", "#", ""}, {"A={", `"a":1,`, `"b":1}`}, {"", "A='\"\nB=\"'\n", ""},
	},
	"a.sh": {
		{"", "A=1 ", ""}, {"", "A='1' ", ""}, {"", "A=\"1\";", ""}, {"", "A='x\n", ""}, {"", "A=\"$(\n", ""}, {"", "A=(", ""}, {"A=", "\\", ""}, {"", "A=\"x\nB='y\n", ""}, {"A=\"", "\\\n", ""}, {"", "export ", ""}, {"", "A=1&&", ""},
		{"", "cat <<A\n", ""}, {"", "cat <<A\nA\n", ""}, {"cat > .env <<A\n", "B=1\n", "A\n"}, {"cat > a.sh <<A\n", "cat > a.sh <<A\n", "A\n"}, {"cat", " <<A", "\nA\n"}, {"curl", " -d a=b", ""}, {"curl ", "a", ""}, {"curl", " \\\n -d a=b", ""}, {"", "f -a b\n", ""},
		{"curl -d 'a=", "%20", "'"}, {"f ", "'a'\"b\"", ""}, {"f -a ", "\"", ""}, {"f", " '", ""}, {"cat > a.json <<A\n{", "\"a\":1,", "\"b\":1}\nA\n"},
	},
	"a.properties": {
		{"", "\\\n", ""}, {"a", "\\\n", ""}, {"a=", "\\\n  ", ""}, {"", "=", ""}, {"", "\\u00", ""}, {"a=", `\u0041`, ""}, {"a=", "\\", ""}, {"", " ", ""}, {"", "#", ""}, {"", "# a\\\n", ""}, {"", "a\n", ""}, {"", "\r", ""}, {"", "\\\r\n", ""}, {"a=", "${a:", ""}, {"\xff", "a b\n", ""},
	},
	"loose.xml": {{"{{", "<a/>", ""}, {"{{", "</a>", ""}, {"{{<a>", "</b>", ""}, {"{{", "<a b='c'/>", ""}, {"{{<a ", "b='", ""}, {"{{", "<!--", ""}, {"{{<a ", "b ", ""}},
	"a.xml": {
		{"<a>", "<b/>", "</a>"}, {"<a>", "<b c='d'/>", "</a>"}, {"<a", " b='c'", "/>"}, {"<a>", "&amp;", "</a>"}, {"<a>", "<!-- <b/> -->", "</a>"}, {"<a>", "x", "</a>"}, {"<a>", "<property name='a' value='b'/>", "</a>"}, {"<a b='", "\n", "'/>"},
		{"<a>", "<p><name>a</name><value>b</value></p>", "</a>"}, {"<a>", "<![CDATA[x]]>", "</a>"}, {"<!-- ", "<a>", " --><a/>"}, {"<a>", "<!--<b/", "</a>"}, {"<a>", "<!-- <b> -->", "</a>"},
	},
	"a.ini": {
		{"", "a = b\n", ""}, {"a = b\n", " c\n", ""}, {"a =\n", " c = d\n", ""}, {"a = ", "%(b)s", ""}, {"a = ", "%", ""}, {"a = ", "b #", ""}, {"", "[", ""}, {"", "[a]\n", ""}, {"", "a", ""}, {"", "; a = b\n", ""},
		{"a = {", `"b":1,`, `"c":1}`}, {"a = ", "{env:A:", ""}, {"a = ", "\"", ""}, {"", "a\n", ""}, {"a = b\n", " \n", " c\n"}, {"", "=", ""},
	},
	"a.toml": {
		{"a = ", "[", ""}, {"", "[", ""}, {"a = ", "{a=", ""}, {"", "a.", "a = 1"}, {"", "[a]\n", ""}, {"", "[[a.b]]\n", ""}, {"a = ", `"`, ""}, {"", "a = \"\"\"\n", ""}, {"a = [", "1,", "1]"}, {"a = [", "1, # b\n", "]"},
		{"", "a = 1\n", ""}, {"", "# a = 1\n", ""}, {"a = \"", `\u0041`, `"`}, {"a = \"\"\"", "\\\n ", "\"\"\""}, {"a = '''{", "\"a\":1,\n", "\"b\":1}'''"}, {"a = ", "1", ""}, {"a = ", "1_", "1"}, {"a = [", "{b=1},", "]"},
	},
	"a.tf": {
		{"a = ", "{a=", ""}, {"a = ", "(", ""}, {"a = ", "jsonencode(", ""}, {"", "a {\n", ""}, {"", "a ", "{}"}, {"a = ", `"${`, ""}, {"a = \"", "${var.a}", `"`}, {"a = \"", "$${", `"`}, {"a = ", "<<A\n", ""}, {"a = <<A\n", "b\n", "A\n"},
		{"a = <<-A\n", " ${var.b}\n", "A\n"}, {"a = <<A\n{", "\"b\":1,\n", "\"c\":1}\nA\n"}, {"", "/*", ""}, {"a = [", "1, /* b */", "]"}, {"a = [", "1, # b = 2\n", "]"}, {"a = 1", "+1", ""}, {"a = f(", "a,", ")"}, {"", "a = 1\n", ""},
		{"", "# a = 1\n", ""}, {"a = {\n", "b = 1\n", "}"}, {"", "a \"b\" {}\n", ""}, {"a = ", "!", "b"}, {"", "set {\nname = \"a\"\nvalue = \"b\"\n}\n", ""}, {"a = ", "b[", ""}, {"a = ", "-", "1"},
	},
	"a.php": {
		{"<?php f(", "a,", "b);"}, {"<?php return [", "'a'=>'b',", "];"}, {"<?php ", "f();", ""}, {"<?php ", "$a='b';", ""}, {"", "<?php ?>", ""}, {"", "<? ", ""}, {"<?php ", "<<<A\n", ""}, {"<?php $a=<<<A\n", " $b\n", "A;"},
		{"<?php $a=\"", "$b", "\";"}, {"<?php $a=\"", "{$b['c']}", "\";"}, {"<?php $a", "['b']", "='c';"}, {"<?php const A=1", ",B=2", ";"}, {"<?php ", "define('A',", ""}, {"<?php ", "return [", ""}, {"<?php ", "#", ""}, {"<?php use A\\{", "B,", "};"},
		{"<?php ", "$a->b", "='c';"}, {"<?php ", "public ", "$a='b';"}, {"<?php f(", "str_replace('a','b',", ""}, {"<?php ", "list(", ""}, {"<?php $a=", "'b'.", "'c';"}, {"<?php $a=[", "[],", "];"}, {"<?php ", "$a=[$b='c',", ""},
	},
	"a.groovy": {
		{"f(", "a,", "b)"}, {"a = [", "b:'c',", "d:1]"}, {"", "f()\n", ""}, {"", "a = 'b'\n", ""}, {"", "a { b 'c' }\n", ""}, {"", "a {\n", ""}, {"a = \"", "$b", "\""}, {"a = \"", "${b}", "\""}, {"a = \"", "$b.c.d", "\""}, {"a", ".b", " = 'c'"},
		{"", "a b ", "= 'c'"}, {"", "a<", "b = 'c'"}, {"a = 'b'", "+'c'", ""}, {"a = ", "b ?: ", "'c'"}, {"", "/", ""}, {"a = ", "$/", ""}, {"a = ", `"""`, ""}, {"", "{ a, ", "-> }"}, {"", "@A ", "b = 'c'"}, {"", "a = b = ", "'c'"}, {"", "a 'b'\n", ""}, {"a = [", "[:],", "]"},
	},
	"a.ps1": {
		{"$a = @{", "b='c';", "d=1}"}, {"$a = @{\n", "b='c'\n", "}"}, {"", "f -a b\n", ""}, {"f", " -a 'b'", ""}, {"f", " `\n -a 'b'", ""}, {"f ", "a,", "b"}, {"", "$a = 'b'\n", ""}, {"", "$env:A='b';", ""}, {"$a = '", "''", "'"}, {"$a = \"", "\"\"", "\""},
		{"$a = \"", "$b", "\""}, {"$a = \"", "$(b)", "\""}, {"$a = \"", "`\"", "\""}, {"", "@'\n", ""}, {"$a = @\"\n", "\"\n", "\"@"}, {"$a", "['b']", "='c'"}, {"", "[a]", "$b = 'c'"}, {"", "<#", ""}, {"", "@{a=", ""}, {"", "$(", ""}, {"", "a|", ""}, {"", "‘", ""}, {"$a = ", "[b]", "'c'"},
		{"", "$a, ", "$b = 1"}, {"param(", "$a='b',", "$c)"}, {"", "${", ""}, {"$a = 'b'", "+'c'", ""},
	},
	"a.py": {{"f(", "a,", "b)"}, {"f(", "a='b',", "c=1)"}, {"", "f()\n", ""}, {"", "a = 'b'\n", ""}, {"f({", "'a':1,", "})"}},
	"a.js": {{"f(", "a,", "b)"}, {"f({", "a:'b',", "c:1})"}, {"", "f();", ""}, {"const {", "a,", "b} = process.env"}},
	"a.rb": {{"f(", "a,", "b)"}, {"f(", "a: 'b',", "c: 1)"}, {"", "f()\n", ""}},
	// what stands in values
	"inner.json": {
		{`{"a":"jdbc:x:`, "a=b;", `"}`}, {`{"a":"Driver=x;`, "a={}};", `"}`}, {`{"a":"Driver=x;a=`, "{", `"}`}, {`{"a":"a=b`, "&a=b", `"}`}, {`{"a":"a=b&a=`, "%41", `"}`}, {`{"a":"https://u:p@h/?a=b`, "&a=b", `"}`},
		{`{"a":"https://`, "@", `"}`}, {`{"a":"https://u:p@h/?a=`, "${", `"}`}, {`{"a":"https://u:p@h/?a=`, "${a}", `"}`}, {"[", "\"https://u:p@h/?a=b\",", "1]"}, {"[", "\"a=b&c=d\",", "1]"}, {`{"a":"`, "[{", `"}`},
		{`{"a":"[`, `{\"a\":1},`, `{}]"}`}, {`{"a.env":"`, `A=1\n`, `"}`}, {`{"a.yaml":"`, `- a\n`, `"}`}, {`{"a.yaml":"`, `[`, `\n"}`}, {`{"a.xml":"`, `<a>`, `\n"}`},
	},
	"inner.yaml": {
		{"a.properties: |\n", "  a=b\n", ""}, {"a.properties: |\n", "  a\\\n", ""}, {"a.env: |\n", "  A=\"b\n", ""}, {"a.env: |\n", "\n", "  A=1\n"}, {"a.yaml: |\n", "  - |\n    a\n", ""}, {"a.json: |\n", "  [\n", ""},
		{"apiVersion: v1\nkind: Secret\ndata:\n  a.env: ", "QT0xCkE9", "\n"}, {"apiVersion: v1\nkind: Secret\ndata:\n", "  a.env: QT0xCkI9MQo=\n", ""},
	},
	"inner.tf": {{"a = <<-A\n#!/bin/sh\n", "  B=1\n", "A\n"}, {"x = { \"a.env\" = <<A\n", "B=1\n", "A\n}"}},
	"a.java":   {{"f(", "a,", "b);"}, {"", "f();", ""}, {"", "A b = \"c\";\n", ""}, {"A<", "B<", "C d = \"e\";"}, {"f(a<", "b,", "c>d);"}, {"", "\"\"\"", ""}, {"a = \"b\"", " + \"c\"", ";"}, {"", "@A(b) ", "c = d;"}, {"", "a b ", "= c;"}, {"a = ", "'", ""}},
	"a.cs":     {{"f(new A { ", "b = \"c\", ", "d = e });"}, {"a = new B { ", "{\"c\", \"d\"}, ", "};"}, {"", "new A {", ""}, {"a = $\"", "{b}", "\";"}, {"a = $\"", "{{", "\";"}, {"a = @\"", "\"\"", "\";"}, {"", "#if\n", ""}, {"", "new ", "A { b = c };"}, {"", "[A]", "b = c;"}, {"", "\"\"\"\"", ""}},
}

// A megabyte of anything are read or refused in a time, and with a memory, that
// an honest file of that size would take too. What is quadratic takes minutes.
func TestHostileTextsAreReadInBoundedTime(t *testing.T) {
	const size = 1 << 20
	// processor time, with that of the garbage collector; generous
	const longest, most = 3 * time.Second, 400
	all := maps.Clone(hostile)
	maps.Copy(all, hostileSmall)
	for name, texts := range all {
		t.Run(name, func(t *testing.T) {
			for _, h := range texts {
				src := []byte(h[0] + strings.Repeat(h[1], size/len(h[1])) + h[2])
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := processor()
				_, err := Open(name, src)
				took := processor() - start
				runtime.ReadMemStats(&after)
				perByte := (after.TotalAlloc - before.TotalAlloc) / size
				if took > longest || perByte > most {
					t.Errorf("%s: %q repeated took %v and %d bytes a byte (%v)", name, h, took, perByte, err)
				}
				if testing.Verbose() {
					t.Logf("%-12s %-40.40q %8v %4d B/byte %v", name, h[0]+h[1]+"…"+h[2], took.Round(time.Millisecond), perByte, err)
				}
				var bad *Malformed
				if err != nil && !errors.As(err, &bad) {
					t.Errorf("%s: %q: %v", name, h, err)
				}
			}
		})
	}
}

func TestHostileNestingIsRefused(t *testing.T) {
	for name, texts := range map[string][]string{
		"a.json": {"[", `{"a":`}, "a.yaml": {"[", "{a: ", "- ", "? "}, "a.xml": {"<a>"}, "a.py": {"("}, "a.js": {"{"}, "a.rb": {"["}, "a.groovy": {"[", "a {", "\"${"}, "a.ps1": {"@{a=", "$(", "\"$("}, "a.java": {"(", "{"}, "a.cs": {"new A {", "$\"{"}, "a.php": {"<?php (", "<?php $a=[", "<?php \"{$a["}, "a.toml": {"a={"}, "a.tf": {"a={", "a {\n"},
		"a.json5": {"[", "{a:"}, "a.ipynb": {"["}, "a.logstash": {"input { if a {", "input { a { b => {"},
	} {
		for _, unit := range texts {
			for _, n := range []int{MaxDepth + 2, 1_000_000} {
				_, err := Open(name, []byte(strings.Repeat(unit, n)))
				var bad *Malformed
				if !errors.As(err, &bad) {
					t.Errorf("%s: %q %d times: %v", name, unit, n, err)
				}
			}
		}
	}
	for name, pair := range map[string][3]string{"a.json": {"[", "1", "]"}, "a.yaml": {"[", "1", "]"}, "a.xml": {"<a>", "1", "</a>"}} {
		deep := strings.Repeat(pair[0], MaxDepth-1) + pair[1] + strings.Repeat(pair[2], MaxDepth-1)
		if _, err := Open(name, []byte(deep)); err != nil {
			t.Errorf("%s: %d levels are refused: %v", name, MaxDepth-1, err)
		}
		deep = strings.Repeat(pair[0], MaxDepth+2) + pair[1] + strings.Repeat(pair[2], MaxDepth+2)
		if _, err := Open(name, []byte(deep)); err == nil {
			t.Errorf("%s: %d levels are read", name, MaxDepth+2)
		}
	}
}

// In every syntax a megabyte of brackets is refused, or read as something without
// any; it overflows no stack.
func TestHostileBracketsInEverySyntax(t *testing.T) {
	tried := map[string]bool{}
	for _, s := range Syntaxes() {
		name := strings.ReplaceAll(s.patterns[0], "*", "a")
		tried[s.Name()] = true
		for _, unit := range []string{"[", "{", "(", "<a>", "f(", "a={"} {
			src := []byte(strings.Repeat(unit, 1<<20/len(unit)))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Open(name, src)
			runtime.ReadMemStats(&after)
			var bad *Malformed
			if err != nil && !errors.As(err, &bad) {
				t.Errorf("%s: %q: %v", name, unit, err)
			}
			if per := (after.TotalAlloc - before.TotalAlloc) >> 20; per > 300 {
				t.Errorf("%s: %q takes %d bytes a byte", name, unit, per)
			}
		}
	}
	if len(tried) < 10 {
		t.Errorf("only %d syntaxes: %v", len(tried), tried)
	}
}

// What is larger than any file of settings is not looked into, whatever it is:
// 100 MB on one line, in each encoding.
func TestHostileSizeIsRefused(t *testing.T) {
	src := bytes.Repeat([]byte("x"), 100<<20)
	for _, begin := range []string{"", "\xff\xfe", "{\"a\": \"", "a: ", "<a b='"} {
		copy(src, begin)
		for _, s := range Syntaxes() {
			name := strings.ReplaceAll(s.patterns[0], "*", "a")
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Open(name, src)
			runtime.ReadMemStats(&after)
			var bad *Malformed
			if !errors.As(err, &bad) || after.TotalAlloc-before.TotalAlloc > 1<<20 {
				t.Errorf("%s with %q: %v, %d bytes", name, begin, err, after.TotalAlloc-before.TotalAlloc)
			}
		}
	}
	if _, err := Open("a.env", src[:MaxSize]); err != nil {
		t.Errorf("%d MB are refused: %v", MaxSize>>20, err)
	}
}

// The bomb of aliases: each level stands for ten of the one before.
func TestHostileAliasesAreNotFollowed(t *testing.T) {
	src := "a0: &a0 [x, x]\n"
	for i := 1; i < 30; i++ {
		src += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10))
	}
	d, err := Open("a.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(settings(d)); n != 2+29*10 { // followed, they would be 10 to the power of 30
		t.Errorf("%d settings", n)
	}
}

// Edits cost no more than the file has bytes.
func TestHostileEditsInLinearTime(t *testing.T) {
	for name, h := range map[string][3]string{
		"a.env": {"", "A=1\n", ""}, "a.json": {"{", "\"a\": 1, ", "\"b\": 2}"}, "b.json": {"{\n", "\"a\": 1,\n", "\"b\": 2\n}"}, "c.json": {"{\"a\": 1", "\n, \"b\": 1", "}"},
		"a.yaml": {"", "a: 1\n", ""}, "b.yaml": {"a: {", "b: 1, ", "c: 2}"}, "c.yaml": {"- b: 1\n", "  a: 1\n", ""}, "a.xml": {"<a>\n", "<b>1</b>\n", "</a>"}, "b.xml": {"<a>", "<b>1</b>", "</a>"}, "a.py": {"f(", "a='1', ", "b='2')"},
	} {
		d := opened(t, name, []byte(h[0]+strings.Repeat(h[1], 40_000)+h[2]))
		all := containers(d)
		c := all[len(all)-1]
		var gone, more []Change
		for i, n := range c.Children {
			gone = append(gone, Change{Node: n, Remove: i%3 != 0})
			if added, err := Copy(n, "NEW", NewValue{Text: Literal("x")}); err == nil {
				more = append(more, Change{Node: n, After: []Fragment{added}})
			}
		}
		start := processor()
		for _, changes := range [][]Change{gone, more} {
			edits, err := Edits(c, changes)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if again := changed(t, c.Doc, edits); again == nil {
				t.Errorf("%s is not read", name)
			}
		}
		if took := processor() - start; took > 5*time.Second {
			t.Errorf("%s: %d changes took %v", name, len(gone)+len(more), took)
		}
	}
}

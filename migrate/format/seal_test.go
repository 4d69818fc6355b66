package format

import (
	"encoding/base64"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// sealedSecret is a Kubernetes Secret that holds files.
func sealedSecret(files ...string) string {
	src := "apiVersion: v1\nkind: Secret\ndata:\n"
	for i := 0; i < len(files); i += 2 {
		src += "  " + files[i] + ": " + base64.StdEncoding.EncodeToString([]byte(files[i+1])) + "\n"
	}
	return src
}

// What stands in base64 is changed as a whole, however deep the change lies; the
// plan spells out only what is new.
func TestSealedDocuments(t *testing.T) {
	const other = "example-other"
	src := sealedSecret("a.properties", "# a\nuser=etl\npassword=old\nother="+other+"\nconn={\"key\": \"old\"}\n", "word", "plain")
	d := opened(t, "a.yaml", []byte(src))
	doc := at(t, d, "data a.properties→").Doc
	password, key := at(t, d, "data a.properties→password"), at(t, d, "data a.properties→conn→key")
	if doc.Sealed() != doc || key.Doc.Sealed() != doc || d.Sealed() != nil {
		t.Fatal("the sealed document is another one")
	}
	added, err := Copy(password, "keystore", NewValue{Text: SecretNamed("App.keystore")})
	if err != nil {
		t.Fatal(err)
	}
	edits, err := Edits(password.Parent, []Change{{Node: password, Remove: true, After: []Fragment{added}}})
	if err != nil {
		t.Fatal(err)
	}
	inner, err := SetValue(key, Literal(`n"w`), false)
	if err != nil {
		t.Fatal(err)
	}
	deep, err := key.Doc.To(doc, []FileEdit{inner})
	if err != nil {
		t.Fatal(err)
	}
	outer, err := doc.ToFile(append(deep, edits...))
	if err != nil || len(outer) != 1 || !outer[0].Text.Sealed() {
		t.Fatalf("%v: %v", outer, err)
	}
	shown := outer[0].Text.String()
	if strings.Contains(shown, other) || strings.Contains(shown, base64.StdEncoding.EncodeToString([]byte(other))[:12]) {
		t.Errorf("the plan holds what stays: %s", shown)
	}
	read, err := ParseFragment(shown)
	if err != nil || read.String() != shown {
		t.Fatalf("%s is read as %s (%v)", shown, read, err)
	}
	filled, err := read.FillIn(d.Src, func(string) (string, error) { return "a=b c", nil })
	if err != nil {
		t.Fatal(err)
	}
	after, err := text.Apply(d.Src, []text.Edit{{Span: outer[0].Span, New: filled}})
	want := sealedSecret("a.properties", "# a\nuser=etl\nkeystore=a=b c\nother="+other+"\nconn={\"key\": \"n\\\\\"w\"}\n", "word", "plain")
	if err != nil || string(after) != want {
		t.Errorf("got\n%s\nwant\n%s", after, want)
	}
	if again := opened(t, "a.yaml", after); at(t, again, "data a.properties→conn→key").Value != `n"w` || at(t, again, "data word").Value != "plain" {
		t.Error("it does not read back")
	}
}

// A text in base64 fits only into the file for which it was made.
func TestSealedTextsNeedTheirFile(t *testing.T) {
	for _, f := range []string{"{{base64:0-8}}{{kept:0-3}}x", "{{base64:0-80}}x", "{{base64:1-9}}x", "{{base64:8-0}}x", "{{base64:0-8}}{{kept:0-99}}"} {
		parsed, err := ParseFragment(f)
		if err != nil {
			continue
		}
		got, err := parsed.FillIn([]byte("YWJjZGVm!!!!"), nil)
		if ok := f == "{{base64:0-8}}{{kept:0-3}}x"; ok != (err == nil) || ok && got != base64.StdEncoding.EncodeToString([]byte("abcx")) {
			t.Errorf("%s gives %q (%v)", f, got, err)
		}
		if _, err := parsed.Fill(nil); err == nil {
			t.Errorf("%s is filled without a file", f)
		}
	}
	for _, f := range []string{"x{{base64:0-4}}", "{{kept:0-4}}", "{{base64:0-4}}{{base64:0-4}}", "{{base64:0-4}}{{kept:4-4}}"} {
		if got, err := ParseFragment(f); err == nil {
			t.Errorf("%s is read as %v", f, got)
		}
	}
	for _, lit := range []string{"{{base64:0-4}}", "{{kept:0-4}}", "{{kept::0-4}}", "{{secret:a.b}}", "{{secret::a.b}}{{base64:"} {
		back, err := ParseFragment(Literal(lit).String())
		if got, ok := back.text(); err != nil || !ok || got != lit {
			t.Errorf("%s comes back as %q (%v)", lit, got, err)
		}
	}
}

// What is not one piece of base64 text, or not surely a document, stays closed.
func TestNoSealedDocuments(t *testing.T) {
	for _, src := range []string{
		sealedSecret("word", "plain text", "a.json", "no setting"), sealedSecret("a.jks", "\xfe\xed\xfe\xed\x00\x00"), sealedSecret("a.properties", "a=\xff\nb=c\n"),
		strings.Replace(sealedSecret("a.properties", "a=b\nc=d\n"), "Secret", "Other", 1),
		"apiVersion: v1\nkind: Secret\ndata:\n  a.properties: |\n    YT1i\n    CmM9ZAo=\n",
	} {
		opened(t, "a.yaml", []byte(src)).Walk(func(n *Node) bool {
			if n.Inner != nil {
				t.Errorf("%q is taken for a document in\n%s", n.Value, src)
			}
			return true
		})
	}
}

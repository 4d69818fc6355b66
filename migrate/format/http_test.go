package format

import "testing"

func TestHTTPFormsAreChangedInTheirOwnForm(t *testing.T) {
	const head = "POST https://login.example/\nContent-Type: application/x-www-form-urlencoded\n\n"
	for _, test := range []struct{ name, src, entry, gone, beside string }{
		{"a line", "a=1&b=2&c=3\n", "b", "a=1&c=3\n", "a=1&b=2&new=x%20y&c=3\n"},
		{"the last of a line", "a=1&b=2\n", "b", "a=1\n", "a=1&b=2&new=x%20y\n"},
		{"lines that begin with &", "a=1\n&b=2\n&c=3\n", "b", "a=1\n&c=3\n", "a=1\n&b=2\n&new=x%20y\n&c=3\n"},
		{"the first of lines", "a=1\n&b=2\n", "a", "b=2\n", "a=1\n&new=x%20y\n&b=2\n"},
		{"lines that end with &", "a=1&\nb=2&\nc=3\n", "b", "a=1&\nc=3\n", "a=1&\nb=2&\nnew=x%20y&\nc=3\n"},
	} {
		d := opened(t, "a.http", []byte(head+test.src))
		form := d.Root.Children[0].Child("body")
		n := form.Child(test.entry)
		edits, err := Edits(form, []Change{{Node: n, Remove: true}})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := string(changed(t, d, edits).Src)[len(head):]; got != test.gone {
			t.Errorf("%s: without %s:\n%s\nwant\n%s", test.name, test.entry, got, test.gone)
		}
		added, err := Copy(n, "new", NewValue{Text: Literal("x y")})
		if err != nil {
			t.Fatal(err)
		}
		edits, err = Edits(form, []Change{{Node: n, After: []Fragment{added}}})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := string(changed(t, d, edits).Src)[len(head):]; got != test.beside {
			t.Errorf("%s: beside %s:\n%s\nwant\n%s", test.name, test.entry, got, test.beside)
		}
	}
}

func TestHTTPReferences(t *testing.T) {
	d := opened(t, "a.http", []byte("@a = {{b}}\n@c = {{$dotenv %D}}\n@e = {{$processEnv F}}\n@g = {{$env.H}}\n@i = x{{ j }}y\n"))
	for i, want := range []Ref{{Kind: RefTemplate, Name: "b", Whole: true}, {Kind: RefEnv, Name: "D", Whole: true}, {Kind: RefEnv, Name: "F", Whole: true}, {Kind: RefEnv, Name: "H", Whole: true}, {Kind: RefTemplate, Name: "j"}} {
		n := d.Root.Children[i]
		if len(n.Refs) != 1 || n.Refs[0].Kind != want.Kind || n.Refs[0].Name != want.Name || n.Refs[0].Whole != want.Whole {
			t.Errorf("%s: %+v, want %+v", n.Key, n.Refs, want)
		}
	}
}

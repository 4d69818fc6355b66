package format

import (
	"errors"
	"strings"
	"testing"
)

// Only a table whose first row names its columns is read.
func TestCSVHeaders(t *testing.T) {
	for src, want := range map[string]bool{
		"user,password\na,b\n": true, "User Name;Pass-word\na;b\n": true, "\"user\",\"login url\"\na,b": true, "\ufeffuser\tpw\na\tb\n": true, "user|pw\r\na|b\r\n": true,
		"a.b,c/d,e#1\n1,2,3\n": true, "user,password\n": true,
		"": false, "user\na\n": false, "1,2\n3,4\n": false, "a,a\n1,2\n": false, "user,,pw\n": false, "etl+x,b\n": false, "# a,b\n": false, "2020-01-01,x\n": false, "\"a,b\n": false,
	} {
		d, err := Open("a.csv", []byte(src))
		var bad *Malformed
		if (err == nil) != want || err != nil && !errors.As(err, &bad) {
			t.Errorf("%q: %+v, %v", src, d, err)
		}
	}
}

// A separator or a quote in a new value asks for quotes, a plain one for none.
func TestCSVValuesAreQuotedAsNeeded(t *testing.T) {
	for value, want := range map[string]string{"x": "x", "a,b": `"a,b"`, "a;b": `"a;b"`, `say "x"`: `"say ""x"""`, " x": `" x"`, "a\nb": "\"a\nb\"", "": ""} {
		d := opened(t, "a.csv", []byte("user,password\nme,old\n"))
		n := d.Root.Children[0].Child("password")
		e, err := SetValue(n, Literal(value), false)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(changed(t, d, []FileEdit{e}).Src); got != "user,password\nme,"+want+"\n" {
			t.Errorf("%q: %q", value, got)
		}
	}
}

func TestCSVColumnsStay(t *testing.T) {
	d := opened(t, "a.csv", []byte("user,password,url\na,b,c\nd,e,f\n"))
	row := d.Root.Children[0]
	if _, err := Edits(row, []Change{{Node: row.Children[1], Remove: true}}); err == nil || !strings.Contains(err.Error(), "in one row alone") {
		t.Errorf("a field is taken away: %v", err)
	}
	edits, err := Edits(d.Root, []Change{{Node: row, Remove: true}})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(changed(t, d, edits).Src); got != "user,password,url\nd,e,f\n" {
		t.Errorf("without a row: %q", got)
	}
}

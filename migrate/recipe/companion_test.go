package recipe_test

import (
	"fmt"
	"strings"
	"testing"
)

// A document that refers to an integration follows it, nth for nth; one that has
// followed already is left, and a constant that no row knows is told.
func TestFollowers(t *testing.T) {
	r := load(t, `flows: {soap-login: {name: name, username: user, password: pass}}
companions:
  dataset:
    files: ["*.json"]
    with: {link: "{name}"}
    name: name
    from: {type: [Object, Table]}
    to: {type: [ObjectV2, ObjectV2]}
  behaviour:
    files: ["*.json"]
    with: {inputs.link: "{dataset}"}
    from: {source.behaviour: [query, all]}
    to: {source.deleted: [false, true]}`)
	follow := func(companion int, file, text string, names map[string][]string) string {
		var out []string
		for _, f := range r.Followers(r.Companions[companion], open(t, file, text), noTree{}, names) {
			s := f.Node.Value
			if f.Key != "" {
				s += " key " + f.Key
			}
			if f.Value != nil {
				s += fmt.Sprintf(" to %s typed=%v", f.Value.Text, f.Value.Typed)
			}
			if f.Name != "" {
				s += " name " + f.Name
			}
			if f.Unknown {
				s += " unknown"
			}
			out = append(out, s)
		}
		return strings.Join(out, "; ")
	}
	crm, accounts := map[string][]string{"name": {"Crm"}}, map[string][]string{"dataset": {"Accounts"}}
	for _, c := range []struct {
		companion  int
		names      map[string][]string
		text, want string
	}{
		{0, crm, `{"name": "Accounts", "link": "Crm", "type": "Object"}`, "Object to ObjectV2 typed=false name Accounts"},
		{0, crm, `{"name": "Accounts", "link": "crm", "type": "TABLE"}`, "TABLE to ObjectV2 typed=false name Accounts"},
		{0, crm, `{"name": "Accounts", "link": "Crm", "type": "ObjectV2"}`, "ObjectV2 name Accounts"},
		{0, crm, `{"name": "Accounts", "link": "Crm", "type": "Stream"}`, "Stream name Accounts unknown"},
		{0, crm, `{"name": "Accounts", "link": "Erp", "type": "Object"}`, ""},
		{1, accounts, `{"inputs": [{"link": "Accounts"}], "source": {"behaviour": "all"}}`, "all key deleted to true typed=true"},
		{1, accounts, `{"inputs": [{"link": "Rows"}], "source": {"behaviour": "all"}}`, ""},
	} {
		if got := follow(c.companion, "a.json", c.text, c.names); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
	if got := follow(0, "a.yaml", "name: A\nlink: Crm\ntype: Object\n", crm); got != "" {
		t.Errorf("a file of another name follows: %s", got)
	}
}

package rehearsal_test

import (
	"fmt"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/rehearsal"
)

func TestNewRefuses(t *testing.T) {
	org := func(name, host string) rehearsal.Org { return rehearsal.Org{Name: name, MyDomain: host} }
	twice := rehearsal.User{Username: etl}
	for _, tt := range []struct {
		name string
		orgs []rehearsal.Org
		want string
	}{
		{"no org", nil, "rehearsal: a rehearsal needs an org"},
		{"no name", []rehearsal.Org{org("", prodHost)}, "rehearsal: org : it has no name"},
		{"name twice", []rehearsal.Org{org("a", prodHost), org("a", boxHost)}, "rehearsal: org a: there is one of that name"},
		{"host twice", []rehearsal.Org{org("a", prodHost), org("b", strings.ToUpper(prodHost))}, "rehearsal: org b: a has the same my-domain"},
		{"generic host", []rehearsal.Org{org("a", "login.salesforce.com")}, `rehearsal: org a: my-domain "login.salesforce.com" is not a host below salesforce.com or force.com`},
		{"foreign host", []rehearsal.Org{org("a", "acme.example")}, `rehearsal: org a: my-domain "acme.example" is not a host below salesforce.com or force.com`},
		{"kind", []rehearsal.Org{{Name: "a", Kind: "scratch", MyDomain: prodHost}}, `rehearsal: org a: kind "scratch" is neither production nor sandbox`},
		{"user twice", []rehearsal.Org{{Name: "a", MyDomain: prodHost, Users: []rehearsal.User{twice, twice}}}, "rehearsal: org a: user etl@acme.example is there twice"},
		{"app without key", []rehearsal.Org{{Name: "a", MyDomain: prodHost, Apps: []rehearsal.App{{}}}}, "rehearsal: org a: an app has no consumer key"},
	} {
		_, err := rehearsal.New(rehearsal.Config{Orgs: tt.orgs})
		if err == nil || err.Error() != tt.want || fail.CodeOf(err) != fail.Usage {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

// An org that is not named takes the domain of its kind, and further orgs may
// come while the world runs.
func TestOrgsMayComeLater(t *testing.T) {
	w, err := rehearsal.New(rehearsal.Config{Orgs: []rehearsal.Org{{Name: "prod"}, {Name: "dev", Kind: rehearsal.Sandbox}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddOrg(rehearsal.Org{Name: "emea", MyDomain: "emea.my.salesforce.com"}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range w.Orgs() {
		got = append(got, o.Name()+" "+string(o.Kind())+" "+o.MyDomain())
	}
	want := "prod production rehearsal.my.salesforce.com, dev sandbox rehearsal--dev.sandbox.my.salesforce.com, emea production emea.my.salesforce.com"
	if strings.Join(got, ", ") != want || w.Org("nobody") != nil {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}

// Two orgs of one kind share the generic host: the user decides, and where both
// have one of that name, the password or the app does.
func TestUsersDecideTheOrg(t *testing.T) {
	f := newFixture(t)
	app := rehearsal.App{ConsumerKey: "EmeaConsumerKey", ConsumerSecret: secretOf("emea-secret")}
	emea := rehearsal.Org{Name: "emea", MyDomain: "emea.my.salesforce.com", Apps: []rehearsal.App{app},
		Users: []rehearsal.User{{Username: etl, Password: secretOf("emea-password")}, {Username: "only@emea.example", Password: secretOf("x-password")}}}
	if err := f.world.AddOrg(emea); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ user, pass, key, secret, want string }{
		{etl, "example-password", oldKey, "old-secret", prodHost},
		{etl, "emea-password", "EmeaConsumerKey", "emea-secret", "emea.my.salesforce.com"},
		{"only@emea.example", "x-password", "EmeaConsumerKey", "emea-secret", "emea.my.salesforce.com"},
	} {
		refused, answer := f.grant("login.salesforce.com", password(tt.user, tt.pass, tt.key, tt.secret))
		if refused != "" || answer["instance_url"] != "https://"+tt.want {
			t.Errorf("%s: %s %v", tt.user, refused, answer["instance_url"])
		}
	}
}

// Nothing that the world shows of itself holds a secret.
func TestHistoryHoldsNoSecret(t *testing.T) {
	f := newFixture(t)
	f.grant(prodHost, password(etl, "example-passwordExampleToken", oldKey, "old-secret"))
	f.grant(prodHost, password(etl, "guess-password", oldKey, "old-secret"))
	f.soapLogin(prodHost, "/services/Soap/u/59.0", soapLogin(etl, "example-password"))
	shown := fmt.Sprintf("%+v %+v", f.prod.History(), f.prod.Apps())
	for _, word := range []string{"example-password", "ExampleToken", "guess-password", "old-secret"} {
		if strings.Contains(shown, word) {
			t.Errorf("%s is in %s", word, shown)
		}
	}
}

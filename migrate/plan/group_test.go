package plan

import (
	"slices"
	"strings"
	"testing"
)

const twoConfigs = `<mule xmlns:salesforce="http://www.mulesoft.org/schema/mule/salesforce">
  <salesforce:sfdc-config name="A"><salesforce:basic-connection username="%[1]s" password="%[2]s"/></salesforce:sfdc-config>
  <salesforce:sfdc-config name="B"><salesforce:basic-connection username="%[3]s" password="%[4]s"/></salesforce:sfdc-config>
</mule>
`

func configs(words ...string) string {
	out := twoConfigs
	for i, w := range words {
		out = strings.ReplaceAll(out, "%["+string(rune('1'+i))+"]s", w)
	}
	return out
}

// One login in several containers is one integration, changed as a whole; two
// logins in one file are two.
func TestOneLoginInSeveralPlaces(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  map[string]string
		places []int // of each integration
	}{
		{"placeholders that one file defines", map[string]string{
			"m/a.xml": configs("${sf.user}", "${sf.password}", "${sf.user}", "${sf.password}"), "m/a.properties": "sf.user=etl@acme.example\nsf.password=example-password\n"}, []int{2}},
		{"the same words twice", map[string]string{"m/a.xml": configs("etl@acme.example", "example-password", "etl@acme.example", "example-password")}, []int{2}},
		{"two users", map[string]string{"m/a.xml": configs("etl@acme.example", "example-password", "web@acme.example", "example-password")}, []int{1, 1}},
		{"placeholders for two users", map[string]string{"m/a.xml": configs("${a.user}", "${sf.password}", "${b.user}", "${sf.password}"),
			"m/a.properties": "a.user=etl@acme.example\nb.user=web@acme.example\nsf.password=example-password\n"}, []int{1, 1}},
		{"nothing filled in", map[string]string{"m/a.xml": configs("changeme", "changeme", "changeme", "changeme")}, []int{1, 1}},
		{"two programs, one .env", map[string]string{"etl/a.py": syncPy, "etl/b.py": syncPy, "etl/.env": syncEnv}, []int{2}},
		{"two programs of one folder, names from outside", map[string]string{"etl/a.py": syncPy, "etl/b.py": syncPy}, []int{2}},
		{"two programs of two folders, names from outside", map[string]string{"etl/a.py": syncPy, "web/b.py": syncPy}, []int{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var places []int
			for _, in := range planOf(t, production, c.files).Integrations {
				places = append(places, 1+len(in.Places))
			}
			if !slices.Equal(places, c.places) {
				t.Errorf("the integrations have %v places, not %v", places, c.places)
			}
		})
	}
}

// What fed only the places that change goes with the last of them.
func TestAllPlacesChangeAndTheirPasswordGoes(t *testing.T) {
	in := only(t, planOf(t, production, map[string]string{"etl/a.py": syncPy, "etl/b.py": syncPy, "etl/.env": syncEnv}))
	if !in.Applicable() {
		t.Fatalf("blocked: %s", whys(in))
	}
	for _, want := range []string{"-SF_PASSWORD=", "-SF_TOKEN=", "+++ b/etl/a.py", "+++ b/etl/b.py"} {
		if !strings.Contains(in.Diff, want) {
			t.Errorf("%q is not in the diff:\n%s", want, in.Diff)
		}
	}
	if n := strings.Count(in.Diff, "+SF_PRIVATE_KEY_FILE="); n != 1 {
		t.Errorf("the key's path is written %d times", n)
	}
}

const (
	gemRb  = "client = Restforce.new(username: ENV['SF_USERNAME'], password: ENV['SF_PASSWORD'], client_id: ENV['SF_CLIENT_ID'], client_secret: ENV['SF_CLIENT_SECRET'], host: ENV['SF_HOST'])\n"
	twoEnv = "SF_USERNAME=etl@acme.example\nSF_PASSWORD=example-password\nSF_CLIENT_ID=old-client-id\nSF_CLIENT_SECRET=old-client-secret\nSF_HOST=login.salesforce.com\n"
	flowPy = `import os
from simple_salesforce import Salesforce
sf = Salesforce(username=os.environ["SF_USERNAME"], password=os.environ["SF_PASSWORD"], consumer_key=os.environ["SF_CLIENT_ID"], consumer_secret=os.environ["SF_CLIENT_SECRET"])
`
)

// A consumer key that another client still logs in with is not replaced under it.
func TestASharedConsumerKeyIsNotReplaced(t *testing.T) {
	p := planOf(t, production+"integrations: {etl: {confirm: [unverified]}, etl-2: {confirm: [unverified]}}\n",
		map[string]string{"etl/a.py": flowPy, "etl/c.rb": gemRb, "etl/.env": twoEnv, "etl/Gemfile.lock": gem8})
	if len(p.Integrations) != 2 {
		t.Fatalf("%d integrations, not two", len(p.Integrations))
	}
	for _, in := range p.Integrations {
		if in.Outcome != "assisted" || !strings.Contains(strings.Join(in.Warnings, "\n"), "whose login would break") {
			t.Errorf("%s is %s, with warnings %q", in.ID, in.Outcome, in.Warnings)
		}
		if strings.Contains(in.Diff, "-SF_CLIENT_ID=") {
			t.Errorf("%s replaces the consumer key of both:\n%s", in.ID, in.Diff)
		}
	}
}

// Two integrations that change the same setting are applied one after the other.
func TestIntegrationsThatChangeTheSameSettingDoNotMeet(t *testing.T) {
	other := strings.ReplaceAll(gemRb, "SF_CLIENT", "SF_OTHER")
	other = strings.ReplaceAll(other, "SF_PASSWORD", "SF_OTHER_PASSWORD")
	env := twoEnv + "SF_OTHER_PASSWORD=example-password-2\nSF_OTHER_ID=other-client-id\nSF_OTHER_SECRET=other-client-secret\n"
	p := planOf(t, production+"integrations: {etl: {confirm: [unverified]}, etl-2: {confirm: [unverified]}}\n",
		map[string]string{"etl/b.rb": gemRb, "etl/c.rb": other, "etl/.env": env, "etl/Gemfile.lock": gem8})
	if len(p.Integrations) != 2 {
		t.Fatalf("%d integrations, not two", len(p.Integrations))
	}
	if first := p.Integrations[0]; !first.Applicable() {
		t.Errorf("the first is blocked: %s", whys(first))
	}
	if second := p.Integrations[1]; !strings.Contains(whys(second), "etl changes SF_HOST in etl/.env too") {
		t.Errorf("the second is blocked by %q", whys(second))
	}
}

package workspace_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unpw/migrate/workspace"
)

// whole has every field of unpw.yaml.
const whole = `# decisions
schema: unpw/config/v1

scan:
  roots: [services, ../shared]
  exclude: ["**/old/**"]
  recipes: [recipes]
  baseline: unpw-baseline.json
  max-size: 4MiB

orgs:
  prod:
    kind: production
    my-domain: ACME.my.salesforce.com
    hosts: [login.salesforce.com]
    audience: null
    access: none
    ca-file: null
  uat:
    my-domain: acme--uat.sandbox.my.salesforce.com
    access: {sf: uat-alias}
    audience: https://test.salesforce.com
    ca-file: proxy-ca.pem
  dev:
    hosts: [test.salesforce.com]
    access: {token: {env: DEV_TOKEN}}

keys:
  bits: 3072
  days: 90
  subject: CN={app},O=Acme
  path: /run/keys/{id}/{app}.{ext}
  share: true

defaults:
  org: prod
  flow: client-credentials
  app: "{owner}"
  secrets: reference
  confirm: [unverified]
  owner: integration-team
  key-path: null
  decision: migrate

apps:
  Billing_Etl:
    type: connected-app
    existing: true
    org: prod
    label: Billing
    contact: owner@acme.example
    consumer-key: EXAMPLE_CONSUMER_KEY
    consumer-secret: {command: [vault-reader, get, crm/secret]}
    scopes: [api, web]
    run-as: robot@acme.example
    users: [etl@acme.example]
    permission-set: Etl_Login
    ip: bypass
    ip-ranges:
      - {start: 203.0.113.10, end: 203.0.113.20, description: egress}
      - start: 2001:db8::1
        end: 2001:db8::ff
    session-level: high-assurance
    session-timeout: 30
    key: billing

integrations:
  billing-etl:
    at: etl/.env#SF_PASSWORD
    decision: keep
    until: 2027-01-31
    reason: the vendor upgrades in January
    org: uat
    flow: auto
    app: Billing_Etl
    user: other@acme.example
    key-path: /etc/keys/{app}.{ext}
    confirm: [version, assisted]
    secrets: as-before
    owner: billing@acme.example
    set:
      audience: https://test.salesforce.com
      keystore-alias: 1
      client-secret: {file: secrets/client}
  old-report:
    decision: ignore
    reason: switched off in March

values:
  SF_PASSWORD: {env: SF_PASSWORD}

dates:
  oauth-password: 2027-03-01
  soap-login: "2027-06-15"
`

// Every field arrives where it belongs, as written.
func TestLoadWhole(t *testing.T) {
	c := load(t, whole)
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	ip := netip.MustParseAddr
	for _, o := range c.Orgs {
		if o.Access.None() != (o.Name == "prod") {
			t.Errorf("access of %s", o.Name)
		}
	}
	want := &workspace.Config{
		Path: "unpw.yaml",
		Scan: workspace.Scan{
			Roots: []string{"services", "../shared"}, Exclude: []string{"**/old/**"}, Recipes: []string{"recipes"},
			Baseline: "unpw-baseline.json", MaxSize: 4 << 20,
		},
		Orgs: []workspace.Org{
			{Name: "prod", Line: 12, Kind: "production", MyDomain: "acme.my.salesforce.com", Hosts: []string{"login.salesforce.com"}},
			{
				Name: "uat", Line: 19, Kind: "sandbox", MyDomain: "acme--uat.sandbox.my.salesforce.com", Hosts: []string{"test.salesforce.com"},
				Access: workspace.Access{SF: "uat-alias"}, CAFile: "proxy-ca.pem",
			},
			{
				Name: "dev", Line: 24, Kind: "sandbox", Hosts: []string{"test.salesforce.com"},
				Access: workspace.Access{Token: &workspace.SecretRef{Env: "DEV_TOKEN"}},
			},
		},
		Keys: workspace.Keys{Bits: 3072, Days: 90, Subject: "CN={app},O=Acme", Path: "/run/keys/{id}/{app}.{ext}", Share: true},
		Defaults: workspace.Choices{
			Decision: "migrate", Org: "prod", Flow: "client-credentials", App: "{owner}", Secrets: "reference",
			Confirm: []string{"unverified"}, Owner: "integration-team",
		},
		Apps: []workspace.App{{
			Name: "Billing_Etl", Line: 46, Type: "connected-app", Existing: true, Org: "prod", Label: "Billing", Contact: "owner@acme.example",
			ConsumerKey: "EXAMPLE_CONSUMER_KEY", ConsumerSecret: &workspace.SecretRef{Command: []string{"vault-reader", "get", "crm/secret"}},
			Scopes: []string{"api", "web"}, RunAs: "robot@acme.example", Users: []string{"etl@acme.example"}, PermissionSet: "Etl_Login",
			IP: "bypass", Key: "billing", SessionLevel: "high-assurance", SessionTimeout: 30, IPRanges: []workspace.IPRange{
				{Start: ip("203.0.113.10"), End: ip("203.0.113.20"), Description: "egress"},
				{Start: ip("2001:db8::1"), End: ip("2001:db8::ff")},
			},
		}},
		Integrations: []workspace.Integration{
			{
				ID: "billing-etl", Line: 68, At: workspace.Anchor{File: "etl/.env", Key: "SF_PASSWORD"}, Until: day(2027, 1, 31),
				Reason: "the vendor upgrades in January",
				Choices: workspace.Choices{
					Decision: "keep", Org: "uat", Flow: "auto", App: "Billing_Etl", User: "other@acme.example", KeyPath: "/etc/keys/{app}.{ext}",
					Confirm: []string{"version", "assisted"}, Secrets: "as-before", Owner: "billing@acme.example",
				},
				Set: map[string]workspace.Value{
					"audience":       {Text: "https://test.salesforce.com"},
					"keystore-alias": {Text: "1"},
					"client-secret":  {Secret: &workspace.SecretRef{File: "secrets/client"}},
				},
			},
			{ID: "old-report", Line: 85, Reason: "switched off in March", Choices: workspace.Choices{Decision: "ignore"}},
		},
		Values: map[string]workspace.SecretRef{"SF_PASSWORD": {Env: "SF_PASSWORD"}},
		Dates:  map[string]time.Time{"oauth-password": day(2027, 3, 1), "soap-login": day(2027, 6, 15)},
	}
	if diff := cmp.Diff(want, c, publicOnly()); diff != "" {
		t.Error("-want +got\n", diff)
	}
}

// `schema` alone is a valid file, and says the same as none.
func TestLoadDefaults(t *testing.T) {
	none, err := workspace.Default()
	if err != nil {
		t.Fatal(err)
	}
	want := &workspace.Config{
		Path: "unpw.yaml",
		Scan: workspace.Scan{Roots: []string{"."}, MaxSize: 16 << 20},
		Keys: workspace.Keys{Bits: 2048, Days: 365, Subject: "CN={app}", Path: "/etc/secrets/{app}.{ext}"},
	}
	for name, text := range map[string]string{
		"schema alone":        "schema: unpw/config/v1\n",
		"CRLF":                "schema: unpw/config/v1\r\n",
		"byte order mark":     "\ufeffschema: unpw/config/v1\n",
		"no final newline":    "schema: unpw/config/v1",
		"document marks":      "---\nschema: unpw/config/v1\n...\n",
		"flow style":          "{schema: unpw/config/v1}",
		"all sections empty":  "schema: unpw/config/v1\nscan:\norgs:\nkeys: {}\ndefaults:\napps: null\nintegrations: ~\n",
		"sections in comment": "# orgs:\nschema: unpw/config/v1\n",
	} {
		if diff := cmp.Diff(want, load(t, text), publicOnly()); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(want, none, publicOnly()); diff != "" {
		t.Error("Default: -want +got\n", diff)
	}
}

func TestLoadSizes(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "1048576": 1 << 20, "512KiB": 512 << 10, "2 GiB": 2 << 30, "7B": 7} {
		c := load(t, "schema: unpw/config/v1\nscan: {max-size: "+text+"}\n")
		if c.Scan.MaxSize != want {
			t.Errorf("max-size %s: %d, want %d", text, c.Scan.MaxSize, want)
		}
	}
}

// No input makes the loader panic, and an error never repeats more of a file
// than the names in it.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(whole))
	for _, c := range badConfigs() {
		if len(c.text) < 10_000 { // large inputs are rows of TestLoadRefuses
			f.Add([]byte(c.text))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := workspace.Load("unpw.yaml", data)
		if (c == nil) == (err == nil) {
			t.Fatalf("config %v, error %v", c, err)
		}
		if err != nil {
			checkError(t, err)
		}
	})
}

func load(t *testing.T, text string) *workspace.Config {
	t.Helper()
	c, err := workspace.Load("unpw.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func publicOnly() cmp.Option {
	return cmp.Options{
		cmpopts.IgnoreUnexported(workspace.Config{}, workspace.Org{}, workspace.SecretRef{}),
		cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	}
}

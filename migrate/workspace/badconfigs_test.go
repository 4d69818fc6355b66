package workspace_test

import (
	"errors"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// badConfig is a text below `schema: unpw/config/v1` (line 1), and what is said
// about it.
type badConfig struct {
	name, text string
	line       int
	cause      string
	hint       string // a part of it
}

// pasted stands where a secret must not be repeated.
const pasted = "example-pasted-secret"

func below(name, text string, line int, cause, hint string) badConfig {
	return badConfig{name, "schema: unpw/config/v1\n" + text, line, cause, hint}
}

func badConfigs() []badConfig {
	return append(append(badFiles(), badSections()...), badIntegrations()...)
}

func badFiles() []badConfig {
	const app = "apps:\n  Crm:\n    "
	return []badConfig{
		{"empty", "", 1, "schema is missing", "begin with schema: unpw/config/v1"},
		{"only a comment", "# nothing yet\n", 1, "schema is missing", "begin with"},
		{"no schema", "keys:\n  bits: 2048\n", 1, "schema is missing", "begin with"},
		{"schema of another version", "schema: unpw/config/v2\n", 1, "schema: must be unpw/config/v1", "written for"},
		{"a list", "- schema\n", 1, "not a list of fields", "begin with"},
		{"one text", pasted, 1, "not a list of fields", "begin with"},
		{"not UTF-8", "schema: unpw/config/v1\n# caf\xe9\n", 2, "not UTF-8", "save the file as UTF-8"},
		{"UTF-16", "s\x00c\x00h\x00e\x00m\x00a\x00:\x00", 1, "a control character", "remove it"},
		{"too large", "# " + strings.Repeat("x", 1<<20), 0, "larger than 1 MiB", "check that this"},
		{"a million brackets", strings.Repeat("[", 1_000_000), 1, "nested too deep", "check that this"},
		below("two documents", "---\nschema: unpw/config/v1\n", 2, "a second document", "remove the line of dashes"),
		below("bad second document", "---\n\"\n", 3, "a quote does not close", "close the quote"),
		below("duplicate section", "keys: {}\nscan: {}\nkeys: {}\n", 4, `"keys" stands here twice`, "the first is on line 2"),
		below("duplicate field", "keys:\n  bits: 2048\n  bits: 4096\n", 4, `"bits" stands here twice`, "line 3"),
		below("duplicate in a place nobody knows", "x:\n  a: 1\n  a: 2\n", 4, `"a" stands here twice`, "line 3"),
		below("anchor", "keys: &k\n  bits: 2048\n", 2, "an anchor (&) has no place here", "write the value out"),
		below("alias", "keys: *k\n", 2, "an alias (*) has no place here", "write the value out"),
		below("merge key", "keys: {<<: {bits: 2048}}\n", 2, "keys: unknown field", "use one of bits"),
		below("tag", "keys: !!map {bits: 2048}\n", 2, "a tag (!) has no place here", "remove the tag"),
		below("own tag", "values:\n  X: !vault "+pasted+"\n", 3, "a tag (!) has no place here", "remove the tag"),
		below("key that is a list", "? [a]\n: 1\n", 2, "a key must be a word", "write name: value"),
		below("key that is null", "~: 1\n", 2, "a key must be a word", "write name: value"),
		below("tab", "keys:\n\tbits: 2048\n", 3, "a text begins with a tab or one of @ ` % and is not in quotes", "indent with blanks"),
		below("two colons", "keys: bits: 2048\n", 2, "a second colon in one line, or a line that is indented too far", "in quotes"),
		below("bad alignment", "keys:\n    bits: 2048\n  days: 30\n", 4, "a line is not aligned with the ones above, or a quote or bracket does not close", "align"),
		below("open bracket", "scan:\n  roots: [a\n", 3, "a bracket does not close", "close it"),
		below("open quote", "scan:\n  baseline: \"a\n", 3, "a quote does not close", "close the quote"),
		below("quote that closes far below", "scan:\n  baseline: \"a\n  roots: [b]\nkeys:\n  subject: \"CN\"\n", 3, "a line is not aligned with the ones above, or a quote or bracket does not close", "align"),
		below("fault behind a list of several lines", "scan:\n  roots: [\n    a,\n  ]\nkeys: bits: 1\n", 6, "a second colon in one line, or a line that is indented too far", "quotes"),
		below("no colon", "keys\n", 2, "a field without a colon", "write name: value"),
		below("unknown section", "integration:\n  x: {}\n", 2, `unknown field "integration"`, "did you mean integrations?"),
		below("unknown section, nothing near", "zzz: 1\n", 2, `unknown field "zzz"`, "use one of apps, dates, defaults"),
		below("unknown field that is a secret", app+"\""+pasted+" !\": 1\n", 4, "apps.Crm: unknown field", "use one of"),
		below("underscore for dash", "orgs:\n  prod:\n    my_domain: a.my.salesforce.com\n", 4, `orgs.prod: unknown field "my_domain"`, "did you mean my-domain?"),
		below("camel case", app+"consumerKey: x\n", 4, `apps.Crm: unknown field "consumerKey"`, "did you mean consumer-key?"),
		below("section that is a list", "keys: [2048]\n", 2, "keys: must hold fields, not a list", "write name: value"),
		below("section that is a text", "orgs: "+pasted+"\n", 2, "orgs: must hold fields, not a text", "write name: value"),
	}
}

func badSections() []badConfig {
	const org, app = "orgs:\n  prod:\n    ", "apps:\n  Crm:\n    "
	const ref = "{env: NAME}, {file: PATH} or {command:"
	return []badConfig{
		below("roots not a list", "scan:\n  roots: services\n", 3, "scan.roots: must be a list, not a text", "[one, two]"),
		below("no roots", "scan:\n  roots: []\n", 3, "scan.roots: is empty", "write [.]"),
		below("backslash", "scan:\n  roots: ['a\\b']\n", 3, "scan.roots[0]: must be a path with /", "services/billing"),
		below("bad glob", "scan:\n  exclude: [ok, 'a[']\n", 3, "scan.exclude[1]: must be a glob", "services/old/**"),
		below("null where none is", "scan:\n  exclude: null\n", 3, "scan.exclude: must be a list, not null", ""),
		below("size without a unit we know", "scan:\n  max-size: 16MB\n", 3, "scan.max-size: must be a size", "16MiB"),
		below("size of nothing", "scan:\n  max-size: 0\n", 3, "scan.max-size: must be a size", "16MiB"),
		below("size too large", "scan:\n  max-size: 999999999999GiB\n", 3, "scan.max-size: must be a size", "16MiB"),

		below("name of an org", "orgs:\n  p/q: {}\n", 3, "a name here: not a name of an org", "use letters"),
		below("kind", org+"kind: prod\n", 4, "orgs.prod.kind: must be one of production, sandbox", ""),
		below("my-domain with scheme", org+"my-domain: https://acme.my.salesforce.com\n", 4, "orgs.prod.my-domain: must be a host only", "without https://"),
		below("my-domain with path", org+"my-domain: acme.my.salesforce.com/\n", 4, "orgs.prod.my-domain: must be a host only", "without https://"),
		below("my-domain with port", org+"my-domain: acme.my.salesforce.com:443\n", 4, "orgs.prod.my-domain: must be a host only", "port"),
		below("host with user", org+"hosts: ['u:"+pasted+"@acme.example']\n", 4, "orgs.prod.hosts[0]: must be a host only", ""),
		below("audience without scheme", org+"audience: login.salesforce.com\n", 4, "orgs.prod.audience: must be an https address", "https://login"),
		below("audience with a password", org+"audience: https://u:"+pasted+"@login.salesforce.com\n", 4, "orgs.prod.audience: must be an https address", ""),
		below("access", org+"access: "+pasted+"\n", 4, "orgs.prod.access: must be none, {sf: ALIAS} or {token: SECRET-REFERENCE}", ""),
		below("access of two kinds", org+"access: {sf: a, token: {env: B}}\n", 4, "orgs.prod.access: must hold one of sf and token", "write none"),
		below("access of no kind", org+"access: {}\n", 4, "orgs.prod.access: must hold one of sf and token", "write none"),
		below("token as text", org+"access: {token: "+pasted+"}\n", 4, "orgs.prod.access.token: a secret reference is due, not a text", ref),
		below("two orgs, one domain", "orgs:\n  a: {my-domain: x.my.salesforce.com}\n  b: {my-domain: X.my.salesforce.com}\n", 4, "orgs.b.my-domain: is that of a too", "remove one"),
		below("two orgs, one host", "orgs:\n  a: {hosts: [h.example]}\n  b: {hosts: [i.example, h.example]}\n", 4, "orgs.b.hosts: one of them is a host of a too", "leave it to one org"),

		below("bits", "keys:\n  bits: 1024\n", 3, "keys.bits: must be 2048, 3072 or 4096", ""),
		below("bits as text", "keys:\n  bits: '2048'\n", 3, "keys.bits: must be 2048, 3072 or 4096", ""),
		below("days", "keys:\n  days: 0\n", 3, "keys.days: must be a number of days from 1 to 3650", ""),
		below("share", "keys:\n  share: yes\n", 3, "keys.share: must be true or false", ""),
		below("unknown brace in path", "keys:\n  path: /etc/{name}.{ext}\n", 3, "keys.path: may hold only {app}, {id}, {ext} in braces", "remove the other"),
		below("unknown brace in subject", "keys:\n  subject: CN={id}\n", 3, "keys.subject: may hold only {app} in braces", "remove the other"),
		below("line break in path", "keys:\n  path: \"/etc/{app}\\nX=1\"\n", 3, "keys.path: must be one line", "remove the line break"),
		below("path that is empty", "keys:\n  path: ''\n", 3, "keys.path: is empty", "write a value"),

		below("name of an app", "apps:\n  billing-etl: {}\n", 3, "apps.billing-etl: not a name of an app", "single _ between"),
		below("type", app+"type: external-app\n", 4, "apps.Crm.type: must be one of external-client-app, connected-app", ""),
		below("existing without key", app+"label: Crm\n    existing: true\n", 5, "apps.Crm.existing: an existing app needs its consumer-key", "add consumer-key"),
		below("no such org", "orgs: {prod: {}, uat: {}}\n"+app+"org: prd\n", 5, "apps.Crm.org: no such org", "did you mean prod?"),
		below("org without orgs", app+"org: prod\n", 4, "apps.Crm.org: no such org", "add it under orgs"),
		below("label that is a number", app+"label: 12\n", 4, "apps.Crm.label: a text is due, not a number", "put it in quotes"),
		below("contact", app+"contact: somebody\n", 4, "apps.Crm.contact: must be an e-mail address", "owner@acme.example"),
		below("consumer-secret as text", app+"consumer-secret: "+pasted+"\n", 4, "apps.Crm.consumer-secret: a secret reference is due, not a text", "change it"),
		below("consumer-secret as number", app+"consumer-secret: 12345\n", 4, "apps.Crm.consumer-secret: a secret reference is due, not a number", ref),
		below("consumer-secret as list", app+"consumer-secret: ["+pasted+"]\n", 4, "apps.Crm.consumer-secret: a secret reference is due, not a list", ref),
		below("reference of a kind we do not know", app+"consumer-secret: {"+pasted+": x}\n", 4, "apps.Crm.consumer-secret: a secret reference has no such field", ref),
		below("reference of two kinds", app+"consumer-secret: {env: A, file: b}\n", 4, "apps.Crm.consumer-secret: a secret reference holds one of env, file and command", ref),
		below("empty reference", app+"consumer-secret: {}\n", 4, "apps.Crm.consumer-secret: a secret reference holds one of env, file and command", ref),
		below("not a variable", app+"consumer-secret: {env: 'A B'}\n", 4, "apps.Crm.consumer-secret.env: must be the name of an environment variable", "letters"),
		below("command as one text", app+"consumer-secret: {command: vault get x}\n", 4, "apps.Crm.consumer-secret.command: must be a list, not a text", "[one, two]"),
		below("empty command", app+"consumer-secret: {command: []}\n", 4, "apps.Crm.consumer-secret.command: is empty", "write the program"),
		below("scope of two words", app+"scopes: ['api web']\n", 4, "apps.Crm.scopes[0]: must be one word", "like api"),
		below("users null", app+"users:\n", 4, "apps.Crm.users: must be a list, not null", ""),
		below("permission set", app+"permission-set: Crm Login\n", 4, "apps.Crm.permission-set: must be a name of a permission set", "letters"),
		below("ip", app+"ip: by-pass\n", 4, "apps.Crm.ip: must be one of enforce, bypass, bypass-2factor, enforce-relax-refresh", "did you mean bypass?"),
		below("ip range without end", app+"ip-ranges:\n      - start: 203.0.113.10\n", 5, "apps.Crm.ip-ranges[0]: must hold start and end", "203.0.113.20"),
		below("not an address", app+"ip-ranges:\n      - start: 203.0.113.10/28\n        end: 203.0.113.20\n", 5, "apps.Crm.ip-ranges[0].start: must be an IP address", "without a mask"),
		below("backwards", app+"ip-ranges: [{start: 203.0.113.20, end: 203.0.113.10}]\n", 4, "apps.Crm.ip-ranges[0]: ends before it starts", "lower address"),
		below("two families", app+"ip-ranges: [{start: 203.0.113.20, end: '::1'}]\n", 4, "apps.Crm.ip-ranges[0]: ends before it starts", "lower address"),
		below("key with a path", app+"key: ../x\n", 4, "apps.Crm.key: must be a name of letters, digits, - and _", "name only"),
		below("name of a value", "values:\n  '"+pasted+" x': {env: A}\n", 3, "a name here: not a name of a value", "use letters"),
		below("value as text", "values:\n  SF_PASSWORD: "+pasted+"\n", 3, "values.SF_PASSWORD: a secret reference is due, not a text", ref),
		below("value null", "values:\n  SF_PASSWORD:\n", 3, "values.SF_PASSWORD: a secret reference is due, not null", ref),
		below("date of a login we do not know", "dates:\n  unknown-password: 2027-01-01\n", 3, `dates: unknown field "unknown-password"`, ""),
		below("date", "dates:\n  soap-login: summer 2027\n", 3, "dates.soap-login: must be a day", "2027-02-20"),
		below("day that is none", "dates:\n  soap-login: 2027-02-30\n", 3, "dates.soap-login: must be a day", "2027-02-20"),
	}
}

func badIntegrations() []badConfig {
	const in = "integrations:\n  crm:\n    "
	return []badConfig{
		below("id", "integrations:\n  Billing_ETL: {}\n", 3, "integrations.Billing_ETL: not a name of an id", "did you mean billing-etl?"),
		below("anchor without key", in+"at: etl/.env\n", 4, "integrations.crm.at: must be FILE#KEY, the file relative to its root", "etl/.env#SF_PASSWORD"),
		below("anchor outside", in+"at: ../etl/.env#X\n", 4, "integrations.crm.at: must be FILE#KEY, the file relative to its root", ""),
		below("anchor absolute", in+"at: /etc/crm.env#X\n", 4, "integrations.crm.at: must be FILE#KEY, the file relative to its root", ""),
		below("decision", in+"decision: keeep\n", 4, "integrations.crm.decision: must be one of migrate, keep, ignore", "did you mean keep?"),
		below("keep without until", in+"decision: keep\n    reason: soon\n", 4, "integrations.crm.decision: keep needs its last day", "add until"),
		below("keep without reason", in+"until: 2027-01-31\n    decision: keep\n", 5, "integrations.crm.decision: keep needs a reason", "add reason"),
		below("keep with a reason of null", in+"decision: keep\n    until: 2027-01-31\n    reason: null\n", 4, "integrations.crm.decision: keep needs a reason", "add reason"),
		below("ignore without reason", in+"decision: ignore\n", 4, "integrations.crm.decision: ignore needs a reason", "add reason"),
		below("empty reason", in+"decision: ignore\n    reason: ' '\n", 5, "integrations.crm.reason: is empty", ""),
		below("ignore with until", in+"decision: ignore\n    reason: gone\n    until: 2027-01-31\n", 6, "integrations.crm.until: an ignored integration has no last day", "remove until"),
		below("until", in+"decision: keep\n    reason: r\n    until: January\n", 6, "integrations.crm.until: must be a day", "2027-02-20"),
		below("flow", in+"flow: jwt\n", 4, "integrations.crm.flow: must be one of auto, jwt-bearer, client-credentials", ""),
		below("flow, misspelt", in+"flow: jwt_bearrer\n", 4, "integrations.crm.flow: must be one of auto, jwt-bearer, client-credentials", "did you mean jwt-bearer?"),
		below("flow null", in+"flow: null\n", 4, "integrations.crm.flow: must be one of auto, jwt-bearer, client-credentials", ""),
		below("app", in+"app: \"{team}\"\n", 4, "integrations.crm.app: must be \"{id}\", \"{owner}\" or the name of an app", "letters"),
		below("app in braces without quotes", in+"app: {id}\n", 4, "integrations.crm.app: a text is due, not fields", ""),
		below("org", "orgs: {prod: {}}\n"+in+"org: uat\n", 5, "integrations.crm.org: no such org", "use one of prod"),
		below("org of the defaults", "defaults:\n  org: prod\n", 3, "defaults.org: no such org", "add it under orgs"),
		below("confirm", in+"confirm: [versions]\n", 4, "integrations.crm.confirm[0]: must be one of version, unverified, assisted", "did you mean version?"),
		below("confirm as text", in+"confirm: version\n", 4, "integrations.crm.confirm: must be a list, not a text", ""),
		below("secrets", in+"secrets: literal\n", 4, "integrations.crm.secrets: must be one of as-before, reference", ""),
		below("key-path", in+"key-path: /k/{app}{}\n", 4, "integrations.crm.key-path: may hold only {app}, {id}, {ext} in braces", ""),
		below("role", in+"set:\n      keystore-pasword: x\n", 5, `integrations.crm.set: unknown role "keystore-pasword"`, "did you mean keystore-password?"),
		below("secret role as text", in+"set:\n      client-secret: "+pasted+"\n", 5, "integrations.crm.set.client-secret: a secret reference is due, not a text", "change it"),
		below("other role as reference", in+"set:\n      audience: {env: A}\n", 5, "integrations.crm.set.audience: a text is due, not fields", "only secret roles"),
		below("line break in a value", in+"set:\n      audience: \"a\\nb\"\n", 5, "integrations.crm.set.audience: must be one line without control characters", ""),
		below("control character", in+"user: \"a\\x07\"\n", 4, "integrations.crm.user: holds a control character", "remove it"),
		below("two for one setting", "integrations:\n  a: {at: x#Y}\n  b: {at: x#Y}\n", 4, "integrations.b.at: is the setting of a too", "remove one"),
		below("field of integrations only", "defaults:\n  reason: x\n", 3, `defaults: unknown field "reason"`, ""),
		below("keep for all", "defaults:\n  decision: keep\n", 3, "defaults.decision: keep has a reason of its own in each integration", "write decision and reason"),
		below("old field name", in+"enabled: true\n", 4, `integrations.crm: unknown field "enabled"`, ""),
	}
}

// Every fault of an unpw.yaml is exit 2 with its line, says what is due, and
// does not repeat a value.
func TestLoadRefuses(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range badConfigs() {
		if seen[c.name] {
			t.Errorf("two rows %q", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			_, err := workspace.Load("unpw.yaml", []byte(c.text))
			if err == nil {
				t.Fatal("was accepted")
			}
			e := checkError(t, err)
			if e.Line != c.line || e.Cause != c.cause {
				t.Errorf("line %d: %s\nwant %d: %s", e.Line, e.Cause, c.line, c.cause)
			}
			if hints := strings.Join(e.Hints, "\n"); !strings.Contains(hints, c.hint) {
				t.Errorf("hints %q do not say %q", hints, c.hint)
			}
			if strings.Contains(e.Error()+strings.Join(e.Hints, " "), pasted) {
				t.Errorf("repeats a value: %v %q", e, e.Hints)
			}
		})
	}
}

func checkError(t *testing.T, err error) *fail.Error {
	t.Helper()
	var e *fail.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T is no *fail.Error: %v", err, err)
	}
	if e.Code != fail.Usage || e.Path != "unpw.yaml" || e.Cause == "" {
		t.Errorf("code %d, path %q, cause %q", e.Code, e.Path, e.Cause)
	}
	return e
}

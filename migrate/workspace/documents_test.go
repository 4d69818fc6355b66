package workspace_test

import "strings"

// document is an example of one output, after the contract. Places are fields
// with dots between them, list positions left out.
type document struct {
	name, schema, text string
	optional           []string // fields that may be missing
	closed             []string // objects that take no other field
}

var hash = strings.Repeat("0f", 32)

const (
	anApp = `{"name": "Billing_Etl", "type": "external-client-app", "existing": false, "org": "prod", "flow": "jwt-bearer",
		"consumerKey": "9f2c1e7ab04d4c1f8a63d5e27b90c4af11d8e6b3570249ce", "key": "Billing_Etl", "scopes": ["api", "refresh_token"],
		"permissionSet": "Billing_Etl_Login", "users": ["etl@acme.example"], "runAs": null}`
	aStep = `{"who": "org-admin", "text": "create the CI secret SF_CONSUMER_KEY", "command": "gh secret set SF_CONSUMER_KEY"}`
	moved = `{"id": "billing-etl", "recipe": "simple-salesforce", "outcome": "rewrite", "flow": "jwt-bearer", "migrated": true,
		"proof": {"legacyBefore": "accepted", "legacyAfter": "SOAP API login() is disabled by default in this org", "newLogin": "accepted", "user": "etl@acme.example"},
		"files": ["etl/.env", "etl/sync.py"], "todo": ["create the CI secret SF_CONSUMER_KEY"]}`
	anAnswer = `{"id": "password-blocked", "flows": ["oauth-password"], "http": 400, "error": "invalid_grant", "description": ["authentication failure"], "status": "", "meaning": "refused",
		"causes": [], "tellApart": [], "fix": [{"setup": "Setup", "do": "look", "command": ""}], "see": [], "source": ["here"], "confidence": "seen"}`
	beenSeen = `"passwordLogins": 2, "passwordRefused": 0, "firstPassword": "2026-11-01T10:00:00Z", "lastPassword": "2026-11-20T10:00:00Z",
				"lastTry": null, "lastStatus": "Success", "firstSecure": null, "lastSecure": null, "silentDays": 3, "applications": [], "clients": ["curl"],
				"addresses": ["192.0.2.1"], "apiVersions": ["59.0"], "hosts": ["login.salesforce.com"]`
	left = `{"id": "loader", "recipe": "data-loader", "outcome": "replace", "flow": "none", "migrated": false,
		"proof": {"legacyBefore": "refused: INVALID_LOGIN", "legacyAfter": null, "newLogin": "not tried", "user": null}, "files": [], "todo": []}`
)

func documents() []document {
	return []document{
		{name: "scan", schema: "scan.v1", text: `{"schema": "unpw/scan/v1", "integrations": [
			{"id": "billing-etl", "recipe": "simple-salesforce", "login": "soap-login", "outcome": "rewrite", "state": "active", "host": "login.salesforce.com",
			 "username": "etl@acme.example", "settings": [{"file": "etl/.env", "line": 4, "role": "password", "key": "SF_PASSWORD", "literal": true, "placeholder": false}]},
			{"root": "b", "id": "x", "recipe": "generic", "login": "unknown-password", "outcome": "assisted", "state": "declared", "host": null, "username": null,
			 "settings": [{"file": "x..y/app.json", "line": 1, "role": "username", "key": "", "literal": false, "placeholder": true}]}],
			"skipped": [{"file": "x.bin", "reason": "binary"}], "stats": {"files": 2, "bytes": 0, "seconds": 0.25}}`,
			optional: []string{"integrations.root"}},
		{name: "plan", schema: "plan.v1", text: `{"schema": "unpw/plan/v1", "made": {"at": "2026-11-23T10:00:00Z", "version": "0.1.0", "recipes": "2026-11-20"},
			"roots": ["."], "apps": [` + anApp + `],
			"integrations": [{"id": "billing-etl", "recipe": "simple-salesforce", "login": "soap-login", "outcome": "rewrite", "state": "active", "decision": "migrate",
				"org": "prod", "host": "login.salesforce.com", "username": "etl@acme.example", "flow": "jwt-bearer", "reason": "the client supports both; the same user stays",
				"app": "Billing_Etl",
				"newLogin": {"host": "acme.my.salesforce.com", "audience": "https://acme.my.salesforce.com", "keyAtRunTime": "/etc/secrets/Billing_Etl.key", "keyHere": "keys/Billing_Etl.key"},
				"edits": [{"file": "etl/.env", "line": 4, "op": "remove", "role": "password", "key": "SF_PASSWORD", "start": 83, "end": 121, "text": ""}],
				"diff": "--- etl/.env\n", "blocked": [{"why": "my-domain of org prod is unknown", "hint": "set orgs.prod.my-domain or pass --my-domain"}],
				"warnings": ["git tracks etl/.env"], "steps": [` + aStep + `]}],
			"files": [{"root": ".", "file": "etl/.env", "bytes": 410, "hash": "hmac-sha256:` + hash + `"}],
			"summary": {"applicable": 9, "blocked": 1, "byOutcome": {"rewrite": 10, "replace": 1}}}`,
			optional: []string{"integrations.steps.command", "summary.byOutcome.rewrite", "summary.byOutcome.replace"},
			closed:   []string{"summary.byOutcome"}},
		{name: "plan without a new login", schema: "plan.v1", text: `{"schema": "unpw/plan/v1", "made": {"at": "2026-11-23T10:00:00+01:00", "version": "dev", "recipes": "2026-11-20"},
			"roots": ["."], "apps": [], "integrations": [{"id": "loader", "recipe": "data-loader", "login": "soap-login", "outcome": "replace", "state": "mixed", "decision": "keep",
				"org": null, "host": null, "username": null, "flow": "none", "reason": "", "app": null, "newLogin": null,
				"edits": [], "diff": "", "blocked": [], "warnings": [], "steps": []}],
			"files": [], "summary": {"applicable": 0, "blocked": 0, "byOutcome": {}}}`, closed: []string{"summary.byOutcome"}},
		{name: "check", schema: "check.v1", text: `{"schema": "unpw/check/v1", "integrations": [{"id": "billing-etl", "org": "prod", "flow": "jwt-bearer", "ok": true, "attempts": 1,
			"checks": [{"name": "token", "result": "ok", "seen": "a token", "why": "", "do": ""}, {"name": "run-as", "result": "skipped", "seen": "", "why": "", "do": ""}]}]}`},
		{name: "apply", schema: "run.v1", text: `{"schema": "unpw/run/v1", "run": "20261123T174415Z-4f2a",
			"integrations": [{"id": "billing-etl", "result": "rewritten", "why": "", "files": ["etl/.env"], "proof": {"newLogin": "not tried"}}]}`,
			optional: []string{"integrations.proof.newLogin"}},
		{name: "dry run", schema: "run.v1", text: `{"schema": "unpw/run/v1", "run": null, "integrations": [{"id": "x", "result": "left", "why": "no my-domain", "files": [], "proof": {}}]}`},
		{name: "rehearse", schema: "rehearsal.v1", text: `{"schema": "unpw/rehearsal/v1", "integrations": [` + moved + `, ` + left + `], "tree": "copy"}`, optional: []string{"tree"}},
		{name: "migrate", schema: "migration.v1", text: `{"schema": "unpw/migration/v1", "integrations": [` + moved + `, ` + left + `]}`},
		{name: "keys", schema: "keys.v1", text: `{"schema": "unpw/keys/v1", "keys": [{"name": "Billing_Etl", "bits": 2048, "fingerprint": "sha256:` + hash + `",
			"notBefore": "2026-11-23T10:00:00Z", "notAfter": "2027-11-23T10:00:00Z", "files": [".unpw/keys/Billing_Etl.key"], "problems": []}]}`},
		{name: "app", schema: "app.v1", text: `{"schema": "unpw/app/v1", "apps": [` + anApp + `], "files": ["force-app/x.xml"], "steps": [` + aStep + `]}`,
			optional: []string{"steps.command"}},
		{name: "recipes", schema: "recipes.v1", text: `{"schema": "unpw/recipes/v1", "recipes": [{"id": "simple-salesforce", "title": "Python, simple-salesforce", "outcome": "rewrite",
			"flows": ["jwt-bearer"], "from": "built in", "examples": 2, "failed": []}]}`},
		{name: "baseline", schema: "baseline.v1", text: `{"schema": "unpw/baseline/v1", "accepted": [{"recipe": "simple-salesforce", "file": "etl/.env", "key": "SF_PASSWORD"}]}`},
		{name: "template", schema: "template.v1", text: `{"schema": "unpw/template/v1", "recipe": "simple-salesforce", "title": "Python, simple-salesforce", "flow": "jwt-bearer",
			"outcome": "rewrite", "files": [{"file": "etl/.env", "text": ""}], "steps": ["put the key there"], "notes": ["a pitfall"]}`},
		{name: "token", schema: "token.v1", text: `{"schema": "unpw/token/v1", "id": "deploy", "instanceUrl": "https://acme.my.salesforce.com", "accessToken": "example-token"}`},
		{name: "error", schema: "error.v1", text: `{"schema": "unpw/error/v1", "error": {"code": 5, "message": "apply etl/.env: changed since the plan", "file": "etl/.env",
			"line": null, "hints": ["plan again"]}}`},
		{name: "serve", schema: "serve.v1", text: `{"schema": "unpw/serve/v1", "url": "https://127.0.0.1:4443", "proxy": "http://127.0.0.1:4444", "ca": "ca.pem"}`},
		{name: "explain", schema: "explain.v1", text: `{"schema": "unpw/explain/v1", "known": true, "lines": 1, "first": "invalid_grant", "found": [{"quote": "invalid_grant", "line": 1, "times": 1,
			"answers": [` + anAnswer + `]}], "nearest": [` + anAnswer + `], "verification": {"org": null, "title": "seven causes", "meaning": "check them", "logins": [
			{"integration": "billing-etl", "user": "etl@acme.example", "lines": [{"id": "toggle", "claim": "the flow is on", "result": "not asked", "seen": "", "meaning": "", "byHand": "look",
				"setup": "Setup", "do": "switch it", "command": "", "source": ["here"], "confidence": "seen"}]}]}}`},
		{name: "audit", schema: "audit.v1", text: `{"schema": "unpw/audit/v1", "org": "prod", "source": "login-history", "since": "2026-08-23T00:00:00Z", "until": "2026-11-23T00:00:00Z", "rows": 3,
			"oldest": null, "clean": false, "integrations": [{"id": "billing-etl", "recipe": "simple-salesforce", "login": "soap-login", "state": "active", "user": null, "verdict": "used", "note": "",
				` + beenSeen + `}], "notFound": [{"user": "web@acme.example", "login": "oauth-password", "note": "", ` + beenSeen + `}], "userAgent": [], "undecided": [],
			"apps": [{"name": "Billing", "type": "connected-app", "installed": true, "users": 1, "who": ["web@acme.example"], "uses": 2, "lastUsed": null}],
			"blindSpots": [{"id": "eca", "text": "not listed", "source": ["here"], "confidence": "inferred"}],
			"dates": [{"login": "soap-login", "date": "2027-06-01", "about": true, "what": "ends", "source": "here"}],
			"summary": {"used": 1, "refused": 0, "unused": 0, "unknown": 0, "notFound": 1, "userAgent": 0}}`},
		{name: "lockdown", schema: "lockdown.v1", text: `{"schema": "unpw/lockdown/v1", "org": "prod", "undo": false, "userAgent": false, "quietDays": 14, "clean": false,
			"loud": [{"user": "web@acme.example", "login": "oauth-password", "note": "", ` + beenSeen + `}], "before": {"blockOAuthUnPwFlow": false, "blockOAuthUsrAgtFlow": null}, "after": null,
			"deployed": false, "deploy": "", "files": ["force-app/x.xml"], "warnings": [], "steps": [{"who": "org-admin", "user": "", "text": "look", "setup": "Setup", "command": "", "source": ["here"],
			"confidence": "seen"}], "back": "unpw lockdown --undo --deploy --org prod"}`},
		{name: "answers", schema: "answers.v1", text: `{"schema": "unpw/answers/v1", "answers": {"tree": ".", "flow": "jwt-bearer", "go": true, "only": ["a", "b"]}}`,
			optional: []string{"answers.tree", "answers.flow", "answers.go", "answers.only"}, closed: []string{""}},
	}
}

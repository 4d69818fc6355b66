package plan

import (
	"strings"
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/text"
)

// marked is where a test's diff changes a file; canary is what no diff may show.
const marked, canary = "MARKED", "Qk7Zp2Vw9Xs4"

// shownDiff gives the masked diff of a small file in which one word changes, so
// that all of it is context.
func shownDiff(t testing.TB, file, src string) string {
	t.Helper()
	d, err := format.Open(file, []byte(src))
	if err != nil || d == nil {
		t.Fatalf("%s: %v", file, err)
	}
	at := strings.Index(src, marked)
	op := Op{File: file, Kind: "replace", Span: text.Span{Start: at, End: at + len(marked)}, Text: format.Literal("changed")}
	out, err := maskedDiff(file, d.Src, d, nil, []Op{op})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "changed") {
		t.Fatalf("the diff shows no change:\n%s", out)
	}
	return out
}

// Context lines hold other people's secrets: whatever stands around a change is
// shown without them.
func TestADiffMasksTheSecretsAround(t *testing.T) {
	pem := "-----BEGIN RSA PRIVATE KEY-----\n" + canary + "AAAA\n" + canary + "BBBB\n-----END RSA PRIVATE KEY-----"
	indent := func(s, by string) string { return by + strings.ReplaceAll(s, "\n", "\n"+by) }
	for _, c := range []struct{ name, file, src string }{
		{"a neighbour", ".env", "A=MARKED\nDB_PASSWORD=" + canary + "\n"},
		{"a neighbour in quotes", ".env", "A=MARKED\nDB_PASSWORD=\"x " + canary + " y\"\n"},
		{"a neighbour of an unknown name with a token", "a.yml", "a: MARKED\ngithub:\n  token: " + canary + "\n"},
		{"a password under a name of two words", "a.properties", "a=MARKED\nspring.datasource.pass-word=" + canary + "\n"},
		{"an XML attribute", "a.xml", "<x a=\"MARKED\">\n<db password=\"" + canary + "\"/></x>\n"},
		{"an XML element", "a.xml", "<x><a>MARKED</a>\n<password>" + canary + "</password></x>\n"},
		{"an XML property", "a.xml", "<x><a>MARKED</a>\n<property name=\"password\" value=\"" + canary + "\"/></x>\n"},
		{"JSON", "a.json", "{\"a\": \"MARKED\",\n\"apiKey\": \"" + canary + "\"}\n"},
		{"a pair", "a.json", "{\"a\": \"MARKED\",\n\"env\": [{\"name\": \"DB_PASSWORD\", \"value\": \"" + canary + "\"}]}\n"},
		{"a list under a secret's name", "a.yml", "a: MARKED\npasswords:\n  - " + canary + "\n  - two\n"},
		{"a map under a secret's name", "a.yml", "a: MARKED\ncredentials:\n  main: " + canary + "\n"},
		{"JSON in a variable", ".env", "A=MARKED\nCONF={\"password\": \"" + canary + "\"}\n"},
		{"JSON in JSON", "a.json", "{\"a\": \"MARKED\",\n\"conf\": \"{\\\"password\\\": \\\"" + canary + "\\\"}\"}\n"},
		{"JSON in YAML text", "a.yml", "a: MARKED\nconf: |\n  {\"password\": \"" + canary + "\"}\n"},
		{"a password that looks like a form", ".env", "A=MARKED\nDB_PASSWORD='" + canary + "=b&c=d'\n"},
		{"a token that looks like a connection string", "a.yml", "a: MARKED\ntoken: User=" + canary + ";Password=x\n"},
		{"a form in a Secret", "a.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: MARKED}\nstringData:\n  db: a=b&" + canary + "=d\n"},
		{"a connection string", "a.properties", "a=MARKED\nurl=jdbc:x:User=etl;Password=" + canary + ";\n"},
		{"a connection string with quotes", "a.json", "{\"a\": \"MARKED\",\n\"url\": \"Server=x;User ID=etl;Pwd='" + canary + "';\"}\n"},
		{"an address", "a.yml", "a: MARKED\nurl: s://etl:" + canary + "@h/?a=b\n"},
		{"the query of an address", "a.yml", "a: MARKED\nurl: https://h/?a=b&security_token=" + canary + "\n"},
		{"a file in a ConfigMap", "a.yml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: MARKED}\ndata:\n  a.properties: |\n    x=y\n    db.password=" + canary + "\n"},
		{"a file in a Secret", "a.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: MARKED}\nstringData:\n  a.properties: |\n    x=" + canary + "\n"},
		{"a file in a Secret's base64", "a.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: MARKED}\ndata:\n  a.properties: eD15Cm" + canary + "Cg==\n"},
		{"base64 in a Secret", "a.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: MARKED}\ndata:\n  db: " + canary + "\n"},
		{"clear text in a Secret", "a.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: MARKED}\nstringData:\n  db: " + canary + "\n"},
		{"a commented setting", ".env", "A=MARKED\n# DB_PASSWORD=" + canary + "\n"},
		{"a commented setting in YAML", "a.yml", "a: MARKED\n# password: " + canary + "\n"},
		{"a commented setting behind a value", "a.yml", "a: MARKED\nb: c # password: " + canary + "\n"},
		{"prose in a comment", ".env", "A=MARKED\n# the old password was " + canary + "\n"},
		{"prose in a comment, with is", "a.py", "a = 'MARKED'\n# token is " + canary + "\n"},
		{"an XML comment", "a.xml", "<x a=\"MARKED\">\n<!-- password: " + canary + " --></x>\n"},
		{"an XML comment of several lines", "a.xml", "<x a=\"MARKED\">\n<!-- old:\n  password=\"" + canary + "\"\n--></x>\n"},
		{"a commented element", "a.xml", "<x a=\"MARKED\">\n<!-- <password>" + canary + "</password> --></x>\n"},
		{"userinfo", ".env", "A=MARKED\nDATABASE_URL=postgres://app:" + canary + "@db.acme.example/app\n"},
		{"userinfo with a slash and a colon", ".env", "A=MARKED\nBROKER=amqp://app:x/" + canary + ":y@mq.acme.example\n"},
		{"userinfo without a user", "a.yml", "a: MARKED\ncache: redis://:" + canary + "@cache.acme.example:6379\n"},
		{"userinfo that is a token", "a.yml", "a: MARKED\nrepo: https://" + canary + "@github.com/acme/x\n"},
		{"userinfo in a comment", ".env", "A=MARKED\n# postgres://app:" + canary + "@db\n"},
		{"a query", ".env", "A=MARKED\nHOOK=https://acme.example/x?user=a&token=" + canary + "&b=c\n"},
		{"a connection string", "a.json", "{\"a\": \"MARKED\",\n\"Default\": \"Server=db;User Id=app;Password=" + canary + ";Encrypt=true\"}\n"},
		{"a short connection string", "a.json", "{\"a\": \"MARKED\",\n\"Default\": \"Server=db;Uid=app;Pwd=" + canary + "\"}\n"},
		{"a JDBC address", "a.properties", "a=MARKED\nurl=jdbc:salesforce:User=a;Password=" + canary + ";Security Token=" + canary + ";\n"},
		{"an account key", ".env", "A=MARKED\nSTORE=DefaultEndpointsProtocol=https;AccountName=x;AccountKey=" + canary + "==;EndpointSuffix=core\n"},
		{"a PEM in a variable", ".env", "A=MARKED\nX=\"" + pem + "\"\n"},
		{"a PEM in one line", ".env", "A=MARKED\nX=\"" + strings.ReplaceAll(pem, "\n", `\n`) + "\"\n"},
		{"a PEM in YAML", "a.yml", "a: MARKED\nnotes: |\n" + indent(pem, "  ") + "\n"},
		{"a PEM in a comment", "a.yml", "a: MARKED\n" + indent(pem, "# ") + "\n"},
		{"a PEM whose beginning is far away", "a.yml", "notes: |\n" + indent(strings.Replace(pem, "AAAA", strings.Repeat("\n"+canary+"CCCC", 12), 1), "  ") + "\na: MARKED\n"},
		{"a PEM whose end is far away", "a.yml", "a: MARKED\nnotes: |\n" + indent(strings.Replace(pem, "AAAA", strings.Repeat("\n"+canary+"CCCC", 12), 1), "  ") + "\n"},
		{"a PEM in a program", "a.py", "a = 'MARKED'\nkey = '''" + pem + "'''\n"},
		{"a PEM in JSON", "a.json", "{\"a\": \"MARKED\",\n\"x\": \"" + strings.ReplaceAll(pem, "\n", `\n`) + "\"}\n"},
		{"a PGP key", "a.yml", "a: MARKED\nnotes: |\n" + indent(strings.ReplaceAll(pem, "RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"), "  ") + "\n"},
		{"an argument", "a.sh", "A=MARKED\ncurl --user a:" + canary + " https://acme.example\n"},
		{"a short argument", "a.sh", "A=MARKED\ncurl -u a:" + canary + " https://acme.example\n"},
		{"an argument of a database", "a.sh", "A=MARKED\nmysql --password=" + canary + " x\n"},
		{"a header", "a.sh", "A=MARKED\ncurl -H 'Authorization: Bearer " + canary + "' https://acme.example\n"},
		{"a basic header", "a.sh", "A=MARKED\ncurl -H \"Authorization: Basic " + canary + "\" https://acme.example\n"},
		{"a form", "a.sh", "A=MARKED\ncurl -d 'grant_type=password&password=" + canary + "' https://acme.example\n"},
		{"a form field", "a.sh", "A=MARKED\ncurl -d \"client_secret=" + canary + "\" https://acme.example\n"},
		{"arguments in a list", "a.yml", "a: MARKED\nargs: [--password, " + canary + "]\n"},
		{"an argument in a list", "a.yml", "a: MARKED\nargs:\n  - --password=" + canary + "\n"},
		{"a named text of a program", "a.py", "a = 'MARKED'\nDB_PASSWORD = '" + canary + "'\n"},
		{"a text handed over by name", "a.py", "a = 'MARKED'\nconnect(user='a', password='" + canary + "')\n"},
		{"a text handed over without a name", "a.py", "a = 'MARKED'\nconnect('a', '" + canary + "')\n"},
		{"a default of a variable", "a.py", "import os\na = 'MARKED'\npw = os.getenv('DB_PASSWORD', '" + canary + "')\n"},
		{"a default in a reference", "a.yml", "a: MARKED\npw: ${DB_PASSWORD:-" + canary + "}\n"},
		{"a default in a reference of an unspoken name", "a.yml", "a: MARKED\npw: x-${DB_PASSWORD:" + canary + "}\n"},
		{"an object of a program", "a.js", "const a = 'MARKED';\nconst c = { password: '" + canary + "' };\n"},
		{"a hash of Ruby", "a.rb", "a = 'MARKED'\nc = { :password => '" + canary + "' }\n"},
		{"a template text of a program", "a.js", "const a = 'MARKED';\nconst password = `" + canary + "`;\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if out := shownDiff(t, c.file, c.src); strings.Contains(out, canary) {
				t.Errorf("it is shown:\n%s", out)
			}
		})
	}
}

// What is no secret stays readable: a diff that hides everything reviews nothing.
func TestADiffShowsWhatIsNoSecret(t *testing.T) {
	for _, c := range []struct{ file, src, want string }{
		{".env", "A=MARKED\nREGION=eu-central-1\n", "REGION=eu-central-1"},
		{".env", "A=MARKED\nSF_PASSWORD=${VAULT_PASSWORD}\n", "SF_PASSWORD=${VAULT_PASSWORD}"},
		{"a.yml", "a: MARKED\nSF_PASS: ${{ secrets.SF_PASS }}\n", "SF_PASS: ${{ secrets.SF_PASS }}"},
		{"a.yml", "a: MARKED\ntoken_url: https://acme.example/token\n", "token_url: https://acme.example/token"},
		{"a.yml", "a: MARKED\nsecretName: crm\n", "secretName: crm"},
		{"a.py", "import os\na = 'MARKED'\npw = os.environ['DB_PASSWORD']\n", "pw = os.environ['DB_PASSWORD']"},
		{"a.json", "{\"a\": \"MARKED\",\n\"salesforce.username\": \"etl@acme.example\"}\n", "etl@acme.example"},
		{".env", "A=MARKED\n# rotate it every quarter\n", "# rotate it every quarter"},
		{".env", "A=MARKED\nMAIL=ops@acme.example\n", "MAIL=ops@acme.example"},
		{".env", "A=MARKED\nURL=https://acme.example:8443/a@b\n", "URL=https://acme.example:8443/a@b"},
		{"a.yml", "a: MARKED\ncert: |\n  -----BEGIN CERTIFICATE-----\n  MIIBAAAA\n  -----END CERTIFICATE-----\n", "MIIBAAAA"},
		{"a.sh", "A=MARKED\ncurl -u \"$USER:$PASSWORD\" https://acme.example\n", `-u "$USER:$PASSWORD"`},
	} {
		if out := shownDiff(t, c.file, c.src); !strings.Contains(out, c.want) {
			t.Errorf("%q is not shown:\n%s", c.want, out)
		}
	}
}

func TestNamesThatSpeakOfSecrets(t *testing.T) {
	for name, want := range map[string]bool{
		"SF_PASSWORD": true, "db.password": true, "dbPass": true, "DB_PW": true, "client-secret": true, "security_token": true, "apiKey": true, "key": true,
		"private_key": true, "passphrase": true, "Authorization": true, "PASSWORD_FILE": true,
		"REGION": false, "token_url": false, "tokenUri": false, "secretName": false, "username": false, "keystore.path": false, "private_key_file": false,
		"client-id": false, "password-policy": true, "tokenExpires": true, "token_ttl": false, "compass": true,
	} {
		if got := SpeaksOfSecret(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

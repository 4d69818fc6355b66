package format

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"unicode/utf8"
)

// smallSyntaxes are the small syntaxes by the name of a file.
var smallSyntaxes = []string{"Dockerfile", "a.json5", "a.ipynb", ".netrc", "a.http", "a.csv", "a.logstash"}

// hostileSmall are texts for the small syntaxes; see hostile.
var hostileSmall = map[string][][3]string{
	"a.csv": {
		{"a,b\n", "c,d\n", ""}, {"a,b\n", ",", ""}, {"a,b\n", "\"c\",\"d\"\n", ""}, {"a,b\nc,\"", "\"\"", "\""}, {"a,b\nc,\"", "\n", "\""}, {"a,b\n", "\n", ""}, {"", "a,", "b\n"}, {"a,b\n", "\"", ""}, {"a,b\nc,", "d", ""}, {"", ",", ""}, {"key,value\n", "c,d\n", ""},
		{"a,b\nc,\"{", `""d"":1,`, `""e"":1}"`}, {"a,b\n", "c,\"d\n", ""},
	},
	"a.logstash": {
		{"input { a { ", "b => 'c' ", "} }"}, {"input { a {\n", "b => 1\n", "} }"}, {"input { a { b => [", "1,", "1] } }"}, {"input { a { b => ", "[", ""}, {"input { a { b => ", "{a=>", ""}, {"input { ", "if [a] { ", ""}, {"input { ", "a {} ", "}"}, {"input { a { b => '", "\\'", "' } }"},
		{"input { a { b => \"", "${C}", "\" } }"}, {"input { a { b => \"", "${C:", "\" } }"}, {"", "#\n", ""}, {"", "# a => b\n", ""}, {"", "# a => 'b\n", ""}, {"input { if ", "[a] == 'b' ", "{} }"}, {"", "input {}\n", ""}, {"input { a { b => '{", `"c":1,`, `"d":1}' } }`}, {"input { if /", "a", ""}, {"input { a { b => ", "c { b => ", ""},
	},
	"a.http": {
		{"", "@a = b\n", ""}, {"", "GET /\n\n###\n", ""}, {"GET /\n", "A: b\n", ""}, {"POST /\nContent-Type: application/x-www-form-urlencoded\n\n", "a=b&", ""}, {"POST /\nContent-Type: application/x-www-form-urlencoded\n\n", "&\n", ""}, {"POST /\n\n{", `"a":1,`, `"b":2}`},
		{"", "> {%\n", ""}, {"GET /\n\n", "> {%\n", ""}, {"", "#\n", ""}, {"", "# @a = b\n", ""}, {"@a = ", "{{b}}", ""}, {"@a = ", "{{$env.", ""}, {"GET ", "a", ""}, {"GET /\n\n", "\n", ""}, {"GET /\n", "?a\n", ""}, {"POST /\nContent-Type: application/x-www-form-urlencoded\n\na=", "%41", ""}, {"", "a\n", ""},
	},
	".netrc": {
		{"", "machine a login b password c\n", ""}, {"", "machine a ", ""}, {"machine a ", "login b ", ""}, {"machine a login ", "b", ""}, {"machine a login \"", "\\\"", "\""}, {"", "\"", ""}, {"", "#\n", ""}, {"macdef a\n", "b\n", ""},
		{"", "macdef a\n\n", ""}, {"", " ", ""}, {"", "default ", ""}, {"machine a login {", `"b":1,`, "}"}, {"machine a login ", "$A", ""},
	},
	"a.ipynb": {
		{`{"cells":[`, `{"cell_type":"code","source":"f(a=1)\\n"},`, `{}]}`}, {`{"cells":[{"cell_type":"code","source":[`, `"f(a='b')\\n",`, `""]}]}`}, {`{"cells":[`, `{"cell_type":"code","source":"("},`, `{}]}`},
		{`{"cells":[`, `{"cell_type":"code","source":[]},`, `{}]}`}, {`{"cells":[{"cell_type":"code","source":"`, `%a\\n`, `"}]}`}, {`{"cells":[`, `{"cell_type":"markdown","source":"a"},`, `{}]}`}, {`{"cells":[{"cell_type":"code","source":"`, `a`, `"}]}`},
	},
	"a.json5": {
		{"", "[", ""}, {"", "{a:", ""}, {"[", "'a',", "1]"}, {"{", "a:1,", "b:2}"}, {"'", "\\'", "'"}, {"'", "\\\n", "'"}, {"'", "\\x41", "'"}, {"'", "\\ud83d", "'"}, {"", "\u00a0", "1"}, {"", "\v", "1"}, {"{", "a", ":1}"}, {"{", "é", ":1}"},
		{"[", "0x1,", "1]"}, {"", "é", ""}, {"", "+", "1"}, {"[", "Infinity,", "1]"}, {"", "//\n", "1"}, {"{a:'", `{\'a\':`, "'}"},
	},
	"Dockerfile": {
		{"", "ENV A=b\n", ""}, {"ENV ", "A=b ", ""}, {"ENV ", "A=b \\\n", "C=d"}, {"ENV A=", "b", ""}, {"ENV A=\"", "\\\"", "\""}, {"ENV A=", "$B", ""}, {"ENV A=", "${B:-", ""}, {"", "ENV A\\\n", ""},
		{"ENV A=1 \\\n", "# b\n", "C=d"}, {"ENV A=1 \\\n", "\n", "C=d"}, {"", "#\n", ""}, {"", "# ENV A=b\n", ""}, {"", "RUN <<A\n", ""}, {"RUN ", "<<A ", "\n"}, {"RUN <<A\n", "b\n", "A\n"}, {"", "RUN <<A\nA\n", ""},
		{"", "LABEL a=b\n", ""}, {"LABEL ", "a=b ", ""}, {"ENV A='", "\"", "'"}, {"", "\\\n", ""}, {"ENV A=", "'b'\"c\"", ""}, {"ENV A='{", `"a":1,`, `"b":1}'`}, {"ENV ", "\"", ""}, {"", "ARG A\n", ""}, {"ENV A ", "b ", ""},
	},
}

func FuzzSmallSyntaxes(f *testing.F) {
	for _, archive := range []string{"dockerfile.txtar", "json5.txtar", "notebook.txtar", "netrc.txtar", "http.txtar", "csv.txtar", "logstash.txtar"} {
		seeds(f, archive)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, name := range smallSyntaxes {
			placed(t, name, src)
			d, err := Open(name, src)
			if err != nil || d == nil || !utf8.Valid(src) || name == "a.ipynb" { // a language says what its cells mean
				continue
			}
			d.Commented = nil
			rewritten(t, opener(name), d)
		}
	})
}

// opener is a syntax as Open reads it.
type opener string

func (o opener) Name() string { return string(o) }

func (o opener) Parse(src []byte) (*Document, error) {
	d, err := Open(string(o), src)
	if d == nil && err == nil {
		err = errors.New("no syntax reads it")
	}
	return d, err
}

// largeSmall gives about a megabyte of settings in a small syntax.
func largeSmall(name string) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < 1<<20; i++ {
		switch name {
		case "a.http":
			fmt.Fprintf(&b, "### worker %d\n@user%d = etl%d@acme.example\nPOST https://login.example/services/oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=password\n&username={{user%d}}\n&password=example-password\n\n", i, i, i, i)
		case "a.csv":
			fmt.Fprintf(&b, "%setl%d@acme.example,example-password,\"https://login.example/?a=1,2\",5%d\n", sep(i, "username,password,login url,port\n", ""), i, i)
		case "a.logstash":
			fmt.Fprintf(&b, "input {\n  # worker %d\n  salesforce {\n    client_id => \"exampleClient%d\"\n    username => 'etl@acme.example'\n    password => \"${SF_PASSWORD}\"\n    sfdc_fields => [\"Id\", \"Name\"]\n  }\n}\n", i, i)
		case ".netrc":
			fmt.Fprintf(&b, "# worker %d\nmachine host%d.example\n  login etl%d@acme.example\n  password example-password\n\n", i, i, i)
		case "a.ipynb":
			fmt.Fprintf(&b, "%s\n  {\n   \"cell_type\": \"code\",\n   \"outputs\": [],\n   \"source\": [\n    \"# worker %d\\n\",\n    \"sf = Salesforce(username=\\\"etl%d@acme.example\\\", password=os.environ[\\\"SF_PASSWORD\\\"])\\n\",\n    \"rows = sf.query('SELECT Id FROM Account')\"\n   ]\n  }", sep(i, "{\n \"cells\": [", ","), i, i)
		case "a.json5":
			fmt.Fprintf(&b, "%s\n  // settings of worker %d\n  worker_%d: {\n    username: 'etl%d@acme.example',\n    password: 'example-password',\n    path: \"C:\\\\dir\",\n    port: 443,\n  }", sep(i, "{", ","), i, i, i)
		case "Dockerfile":
			fmt.Fprintf(&b, "# settings of worker %d\nENV SF_USERNAME_%d=etl%d@acme.example \\\n    SF_URL=\"https://login.example/$HOST\"\nENV SF_PASSWORD_%d='example-password'\nRUN pip install simple-salesforce && run --worker %d\n\n", i, i, i, i, i)
		}
	}
	switch name {
	case "a.json5":
		b.WriteString("\n}\n")
	case "a.ipynb":
		b.WriteString("\n ]\n}\n")
	}
	return b.Bytes()
}

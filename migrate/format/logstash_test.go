package format

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Which syntax a name without an extension of its own, or a .conf, is read in.
func TestFilesNamedByTheirContent(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"pipeline.conf", "# a\ninput {\n  stdin { }\n}\n", "logstash"},
		{"conf.d/02-out.conf", "output\n{\n  stdout { codec => json }\n}\n", "logstash"},
		{"pipeline/nginx.config", "input {\n  stdin { }\n}\n", "logstash"}, {"web.config", "<configuration/>", "xml"}, {"app.config", "", "xml"},
		{"akka.conf", "akka {\n  input {\n    a = 1\n  }\n}\n", ""},
		{"nginx.conf", "http {\n  server { listen 80; }\n}\n", ""},
		{"supervisord.conf", "[program:a]\ncommand = run\n", "ini"},
		{"home/.aws/credentials", "[default]\naws_access_key_id = a\n", "ini"},
		{"home/.aws/config", "[profile crm]\nregion = eu-west-1\n", "ini"},
		{"credentials", "[default]\nuser = a\n", "ini"},
		{"credentials", "{\"user\": \"a\"}\n", "json"},
		{".boto", "[Credentials]\na = b\n", "ini"}, {"etc/odbc.ini", "[sf]\nDriver = x\n", "ini"}, {"odbcinst.ini", "[sf]\nDriver = x\n", "ini"}, {".odbc.ini", "[sf]\nUID = x\n", "ini"}, {"sf.dsn", "[ODBC]\nUID=x\n", "ini"}, {".pgpass", "h:1:d:u:p\n", ""},
		{"Dockerfile", "FROM x\n", "dockerfile"}, {"api.Dockerfile", "FROM x\n", "dockerfile"}, {"Dockerfile.dev", "FROM x\n", "dockerfile"}, {"Containerfile", "FROM x\n", "dockerfile"}, {"Dockerfile-auth", "FROM x\n", "dockerfile"},
		{"_netrc", "machine a login b password c", "netrc"}, {"http-client.env.json", "{}", "json"}, {"http-client.private.env.json", "{}", "json"}, {"a.rest", "GET /", "http"},
	} {
		got := ""
		if s := For(test.name, []byte(test.src)); s != nil {
			got = s.Name()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLogstashReferences(t *testing.T) {
	d := opened(t, "a.logstash", []byte("input { a { b => \"${SF_PASSWORD}\" c => 'x${d.e:f}' g => \"%{host}\" h => \"$I\" j => ${K:l} } }"))
	plugin := d.Root.Children[0].Children[0]
	got := map[string][]Ref{}
	for _, n := range plugin.Children {
		for _, r := range n.Refs {
			got[n.Key] = append(got[n.Key], Ref{Kind: r.Kind, Name: r.Name, Default: r.Default, Whole: r.Whole})
		}
	}
	want := map[string][]Ref{"b": {{Kind: RefEnv, Name: "SF_PASSWORD", Whole: true}}, "c": {{Kind: RefEnv, Name: "d.e", Default: "f"}}, "j": {{Kind: RefEnv, Name: "K", Default: "l", Whole: true}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A value is spelt without what only a setting of Logstash gives a meaning to.
func TestLogstashSpelling(t *testing.T) {
	for value, want := range map[string]string{`say "x"`: `'say "x"'`, "it's": `"it's"`, "plain": `"plain"`, "": `""`, "a\nb": "\"a\nb\"", `both ' and "`: "", `C:\dir`: "", "${X}": "", "${}": `"${}"`} {
		got, err := Encode(`logstash"`, value)
		if (err != nil) != (want == "") || err == nil && got != want {
			t.Errorf("%q: %q, %v", value, got, err)
		}
	}
}

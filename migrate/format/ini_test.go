package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown gives the settings of a text one a line: path, value and, behind "?",
// why a value is opaque, behind "@" what it refers to.
func shown(t *testing.T, s Syntax, src string) []string {
	t.Helper()
	d, err := s.Parse([]byte(src))
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	for _, r := range d.Roots {
		r.Walk(func(n *Node) bool {
			if err := misplaced(n); err != nil {
				t.Error(err)
			}
			return true
		})
	}
	d.shape()
	var lines []string
	var walk func(n *Node, path string)
	walk = func(n *Node, path string) {
		for _, c := range n.Children {
			own := path + c.Key
			if n.Env {
				own = path + "$" + c.Key
			}
			if c.Kind != Scalar {
				walk(c, own+"/")
				continue
			}
			line := own + " = " + c.Value
			if c.Bare {
				line = own + " : " + c.Value
			}
			for _, r := range c.Refs {
				line += " @" + string(r.Kind) + " " + strings.TrimPrefix(r.Object+"."+r.Name, ".")
			}
			if c.Opaque != "" {
				line += " ? " + c.Opaque
			}
			lines = append(lines, line)
		}
	}
	walk(d.Root, "")
	for _, c := range d.Commented {
		lines = append(lines, "# "+c.Key+" = "+c.Value)
	}
	return lines
}

func TestINI(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"sections", "a = 1\n[one]\na = 2\n[ two three ] ; comment\na: 3\n[x \"]\"]\nb=4\n", []string{"a = 1", "one/a = 2", "two three/a = 3", `x "]"/b = 4`}},
		{"names", "[s]\nName With Blanks = v\na.b-c=v\né = v\n", []string{"s/Name With Blanks = v", "s/a.b-c = v", "s/é = v"}},
		{"the first delimiter counts", "url = http://x\nhttp://x = y\na := b\n", []string{"url = http://x", "http = //x = y", "a = = b"}},
		{"comments", "; a = 1\n#b: 2\n;; prose, not = a setting\n# c d = 3\nx = 1\n", []string{"x = 1", "# a = 1", "# b = 2"}},
		{"flags", "[mysqld]\nskip-networking\nport = 1\n", []string{"mysqld/port = 1"}},
		{"quotes", "a = \"x y\"\nb = 'x'\nc = x\"y\nd = \"\"\n", []string{"a = x y", "b = x", `c = x"y`, "d = "}},
		{"quotes that mean little", "a = \"x\nb = \"x\" y\nc = \"a\\tb\"\nd = 'a\\tb'\n", []string{`a = "x ? readers differ on what the quotes mean`,
			`b = "x" y ? readers differ on what the quotes mean`, `c = "a\tb" ? readers differ on what the quotes mean`, `d = a\tb`}},
		{"comments behind values", "a = x ; y\nb = x # y\nc = x;y#z\nd = #x\n", []string{"a = x ; y ? readers differ on whether a comment stands here",
			"b = x # y ? readers differ on whether a comment stands here", "c = x;y#z", "d = #x ? readers differ on whether a comment stands here"}},
		{"lines of a value", "a = x\n  y\n\n  z\n# no\n  # no\n  w\nb =\n\tx\n", []string{"a = x\ny\n\nz\nw", "b = \nx"}},
		{"lines of a value in a section end at its header", "[a]\nx = 1\n[b]\n  y = 2\n", []string{"a/x = 1", "b/y = 2"}},
		{"settings in a setting", "[default]\ns3 =\n  a = 1\n  b=2\nx =\n  a = 1\n  other\n", []string{"default/s3/a = 1", "default/s3/b = 2", "default/x = \na = 1\nother"}},
		{"requirements are no settings", "r =\n  a>=1\n  b==2\n", []string{"r = \na>=1\nb==2"}},
		{"a setting or a line of the one above", "a = 1\n  b = 2\n", []string{"a = 1\nb = 2 ? readers differ on whether an indented line is a setting"}},
		{"environments", "[testenv]\nsetenv =\n  A = {env:B:c}\n[env]\nC = d\n", []string{"testenv/setenv/$A = {env:B:c} @env B", "env/$C = d"}},
		{"percent signs, no sign of what they mean", "a = 5%\nb = 5%%\n", []string{"a = 5%", "b = 5%% ? readers differ on what two percent signs mean"}},
		{"percent signs with references", "a = %(b)s/x\nb = 5%%\nc = 5%\nd = %(ENV_D)s\ne = %%(b)s\n", []string{"a = %(b)s/x @property b", "b = 5%",
			"c = 5% ? a percent sign stands alone where %(name)s is used", "d = %(ENV_D)s @env D", "e = %(b)s"}},
		{"references", "a = ${B}\nc = $D/x\n", []string{"a = ${B} @env B", "c = $D/x @env D"}},
		{"a backslash at the end", "a = x \\\nb = y\n", []string{`a = x \ ? readers differ on whether the value goes on`, "b = y"}},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, shown(t, INI{}, test.src)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestConfFilesAreToldApartByTheirText(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"Telegraf", "# Telegraf\n[agent]\n  interval = \"10s\"\n[[inputs.cpu]]\n  percpu = true\n", "toml"},
		{"Telegraf, malformed", "[[inputs.cpu]]\n  port = ${PORT}\n", "toml"},
		{"a table and a text", "[agent]\ninterval = \"10s\"\n", "toml"},
		{"supervisord", "[program:a]\ncommand=/bin/a\nenvironment=A=\"b\"\nuser=\"x\"\n", "ini"},
		{"ODBC", "[Salesforce]\nDriver = /opt/sf.so\nUID=etl@acme.example\n", "ini"},
		{"settings alone", "user = app\npassword = example-password\n", "ini"},
		{"nginx", "worker_processes 1;\nhttp {\n  server { listen 80; }\n}\n", ""},
		{"Logstash", "input {\n  salesforce {\n    password => \"x\"\n  }\n}\n", "logstash"},
		{"HOCON", "salesforce {\n  password = \"x\"\n}\n", ""},
		{"prose", "see the manual\n", ""},
		{"nothing", "\n", ""},
	} {
		got := ""
		if s := For("etc/service.conf", []byte(test.src)); s != nil {
			got = s.Name()
		}
		if got != test.want {
			t.Errorf("%s is read as %q, want %q", test.name, got, test.want)
		}
	}
}

// ${section:option} of configparser is no default of a variable, where there is
// such a section.
func TestINIExtendedInterpolation(t *testing.T) {
	d := opened(t, "a.cfg", []byte("[crm]\npassword = x\n[job]\na = ${crm:password}\nb = ${CRM:password}\nc = ${password}\n"))
	for key, want := range map[string]Ref{"a": {Kind: RefUnknown, Object: "crm", Name: "password"}, "b": {Kind: RefEnv, Name: "CRM", Default: "password"}, "c": {Kind: RefProperty, Name: "password"}} {
		n := d.Root.Child("job").Child(key)
		if len(n.Refs) != 1 || n.Refs[0].Kind != want.Kind || n.Refs[0].Object != want.Object || n.Refs[0].Name != want.Name || n.Refs[0].Default != want.Default || !n.Refs[0].Whole {
			t.Errorf("%s: %+v, want %+v", key, n.Refs, want)
		}
	}
}

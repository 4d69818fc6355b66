package format

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/text"
)

// pythonSees prints, for every file on its input, what real readers see in the
// documents that stand in its values: YAML or JSON outside; inside base64, JSON,
// YAML, dotenv, properties, addresses as Airflow reads them (urllib.parse), forms.
const pythonSees = `
import base64, io, json, sys, urllib.parse
import dotenv, yaml
def properties(text): # without what the files here have none of: continued lines, other separators
    pairs = (l.partition("=") for l in text.splitlines() if "=" in l and l.lstrip()[0] != "#")
    return {k.strip(): v.strip().encode("ascii").decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16") for k, _, v in pairs}
def address(text):
    u = urllib.parse.urlsplit(text)
    un = lambda s: None if s is None else urllib.parse.unquote(s)
    return {"scheme": u.scheme, "user": un(u.username), "password": un(u.password), "host": un(u.hostname), "path": u.path, "query": urllib.parse.parse_qsl(u.query, keep_blank_values=True, strict_parsing=bool(u.query))}
def see(name, value, secret=False):
    if isinstance(value, dict):
        secret = secret or value.get("kind") == "Secret"
        return {k: see(k, v, secret and name in ("", "data") ) for k, v in value.items()}
    if isinstance(value, list): return [see("", v) for v in value]
    if not isinstance(value, str): return value
    if secret and name != "apiVersion" and name != "kind": value = base64.b64decode(value, validate=True).decode()
    if value[:1] in "{[" and '"' in value: return see("inner", json.loads(value))
    if name.endswith(".properties"): return {k: see(k, v) for k, v in properties(value).items()}
    if name.endswith(".env"): return dict(dotenv.dotenv_values(stream=io.StringIO(value), interpolate=False))
    if name.endswith(".yaml"): return see("inner", yaml.safe_load(value))
    if "://" in value: return address(value)
    if name == "form": return urllib.parse.parse_qsl(value, keep_blank_values=True, strict_parsing=True)
    return value
for line in sys.stdin:
    text = base64.b64decode(line).decode()
    print(json.dumps([see("", d) for d in yaml.safe_load_all(text)], sort_keys=True))
`

// A value deep inside of others is changed; the readers of all of them see it, and
// nothing else is another one.
func TestOracleInner(t *testing.T) {
	available(t, true, "python3", "--version")
	available(t, true, "python3", "-c", "import yaml, dotenv")
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	files := map[string]string{
		"map.yaml":    "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.properties: |\n    # c\n    user=etl\n    password=old\n\n    url=s://etl%40a:pa%2Fss@h/p?token=t&domain=x\n  b.yaml: |-\n    a:\n      user: etl\n      password: 'old'\n    form: \"grant_type=password&user=a%20b&password=old\"\n  c.json: |\n    {\"user\": \"etl\", \"password\": \"old\"}\n  level: info\n",
		"secret.yaml": "apiVersion: v1\nkind: Secret\ndata:\n  a.env: " + b64("USER=etl\nPASSWORD=old\nLAST=1\n") + "\n  b.json: \"" + b64(`{"user": "etl", "password": "old", "url": "s://u:p@h/?a=b&c=d"}`) + "\"\n  c: " + b64("plain") + "\n",
		"task.json":   `{"definitions": "[{\"environment\": [{\"name\": \"CONN\", \"value\": \"{\\\"user\\\": \\\"etl\\\", \\\"password\\\": \\\"old\\\"}\"}], \"url\": \"s://u:p@h/?a=b&c=d\"}]", "level": "info"}`,
	}
	values := []string{"new", "two words", "a@b:c/d?e#f&g=h%20i+j", `q"u'o\te`, "é😀", "$x", "{x}", "a;b", "-----BEGIN X-----\nabc+/=\n-----END X-----", ""}
	var lines []string
	type edit struct {
		what  string
		value string
		at    int // its file's line
	}
	var edits []edit
	for name, src := range files {
		d := opened(t, name, []byte(src))
		before := len(lines)
		lines = append(lines, b64(src))
		for _, n := range settings(d) {
			if n.Doc == d || n.Inner != nil || n.Opaque != "" || shaping(n) || n.Key == "host" || n.Key == "scheme" {
				continue
			}
			for _, v := range values {
				e, err := SetValue(n, Literal(v), false)
				if err != nil {
					continue
				}
				outer, err := n.Doc.ToFile([]FileEdit{e})
				if err != nil {
					continue
				}
				s, err := outer[0].Text.FillIn(d.Src, nil)
				if err != nil {
					t.Fatal(err)
				}
				after, err := text.Apply(d.Src, []text.Edit{{Span: outer[0].Span, New: s}})
				if err != nil {
					t.Fatal(err)
				}
				edits = append(edits, edit{name + ": " + n.Key + " (" + n.Style + ")", v, before})
				lines = append(lines, b64(string(after)))
			}
		}
	}
	if len(edits) < 150 {
		t.Fatalf("only %d edits", len(edits))
	}
	cmd := exec.CommandContext(t.Context(), "python3", "-c", pythonSees)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	seen := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(seen) != len(lines) {
		t.Fatalf("%v: %d of %d files are read\n%s", err, len(seen), len(lines), complaint.String())
	}
	leaves := make([][]string, len(seen))
	for i, line := range seen {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		leaves[i] = leavesOf("", v, nil)
	}
	k := 0
	for i := range lines {
		if k < len(edits) && i == edits[k].at {
			continue // a file as it was
		}
		e := edits[k]
		k++
		changes := 0
		if len(leaves[i]) != len(leaves[e.at]) {
			t.Errorf("%s = %q: (-before +after)\n%s", e.what, e.value, cmp.Diff(leaves[e.at], leaves[i]))
			continue
		}
		for j, leaf := range leaves[i] {
			if leaf == leaves[e.at][j] {
				continue
			}
			if _, value, _ := strings.Cut(leaf, "="); value != e.value {
				t.Errorf("%s = %q: %q became %q", e.what, e.value, leaves[e.at][j], leaf)
			}
			changes++
		}
		if changes > 1 {
			t.Errorf("%s = %q: %d values changed", e.what, e.value, changes)
		}
	}
	t.Logf("%d edits judged", k)
}

// leavesOf gives the single values of v as path=value.
func leavesOf(path string, v any, out []string) []string {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out = leavesOf(path+"/"+k, v[k], out)
		}
	case []any:
		for _, c := range v {
			out = leavesOf(path+"/", c, out)
		}
	case string:
		out = append(out, path+"="+v)
	default:
		s, _ := json.Marshal(v)
		out = append(out, path+"="+string(s))
	}
	return out
}

package scan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/scan"
)

// program logs in with variables; it defines none.
const program = `import os
from simple_salesforce import Salesforce
sf = Salesforce(username=os.environ["SF_USERNAME"], password=os.environ["SF_PASSWORD"], security_token=os.environ["SF_TOKEN"])
`

const variables = "SF_USERNAME=etl@acme.example\nSF_PASSWORD=example-password\nSF_TOKEN=example-token\n"

// definitions gives where the password of the integration in file is defined:
// step by step, "file:line", steps joined by ">".
func definitions(t testing.TB, r *scan.Result, file string) string {
	t.Helper()
	for _, i := range r.Integrations {
		if i.Match.Doc.Path != file {
			continue
		}
		var out []string
		var chain func(defs []*scan.Definition, before string)
		chain = func(defs []*scan.Definition, before string) {
			for _, d := range defs {
				here := before + fmt.Sprintf("%s:%d", d.Node.Doc.Path, d.Node.Line())
				if len(d.Defs) == 0 {
					out = append(out, here)
				}
				chain(d.Defs, here+">")
			}
		}
		chain(i.Setting("password").Defs, "")
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	t.Fatalf("no integration in %s", file)
	return ""
}

// The nearest folder first, up to the project's root, and all files there: the
// rules of scope.go.
func TestAVariableIsDefinedInTheNearestFolder(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // of etl/sync.py
	}{
		{"beside", map[string]string{"etl/.env": variables}, "etl/.env:2"},
		{"beside, and further up", map[string]string{"etl/.env": variables, ".env": variables}, "etl/.env:2"},
		{"further up", map[string]string{".env": variables}, ".env:2"},
		{"below", map[string]string{"etl/config/.env": variables}, "etl/config/.env:2"},
		{"several environments", map[string]string{"etl/.env": variables, "etl/.env.prod": variables, "etl/envs/test.env": variables}, "etl/.env.prod:2 etl/.env:2 etl/envs/test.env:2"},
		{"a cousin folder", map[string]string{"deploy/prod/.env": variables, "deploy/test/.env": variables}, "deploy/prod/.env:2 deploy/test/.env:2"},
		{"nowhere", map[string]string{"etl/.env": "DB_PASSWORD=example-other\n"}, ""},
		{"another name", map[string]string{"etl/.env": strings.ToLower(variables)}, ""},
		{"another project's, read by a program", map[string]string{"web/.env": variables, "web/sync.py": program}, ""},
		{"another project's, read by a program in a language that is not read", map[string]string{"web/.env": variables, "web/App.java": `System.getenv("SF_PASSWORD")` + "\n"}, ""},
		{"another project's, mentioned in its documentation", map[string]string{"web/.env": variables, "web/readme.md": "set SF_PASSWORD\n"}, "web/.env:2"},
		{"another repository's", map[string]string{"web/.env": variables, "web/.git/HEAD": "ref\n"}, ""},
		{"outside of its own repository", map[string]string{".env": variables, "etl/.git/HEAD": "ref\n"}, ""},
		{"shared by two programs", map[string]string{".env": variables, "web/sync.py": program}, ".env:2"},
		{"a workflow's environment", map[string]string{".github/workflows/x.yml": "env:\n  SF_PASSWORD: ${{ secrets.SF_PASSWORD }}\n"}, ".github/workflows/x.yml:2"},
		{"a compose file's environment", map[string]string{"compose.yaml": "services:\n  etl:\n    environment:\n      SF_PASSWORD: ${SF_PASSWORD:-none}\n", ".env": variables}, ".env:2 compose.yaml:4>.env:2"},
		{"a Kubernetes Secret through a Deployment", map[string]string{
			"k8s/deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  env:\n    - name: SF_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: crm\n          key: password\n",
			"k8s/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: crm\nstringData:\n  password: example-password\n",
			"k8s/other.yaml":  "apiVersion: v1\nkind: Secret\nmetadata:\n  name: erp\nstringData:\n  password: example-other\n"}, "k8s/deploy.yaml:5>k8s/secret.yaml:6"},
		{"a ConfigMap through a Deployment", map[string]string{
			"k8s/deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  env:\n    - name: SF_PASSWORD\n      valueFrom:\n        configMapKeyRef:\n          name: crm\n          key: pw\n",
			"k8s/map.yaml":    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: crm\ndata:\n  pw: example-password\n"}, "k8s/deploy.yaml:5>k8s/map.yaml:6"},
		{"Helm values", map[string]string{
			"chart/templates/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: crm\nstringData:\n  SF_PASSWORD: {{ .Values.crm.password | quote }}\n",
			"chart/values.yaml":           "crm:\n  password: example-password\n",
			"chart/values-prod.yaml":      "crm:\n  password: example-password\n",
			"chart/other.yaml":            "crm:\n  password: example-other\n"}, "chart/templates/secret.yaml:6>chart/values-prod.yaml:2 chart/templates/secret.yaml:6>chart/values.yaml:2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.files["etl/sync.py"] = program
			dir := t.TempDir()
			plant(t, dir, c.files)
			if got := definitions(t, scanRoot(t, scan.Dir(dir), scan.Options{}), "etl/sync.py"); got != c.want {
				t.Errorf("defined at %q, want %q", got, c.want)
			}
		})
	}
}

// Definitions in many folders side by side are those of many projects.
func TestManyFoldersAreManyProjects(t *testing.T) {
	files := map[string]string{"etl/sync.py": program}
	for i := range 30 {
		files[fmt.Sprintf("svc%d/.env", i)] = variables
	}
	if got := definitions(t, scanRoot(t, scan.Root{FS: scan.Memory(files)}, scan.Options{}), "etl/sync.py"); got != "" {
		t.Errorf("defined at %q", got)
	}
	files[".env"] = variables
	if got := definitions(t, scanRoot(t, scan.Root{FS: scan.Memory(files)}, scan.Options{}), "etl/sync.py"); got != ".env:2" {
		t.Errorf("with one of the root: defined at %q", got)
	}
}

// Placeholders of Java and Mule lead to properties, nested YAML, or variables.
func TestPropertyPlaceholders(t *testing.T) {
	const bean = `<mule xmlns:salesforce="http://www.mulesoft.org/schema/mule/salesforce"><salesforce:sfdc-config name="Crm">
<salesforce:basic-connection username="etl@acme.example" password="%s"/></salesforce:sfdc-config></mule>
`
	for _, c := range []struct {
		value string
		files map[string]string
		want  string
	}{
		{"${crm.password}", map[string]string{"src/main/resources/crm.properties": "crm.password=example-password\n"}, "src/main/resources/crm.properties:1"},
		{"${secure::crm.password}", map[string]string{"src/main/resources/dev.yaml": "crm:\n  password: example-password\n", "src/main/resources/prod.yaml": "crm:\n  password: x\n"},
			"src/main/resources/dev.yaml:2 src/main/resources/prod.yaml:2"},
		{"${crm.password}", map[string]string{"src/main/resources/crm.properties": "crm.password=${CRM_PW}\n", "src/main/resources/.env": "CRM_PW=example-password\n"},
			"src/main/resources/crm.properties:1>src/main/resources/.env:1"},
		{"${CRM_PW}", map[string]string{".env": "CRM_PW=example-password\n"}, ".env:1"},
		{"${crm.password}", map[string]string{"src/main/resources/crm.properties": "erp.password=example-other\n"}, ""},
		{"example-password", nil, ""},
	} {
		files := map[string]string{"src/main/mule/global.xml": fmt.Sprintf(bean, c.value)}
		for name, text := range c.files {
			files[name] = text
		}
		if got := definitions(t, scanRoot(t, scan.Root{FS: scan.Memory(files)}, scan.Options{}), "src/main/mule/global.xml"); got != c.want {
			t.Errorf("%s: defined at %q, want %q", c.value, got, c.want)
		}
	}
}

// A value is followed through its references, with the default of one that is
// defined nowhere; one that leads nowhere has no value.
func TestValuesAreFollowed(t *testing.T) {
	tree := scan.NewTree(scan.Memory(nil))
	for name, text := range map[string]string{
		"a.yaml": "whole: ${HOST}\npart: https://${HOST}/x\ntwo: ${A}-${B}\ndefault: ${NONE:-login}\nnested: ${VIA}\nnone: ${NONE}\nloop: ${LOOP}\nplain: text\n",
		".env":   "HOST=acme.my.salesforce.com\nA=1\nB=2\nVIA=${HOST}\nLOOP=${LOOP2}\nLOOP2=${LOOP}\n",
	} {
		d, err := format.Open(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		tree.Add(d)
	}
	tree.Index()
	for key, want := range map[string]string{"whole": "acme.my.salesforce.com", "part": "https://acme.my.salesforce.com/x", "two": "1-2", "default": "login",
		"nested": "acme.my.salesforce.com", "none": "-", "loop": "-", "plain": "text"} {
		got, ok := tree.Value(tree.Document("a.yaml").Root.Child(key))
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if _, ok := tree.Value(nil); ok {
		t.Error("nothing has a value")
	}
}

// Who else reads a definition: it stays as long as somebody does.
func TestReadersOfADefinition(t *testing.T) {
	files := map[string]string{
		"etl/sync.py": program, "etl/.env": variables,
		"etl/run.sh":    "curl -u $SF_PASSWORD\n",
		"etl/Main.java": `System.getenv("SF_PASSWORD");`,
		"etl/notes.md":  "SF_PASSWORD is rotated\n",
		"web/sync.py":   program, "web/.env": variables,
	}
	tree := scanRoot(t, scan.Root{FS: scan.Memory(files)}, scan.Options{}).Tree
	def := tree.Document("etl/.env").Root.Child("SF_PASSWORD")
	nodes, others := tree.Readers(def)
	var got []string
	for _, n := range nodes {
		got = append(got, n.Doc.Path)
	}
	got = append(got, others...)
	slices.Sort(got)
	if s := strings.Join(slices.Compact(got), " "); s != "etl/Main.java etl/run.sh etl/sync.py" {
		t.Errorf("read by %s", s)
	}
}

package templates_test

import (
	"bytes"
	"embed"
	"encoding/base64"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/templates"
)

var (
	old      = []string{"oauth-password", "soap-login", "unknown-password"}
	outcomes = []string{"rewrite", "rewrite-with-companions", "upgrade", "assisted", "bridge", "replace", "report"}
	known    = []string{"seen", "third-party", "inferred", "general-knowledge"}
)

// texts gives every file of an embedded tree by its path.
func texts(t *testing.T, tree embed.FS, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(tree, root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		src, err := tree.ReadFile(path)
		all[strings.TrimPrefix(path, root+"/")] = string(src)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rows gives the lines of the estate's table by column.
func rows(t *testing.T) []map[string]string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(templates.EstateTable, "\n"), "\n")
	columns := strings.Split(lines[0], "\t")
	var all []map[string]string
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(columns) {
			t.Fatalf("estate.tsv: %q has %d cells, want %d", line, len(cells), len(columns))
		}
		row := map[string]string{}
		for i, c := range columns {
			row[c] = cells[i]
		}
		all = append(all, row)
	}
	return all
}

func TestNoPrivateKeyIsCommitted(t *testing.T) {
	mark := regexp.MustCompile(`BEGIN [A-Z ]*PRIVATE KEY`)
	for name, tree := range map[string]embed.FS{"estate": templates.Estate, "recipes": templates.Recipes} {
		for file, text := range texts(t, tree, name) {
			if mark.MatchString(text) {
				t.Errorf("%s/%s holds a private key", name, file)
			}
		}
	}
}

// setting is a name that ends like a credential's, and a literal value.
var setting = regexp.MustCompile(`(?i)[\w.-]*(?:password|token|secret)\\?["']?\s*(?:[:=]|\s+value=)\s*\\?["']?([^\s"'\\,;}]+)`)

func TestCredentialsOfTheEstateArePlainlyFake(t *testing.T) {
	literals := 0
	for file, text := range texts(t, templates.Estate, "estate") {
		if strings.HasSuffix(file, ".py") || strings.HasSuffix(file, ".js") {
			continue // programs name variables only
		}
		for _, m := range setting.FindAllStringSubmatch(text, -1) {
			value := m[1]
			if strings.HasPrefix(value, "$") {
				continue
			}
			literals++
			if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && bytes.Contains(decoded, []byte("example")) {
				continue
			}
			if !strings.Contains(value, "example") {
				t.Errorf("%s: the value of %q does not say that it is an example", file, m[0])
			}
		}
	}
	if literals < 30 {
		t.Errorf("only %d credentials were seen, the pattern misses some", literals)
	}
}

func TestTheTableOfTheEstateFitsItsFolders(t *testing.T) {
	files := texts(t, templates.Estate, "estate")
	var folders, listed []string
	for file := range files {
		if folder, _, ok := strings.Cut(file, "/"); ok && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	flows := map[string][]string{"none": nil}
	for _, documents := range recipes(t) {
		for _, d := range documents {
			for flow := range d.Flows {
				flows[d.ID] = append(flows[d.ID], flow)
			}
		}
	}
	for _, row := range rows(t) {
		listed = append(listed, row["folder"])
		if row["id"] == "-" {
			if row["outcome"] != "not-a-finding" && row["outcome"] != "not-found" {
				t.Errorf("%s: outcome %s without an id", row["folder"], row["outcome"])
			}
			continue
		}
		if !slices.Contains(flows[row["recipe"]], row["login"]) || !slices.Contains(old, row["login"]) {
			t.Errorf("%s: recipe %s has no login %s", row["id"], row["recipe"], row["login"])
		}
		if row["flow"] != "none" && !slices.Contains(flows[row["recipe"]], row["flow"]) {
			t.Errorf("%s: recipe %s has no flow %s", row["id"], row["recipe"], row["flow"])
		}
		if !slices.Contains(outcomes, row["outcome"]) {
			t.Errorf("%s: unknown outcome %s", row["id"], row["outcome"])
		}
		encoded := base64.StdEncoding.EncodeToString([]byte(row["username"]))
		named := false
		for file, text := range files {
			named = named || strings.HasPrefix(file, row["folder"]+"/") && (strings.Contains(text, row["username"]) || strings.Contains(text, encoded))
		}
		if !named {
			t.Errorf("%s: no file of %s names %s", row["id"], row["folder"], row["username"])
		}
		for _, file := range strings.Split(row["files"], ",") {
			if _, ok := files[file]; !ok && file != "-" {
				t.Errorf("%s: %s is not in the estate", row["id"], file)
			}
		}
	}
	slices.Sort(folders)
	slices.Sort(listed)
	if !slices.Equal(folders, listed) {
		t.Errorf("the table lists %v, the estate has %v", listed, folders)
	}
}

// The estate is worth its name only while it holds what makes rewriting hard.
func TestTheEstateHasTheHardShapes(t *testing.T) {
	files := texts(t, templates.Estate, "estate")
	for what, has := range map[string]bool{
		"line ends of Windows":   strings.Contains(files["camel/application.properties"], "\r\n"),
		"a ${VAR} reference":     strings.Contains(files["camel-yaml/application.yaml"], "password: ${"),
		"a trailing comment":     strings.Contains(files["etl/.env"], "\"   #"),
		"base64 in a Secret":     strings.Contains(files["jobs/secret.yaml"], "\ndata:"),
		"plain text in a Secret": strings.Contains(files["jobs/secret.yaml"], "\nstringData:"),
		"JSON inside a value":    strings.Contains(files["airflow/airflow.env"], `'{"conn_type":"salesforce"`),
		"a sandbox":              strings.Contains(files["filebeat/filebeat.yml"], "test.salesforce.com"),
		"a My Domain":            strings.Contains(files["kafka/crm-changes.json"], "acme.my.salesforce.com"),
	} {
		if !has {
			t.Errorf("the estate has lost: %s", what)
		}
	}
}

func TestDatesHaveSourcesAndTheTwoLoginsThatEnd(t *testing.T) {
	var file struct {
		Schema, Read string
		Dates        []struct {
			ID, Date, Precision, What, For, Effect, Confidence, Unverified string
			Moved                                                          *bool
			Other                                                          bool
			Source                                                         []string
		}
	}
	strict(t, templates.Dates, &file)
	at := map[string]string{}
	for _, d := range file.Dates {
		if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
			t.Errorf("%s: %v", d.ID, err)
		}
		if at[d.ID] != "" {
			t.Errorf("%s is there twice", d.ID)
		}
		at[d.ID] = d.Date
		if len(d.Source) == 0 || d.What == "" || d.Effect == "" || d.Moved == nil {
			t.Errorf("%s: what, effect, moved and source are due", d.ID)
		}
		if !slices.Contains([]string{"day", "month", "season"}, d.Precision) || !slices.Contains(known, d.Confidence) {
			t.Errorf("%s: precision %q, confidence %q", d.ID, d.Precision, d.Confidence)
		}
	}
	if file.Schema != "unpw/dates/v1" || file.Read == "" {
		t.Errorf("schema %q, read %q", file.Schema, file.Read)
	}
	if at["oauth-password"] != "2027-02-20" || at["soap-login"] != "2027-06-01" {
		t.Errorf("oauth-password ends on %q, soap-login on %q", at["oauth-password"], at["soap-login"])
	}
}

func TestFlowsNameOnlyFlowsAndSayWhy(t *testing.T) {
	advice := []string{"web-server", "device", "token-exchange", "named-credential", "authorization-code-and-credentials", "as-found", "none"}
	var file struct {
		Schema, Read string
		Written      []string
		Choice       []struct{ When, Flow, Reason string }
		Kinds        []struct {
			ID, Kind, Flow, Second, Reason, Confidence, Unverified string
			Steps, Source                                          []string
		}
	}
	strict(t, templates.Flows, &file)
	possible := append(slices.Clone(file.Written), advice...)
	var cases []string
	for _, c := range file.Choice {
		cases = append(cases, c.When)
		if !slices.Contains(possible, c.Flow) || c.Reason == "" {
			t.Errorf("choice %s: flow %q, reason %q", c.When, c.Flow, c.Reason)
		}
	}
	if want := []string{"advice", "wished", "only-one", "both", "unknown-reader", "neither"}; !slices.Equal(cases, want) {
		t.Errorf("choice tries %v, want %v", cases, want)
	}
	ids := map[string]bool{}
	for _, k := range file.Kinds {
		if ids[k.ID] || !slices.Contains(possible, k.Flow) || !slices.Contains(possible, k.Second) {
			t.Errorf("%s: flow %q, second %q, twice: %v", k.ID, k.Flow, k.Second, ids[k.ID])
		}
		ids[k.ID] = true
		if k.Kind == "" || k.Reason == "" || len(k.Source) == 0 || !slices.Contains(known, k.Confidence) {
			t.Errorf("%s: kind, reason, source and confidence are due", k.ID)
		}
	}
	if !ids["user-present"] || !ids["multi-tenant"] {
		t.Error("the two kinds that a recipe's advice names are due")
	}
}

// strict decodes src and refuses fields that the target does not have.
func strict(t *testing.T, src []byte, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

package plan

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"unpw/migrate/scan"
	"unpw/templates"
)

func estateFiles(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(templates.Estate, "estate", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.Estate, p)
		files[strings.TrimPrefix(p, "estate/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func asJSON(t testing.TB, p *Plan) string {
	t.Helper()
	out, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Two runs over the same files differ only in made.at.
func TestAPlanIsAPureFunction(t *testing.T) {
	files := estateFiles(t)
	decisions := strings.Replace(files["unpw.yaml"], "schema: unpw/config/v1\n", "", 1)
	first := planOf(t, decisions, files)
	for i := range 5 {
		in := input(t, decisions, files)
		in.Now = time.Unix(int64(i)*86400, 0)
		p := makeOf(t, in)
		if !p.Made.At.Equal(in.Now) {
			t.Errorf("made at %v", p.Made.At)
		}
		p.Made.At = first.Made.At
		if got, want := asJSON(t, p), asJSON(t, first); got != want {
			t.Fatalf("run %d gives another plan", i)
		}
	}
	// planning the same scan twice changes nothing in it
	in := input(t, decisions, files)
	if a, b := asJSON(t, makeOf(t, in)), asJSON(t, makeOf(t, in)); a != b {
		t.Error("a second plan of one scan differs")
	}
}

// The edits of a plan change nothing that they do not name: files that another
// integration owns stay as they are, and no edit overlaps another.
func TestPropertyPlansOfSubsetsAreTheSameEdits(t *testing.T) {
	files := estateFiles(t)
	decisions := strings.Replace(files["unpw.yaml"], "schema: unpw/config/v1\n", "", 1)
	estate := input(t, decisions, files)
	all := makeOf(t, estate)
	byID := map[string]string{}
	var ids []string
	for _, in := range all.Integrations {
		edits, _ := json.Marshal(in.Edits)
		byID[in.ID] = string(edits)
		ids = append(ids, in.ID)
	}
	rapid.Check(t, func(rt *rapid.T) {
		in := estate
		in.Only = rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 4, rapid.ID[string]).Draw(rt, "only")
		for _, i := range makeOf(t, in).Integrations {
			edits, _ := json.Marshal(i.Edits)
			if string(edits) != byID[i.ID] {
				rt.Fatalf("%s is edited otherwise when it is planned alone", i.ID)
			}
		}
	})
}

// canaries replaces every word of the estate that stands for a secret by a random
// one, in clear and in base64, and gives the new words.
func canaries(files map[string]string, random *rand.Rand) (map[string]string, []string) {
	secretWord := regexp.MustCompile(`\b(?:[a-z]+-)*example-[a-z0-9-]+[a-z0-9]|\bexample-[A-Za-z]+\b`)
	encoded := regexp.MustCompile(`\b[A-Za-z0-9+/]{16,}={0,2}`)
	words := map[string]string{}
	swap := func(w string) string {
		if strings.Contains(w, "client-id") { // a consumer key is no secret
			return w
		}
		if words[w] == "" {
			b := make([]byte, 18)
			for i := range b {
				b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[random.IntN(62)]
			}
			words[w] = string(b)
		}
		return words[w]
	}
	out := map[string]string{}
	for name, text := range files {
		text = encoded.ReplaceAllStringFunc(text, func(s string) string {
			raw, err := base64.StdEncoding.DecodeString(s)
			if err != nil || !secretWord.Match(raw) {
				return s
			}
			return base64.StdEncoding.EncodeToString([]byte(secretWord.ReplaceAllStringFunc(string(raw), swap)))
		})
		out[name] = secretWord.ReplaceAllStringFunc(text, swap)
	}
	var list []string
	for _, w := range words {
		list = append(list, w)
	}
	return out, list
}

// forms gives the spellings in which a secret could slip out.
func forms(word string) []string {
	quoted, _ := json.Marshal(word)
	out := []string{word, strings.Trim(string(quoted), `"`), url.QueryEscape(word), url.PathEscape(word)}
	for _, lead := range []string{"", "x", "xx"} { // wherever it begins in a longer text
		b := base64.RawStdEncoding.EncodeToString([]byte(lead + word))
		out = append(out, b[4:len(b)-3], base64.RawURLEncoding.EncodeToString([]byte(lead + word))[4:len(b)-3])
	}
	return out
}

// No secret of the estate is in a plan: not in an edit, not in a diff, not in a
// reason or a step, in no spelling.
func TestAPlanHoldsNoSecret(t *testing.T) {
	files, words := canaries(estateFiles(t), rand.New(rand.NewPCG(1, 2)))
	if len(words) < 10 {
		t.Fatalf("only %d secrets in the estate", len(words))
	}
	decisions := strings.Replace(files["unpw.yaml"], "schema: unpw/config/v1\n", "", 1)
	for _, more := range []string{"", "defaults: {confirm: [assisted, version, unverified]}\n"} {
		p := planOf(t, decisions+more, files)
		if p.Summary.Applicable < 5 {
			t.Fatalf("only %d integrations are planned", p.Summary.Applicable)
		}
		text := asJSON(t, p)
		for _, in := range p.Integrations {
			text += in.Diff
		}
		for _, w := range words {
			for _, form := range forms(w) {
				if i := strings.Index(text, form); i >= 0 {
					t.Errorf("a secret is shown: …%s…", text[max(0, i-60):min(len(text), i+40)])
				}
			}
		}
	}
}

// The same where the secret holds what an encoder has to escape.
func TestAPlanHoldsNoSecretThatIsEscaped(t *testing.T) {
	const word = `Pa&ss"w<or>d'\x/+%€ `
	quoted, _ := json.Marshal(word)
	files := map[string]string{
		"a/crm.json": strings.Replace(connector("a@acme.example", "login.salesforce.com"), `"example-password"`, string(quoted), 1),
		"b/crm.json": strings.Replace(connector("b@acme.example", "login.salesforce.com"), `"example-password"`, `"Pa\u0026ss\"w\u003cor\u003ed'\\x\/+%\u20ac "`, 1),
		"c/sync.py":  syncPy, "c/.env": "SF_USERNAME=etl@acme.example\nSF_PASSWORD=\"Pa&ss\\\"w<or>d'\\\\x/+%€ \"\nSF_TOKEN=example-token\n",
	}
	p := planOf(t, production, files)
	if p.Summary.Applicable != 3 {
		t.Fatalf("%d applicable", p.Summary.Applicable)
	}
	text := asJSON(t, p)
	for _, in := range p.Integrations {
		text += in.Diff
	}
	for _, part := range append(forms(word), `ss\"w`, "ss&quot;w", "or>d", "u0026ss", `d'\\x`) {
		if strings.Contains(text, part) {
			t.Errorf("%q is shown", part)
		}
	}
}

// A plan names what it was made from, so that apply can tell a change.
func TestAPlanNotesTheFilesItDependsOn(t *testing.T) {
	p := planOf(t, production, sync())
	var got []string
	for _, f := range p.Files {
		if f.Bytes != len(sync()[f.File]) || !strings.HasPrefix(f.Hash, "hmac-sha256:") {
			t.Errorf("%+v", f)
		}
		got = append(got, path.Join(f.Root, f.File))
	}
	if s := strings.Join(got, " "); s != "etl/.env etl/sync.py" {
		t.Errorf("depends on %s", s)
	}
	changed := sync()
	changed["etl/.env"] = strings.Replace(syncEnv, "example-password", "example-passwore", 1)
	if q := planOf(t, production, changed); q.Files[0].Hash == p.Files[0].Hash || q.Files[1].Hash != p.Files[1].Hash {
		t.Error("a changed file has the same hash, or another one has not")
	}
}

func TestOnlyNamesWhatIsThere(t *testing.T) {
	in := input(t, production, sync())
	in.Only = []string{"web"}
	if _, err := Make(in); err == nil || err.Error() != `plan: no integration is called "web"` {
		t.Errorf("got %v", err)
	}
}

// Documents are scanned in memory here; a plan must not need the folder.
func TestAPlanReadsNoFileOfItsOwn(t *testing.T) {
	result, err := scan.Scan(context.Background(), scan.Root{FS: scan.Memory(nil)}, scan.Options{Recipes: builtin(t)})
	if err != nil {
		t.Fatal(err)
	}
	in := input(t, "", nil)
	in.Roots = []Root{{Name: ".", Result: result}}
	p := makeOf(t, in)
	if len(p.Integrations) != 0 || p.Apps == nil || p.Files == nil || p.Integrations == nil || p.Summary.ByOutcome == nil {
		t.Errorf("an empty plan is %+v", p)
	}
}

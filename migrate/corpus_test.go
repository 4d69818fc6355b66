package migrate

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// row is a setting that people found in a file, or that a scan shows there. A
// file without a login has one row, whose line is "-".
type row struct{ line, role, key, state string }

func (m *meter) note(format string, args ...any) {
	m.notes = append(m.notes, fmt.Sprintf(format, args...))
}

// disputed are rows of the corpus that are wrong, by the end of their file's name
// and the line, with what stands there.
var disputed = map[string]string{
	"Apps_Medication_src_appsettings.json:63": "the password of another service's client certificate",
}

// TestCorpus measures a corpus: folders of files with NOTES.tsv (file, repository,
// path there, …), and EXPECTED.tsv (file, line, role, key, state). make corpus
// names it in UNPW_CORPUS.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("UNPW_CORPUS")
	if corpus == "" {
		t.Skip("set UNPW_CORPUS to a folder with EXPECTED.tsv")
	}
	m, err := measured(t, corpus)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, n := range m.notes {
		t.Log(n)
		for row, why := range disputed {
			if strings.Contains(n, row+": missed: password") {
				t.Logf("    that row is wrong: %s", why)
				wrong++
			}
		}
	}
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	t.Logf("passwords found %d/%d, lines shown %d/%d, state right %.1f %%", m.found, m.passwords, m.lines, m.rows, share(m.states, m.lines))
	t.Logf("files without a login that have a finding %d/%d, findings more than listed %.1f per hundred", m.alarms, m.negatives, share(m.extra, m.passwords))
	t.Logf("integrations in use %d: rewritten and read back %d, new settings beside the old %d", m.logins, m.rewritten, m.added)
	if m.found < m.passwords-wrong || share(m.states, m.lines) < 95 || m.alarms > 0 || share(m.extra, m.passwords) > 1 {
		t.Error("below what the catalogue promises: every password, 95 % of states, no finding in a file without a login, one more per hundred")
	}
}

const corpusConfig = `schema: unpw/config/v1
orgs:
  prod: {kind: production, my-domain: acme.my.salesforce.com}
defaults: {org: prod, confirm: [version, unverified, assisted]}
`

// measured lays out each file of a corpus under the path it has at home, and
// measures it with everything confirmed: the question is what can be written.
func measured(t *testing.T, corpus string) (*meter, error) {
	expected, err := tsv(filepath.Join(corpus, "EXPECTED.tsv"))
	if err != nil {
		return nil, err
	}
	m, rows, ids := &meter{}, map[string][]row{}, []string{}
	for _, r := range expected[1:] {
		if rows[r[0]] == nil {
			ids = append(ids, r[0])
		}
		rows[r[0]] = append(rows[r[0]], row{r[1], r[2], r[3], r[4]})
	}
	for _, id := range ids {
		notes, err := tsv(filepath.Join(corpus, filepath.Dir(id), "NOTES.tsv"))
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(notes, func(n []string) bool { return n[0] == filepath.Base(id) })
		if i < 0 {
			return nil, errors.New(id + " is not in NOTES.tsv")
		}
		path, _, _ := strings.Cut(notes[i][2], " @") // @commit, where it is not the newest
		dir := t.TempDir()
		data, err := os.ReadFile(filepath.Join(corpus, id))
		err = errors.Join(err, os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o700), os.WriteFile(filepath.Join(dir, path), data, 0o600),
			os.WriteFile(filepath.Join(dir, "unpw.yaml"), []byte(corpusConfig), 0o600))
		p, opened := Open(Env{Now: time.Now, Random: rand.Reader, Version: "corpus"}, dir, "", nil, "")
		if err = errors.Join(err, opened); err == nil {
			err = m.measure(context.Background(), id, p, rows[id])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return m, nil
}

func tsv(file string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	return r.ReadAll()
}

// TestMeter plants one row of each fault into a corpus that is right otherwise.
func TestMeter(t *testing.T) {
	const login = "SALESFORCE_USERNAME=etl@acme.example\nSALESFORCE_PASSWORD=example-password\nSALESFORCE_SECURITY_TOKEN=example-token\n"
	head := "file\tline\trole\tkey\tstate\n"
	good := "a/in-use\t1\tusername\tSALESFORCE_USERNAME\tactive\na/in-use\t2\tpassword\tSALESFORCE_PASSWORD\tactive\na/none\t-\t-\t-\t-\n"
	for name, c := range map[string]struct {
		expected string
		want     meter
	}{
		"right": {good, meter{rows: 2, lines: 2, states: 2, passwords: 1, found: 1, negatives: 1}},
		"missed": {good + "a/none\t1\tpassword\tREGION\tactive\n",
			meter{rows: 3, lines: 2, states: 2, passwords: 2, found: 1, negatives: 1, notes: []string{"a/none:1: missed: password REGION"}}},
		"false": {strings.ReplaceAll(good, "a/in-use\t2\tpassword\tSALESFORCE_PASSWORD\tactive\n", ""),
			meter{rows: 1, lines: 1, states: 1, negatives: 1, extra: 1, notes: []string{"a/in-use:2: false: SALESFORCE_PASSWORD"}}},
		"mislabelled": {strings.Replace(good, "PASSWORD\tactive", "PASSWORD\tcommented", 1),
			meter{rows: 2, lines: 2, states: 1, passwords: 1, found: 1, negatives: 1, notes: []string{"a/in-use:2: mislabelled: active, not commented"}}},
		"no negative": {"a/in-use\t-\t-\t-\t-\n",
			meter{negatives: 1, alarms: 1, extra: 1, notes: []string{"a/in-use:2: false: SALESFORCE_PASSWORD"}}},
	} {
		t.Run(name, func(t *testing.T) {
			corpus := t.TempDir()
			for file, text := range map[string]string{"EXPECTED.tsv": head + c.expected, "a/NOTES.tsv": "file\trepo\tpath\nin-use\tx\tapp/.env\nnone\tx\t.env @v1\n",
				"a/in-use": login, "a/none": "REGION=eu\n"} {
				if err := errors.Join(os.MkdirAll(filepath.Join(corpus, "a"), 0o700), os.WriteFile(filepath.Join(corpus, file), []byte(text), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := measured(t, corpus)
			if err != nil {
				t.Fatal(err)
			}
			c.want.logins, c.want.added = 1, 1 // the program that reads the file is unknown: assisted
			if diff := cmp.Diff(&c.want, got, cmp.AllowUnexported(meter{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

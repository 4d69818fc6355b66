package scan_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// words are what names of a large estate are made of.
var words = strings.Fields(`alpha beta gamma delta epsilon server client region bucket queue worker handler timeout retries interval
	metrics tracing logger format output input cache redis mysql postgres kafka topic consumer producer endpoint schema tenant account
	orders invoice shipment product catalog price discount loyalty email template channel partner`)

// estate makes files that look like the configuration of many services and hold
// no login: six syntaxes, 20 to 110 lines each, over 97 teams and 1,009 services.
// The same number gives the same bytes.
type estate struct{ random *rand.Rand }

func newEstate() *estate { return &estate{rand.New(rand.NewPCG(42, 42))} }

var suffixes = []string{"env", "yml", "properties", "json", "py", "sh"}

func (e *estate) word() string { return words[e.random.IntN(len(words))] }

func (e *estate) line(i int, suffix string) string {
	a, b, c := e.word(), e.word(), 1+e.random.IntN(99999)
	switch suffix {
	case "env":
		return fmt.Sprintf("%s_%s_%d=%d", strings.ToUpper(a), strings.ToUpper(b), i, c)
	case "yml":
		return fmt.Sprintf("  %s_%s_%d: %d  # %s setting", a, b, i, c, e.word())
	case "properties":
		return fmt.Sprintf("%s.%s.%d=%d", a, b, i, c)
	case "json":
		return fmt.Sprintf(`    "%s_%s_%d": %d,`, a, b, i, c)
	case "py":
		return fmt.Sprintf("%s_%s_%d = %d  # %s", a, b, i, c, e.word())
	}
	return fmt.Sprintf(`export %s_%d="%s%d"`, strings.ToUpper(a), i, b, c)
}

// file gives name and text of file number i.
func (e *estate) file(i int) (name, text string) {
	suffix := suffixes[i%len(suffixes)]
	var b strings.Builder
	if suffix == "json" {
		b.WriteString("{\n")
	}
	for n := range 20 + e.random.IntN(91) {
		b.WriteString(e.line(n, suffix) + "\n")
	}
	if suffix == "json" {
		b.WriteString("    \"end\": 0\n}\n")
	}
	return fmt.Sprintf("team%02d/svc%04d/c%d.%s", i%97, i%1009, i, suffix), b.String()
}

// write puts n files below dir and gives their bytes.
func (e *estate) write(t testing.TB, dir string, n int) (size int64) {
	t.Helper()
	made := map[string]bool{}
	for i := range n {
		name, text := e.file(i)
		full := filepath.Join(dir, filepath.FromSlash(name))
		if parent := filepath.Dir(full); !made[parent] {
			made[parent] = true
			if err := os.MkdirAll(parent, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		size += int64(len(text))
	}
	return size
}

// integrations gives n small programs, each with its own login in its own
// folder, as files by name.
func integrations(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		dir := fmt.Sprintf("team%02d/svc%05d", i%97, i)
		files[dir+"/sync.py"] = "import os\nfrom simple_salesforce import Salesforce\n\n" +
			"sf = Salesforce(username=os.environ[\"SF_USERNAME\"], password=os.environ[\"SF_PASSWORD\"], security_token=os.environ[\"SF_TOKEN\"])\n"
		files[dir+"/.env"] = fmt.Sprintf("SF_USERNAME=etl%d@acme.example\nSF_PASSWORD=example-password\nSF_TOKEN=example-token\nREGION=eu\n", i)
	}
	return files
}

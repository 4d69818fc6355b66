package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// large gives about a megabyte of settings as they are written in real files:
// names of some length, comments, blank lines.
func large(syntax string) (name string, src []byte) {
	var b bytes.Buffer
	for i := 0; b.Len() < 1<<20; i++ {
		switch syntax {
		case "dotenv":
			fmt.Fprintf(&b, "# settings of worker %d\nSF_USERNAME_%d=etl%d@acme.example\nSF_PASSWORD_%d='example-password'\nSF_URL_%d=\"https://login.example/${HOST}\" # where\n\n", i, i, i, i, i)
			name = ".env"
		case "shell":
			fmt.Fprintf(&b, "# settings of worker %d\nexport SF_USERNAME_%d=etl%d@acme.example\nexport SF_PASSWORD_%d='example-password'\nif [ -n \"$SF_URL\" ]; then echo run; fi\n\n", i, i, i, i)
			name = "env.sh"
		case "properties":
			fmt.Fprintf(&b, "# settings of worker %d\nworker.%d.username=etl%d@acme.example\nworker.%d.password = example-password\nworker.%d.url=https\\://login.example\n\n", i, i, i, i, i)
			name = "a.properties"
		case "ini":
			fmt.Fprintf(&b, "# settings of worker %d\n[worker:%d]\nusername = etl%d@acme.example\npassword = example-password\nurl = https://login.example\n\n", i, i, i)
			name = "a.ini"
		case "toml":
			fmt.Fprintf(&b, "# settings of worker %d\n[worker.%d]\nusername = \"etl%d@acme.example\"\npassword = 'example-password'\nhosts = [\"a.example\", \"b.example\"]\nport = 443\n\n", i, i, i)
			name = "a.toml"
		case "hcl":
			fmt.Fprintf(&b, "# settings of worker %d\nresource \"worker\" \"w%d\" {\n  username = \"etl%d@acme.example\"\n  password = var.sf_password\n  hosts    = [\"a.example\", \"b.example\"]\n  port     = 443\n}\n\n", i, i, i)
			name = "a.tf"
		case "json":
			fmt.Fprintf(&b, "%s\n  \"worker-%d\": {\n    \"username\": \"etl%d@acme.example\",\n    \"password\": \"example-password\",\n    \"path\": \"C:\\\\dir\",\n    \"port\": 443\n  }", sep(i, "{", ","), i, i)
			name = "a.json"
		case "yaml":
			fmt.Fprintf(&b, "# settings of worker %d\nworker-%d:\n  username: etl%d@acme.example\n  password: 'example-password'\n  hosts: [\"a.example\", b.example]\n  port: 443\n\n", i, i, i)
			name = "a.yaml"
		case "xml":
			fmt.Fprintf(&b, "%s\n  <!-- settings of worker %d -->\n  <worker id=\"%d\">\n    <property name=\"username\" value=\"etl%d@acme.example\"/>\n    <password>example-password</password>\n  </worker>", sep(i, "<workers>", ""), i, i, i)
			name = "a.xml"
		case "python":
			fmt.Fprintf(&b, "# settings of worker %d\ndef worker_%d():\n    sf = Salesforce(username=\"etl%d@acme.example\", password=os.environ[\"SF_PASSWORD\"])\n    return [row for row in sf.query(\"SELECT Id FROM Account\")]\n\n", i, i, i)
			name = "a.py"
		case "javascript":
			fmt.Fprintf(&b, "// settings of worker %d\nasync function worker%d() {\n  const conn = new jsforce.Connection({ loginUrl: 'https://login.example' });\n  await conn.login('etl%d@acme.example', process.env.SF_PASSWORD);\n}\n\n", i, i, i)
			name = "a.js"
		case "ruby":
			fmt.Fprintf(&b, "# settings of worker %d\ndef worker_%d\n  client = Restforce.new(username: 'etl%d@acme.example', password: ENV['SF_PASSWORD'])\n  client.query(\"SELECT Id\").map { |row| row.id }\nend\n\n", i, i, i)
			name = "a.rb"
		case "php":
			fmt.Fprintf(&b, "%s// settings of worker %d\n$worker_%d = new Client(['username' => 'etl%d@acme.example', 'password' => getenv('SF_PASSWORD')]);\nforeach ($worker_%d->query(\"SELECT Id\") as $row) { $rows[] = $row->id; }\n\n", sep(i, "<?php\n", ""), i, i, i, i)
			name = "a.php"
		case "groovy":
			fmt.Fprintf(&b, "// settings of worker %d\nworker%d {\n    username = 'etl%d@acme.example'\n    password = System.getenv('SF_PASSWORD')\n    options = [timeout: 5, scopes: ['api', 'web']]\n}\n\n", i, i, i)
			name = "a.groovy"
		case "powershell":
			fmt.Fprintf(&b, "# settings of worker %d\n$worker%d = @{\n    username = 'etl%d@acme.example'\n    password = $env:SF_PASSWORD\n}\nInvoke-RestMethod -Method Post -Uri \"https://login.example\" -Body $worker%d\n\n", i, i, i, i)
			name = "a.ps1"
		}
	}
	switch syntax {
	case "json":
		b.WriteString("\n}\n")
	case "xml":
		b.WriteString("\n</workers>\n")
	}
	return name, b.Bytes()
}

func sep(i int, first, other string) string {
	if i == 0 {
		return first
	}
	return other
}

// sample is a megabyte in one syntax; alone reads it with a library that locates
// nothing, for comparison.
type sample struct {
	syntax, file string
	src          []byte
	alone        func(src []byte) error
	library      string
}

func samples() []sample {
	var all []sample
	for _, syntax := range strings.Fields("dotenv shell properties ini toml hcl json yaml xml python javascript ruby php groovy powershell") {
		file, src := large(syntax)
		s := sample{syntax: syntax, file: file, src: src}
		switch syntax {
		case "yaml":
			s.library, s.alone = "go.yaml.in/yaml/v3", func(src []byte) error { return yaml.Unmarshal(src, new(yaml.Node)) }
		case "json":
			s.library, s.alone = "encoding/json", func(src []byte) error { return json.Unmarshal(src, new(any)) }
		case "toml":
			s.library, s.alone = "go-toml", func(src []byte) error { return toml.Unmarshal(src, new(any)) }
		case "hcl":
			s.library, s.alone = "hclsyntax", func(src []byte) error {
				if _, diags := hclsyntax.ParseConfig(src, "a.tf", hcl.InitialPos); diags.HasErrors() {
					return diags
				}
				return nil
			}
		}
		all = append(all, s)
	}
	for _, file := range smallSyntaxes {
		all = append(all, sample{syntax: strings.TrimPrefix(strings.TrimPrefix(file, "a"), "."), file: file, src: largeSmall(file)})
	}
	return all
}

// BenchmarkOpen reads a megabyte of each syntax: MB/s, and B/byte for the bytes
// allocated per byte read.
func BenchmarkOpen(b *testing.B) {
	for _, s := range samples() {
		b.Run(s.syntax, func(b *testing.B) { perByte(b, s.src, func() error { _, err := Open(s.file, s.src); return err }) })
		if s.alone != nil {
			b.Run(s.syntax+", "+s.library, func(b *testing.B) { perByte(b, s.src, func() error { return s.alone(s.src) }) })
		}
	}
}

func perByte(b *testing.B, src []byte, read func() error) {
	b.Helper()
	b.SetBytes(int64(len(src)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		if err := read(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(n*len(src)), "B/byte")
}

// TestSpeedTable measures and writes the table of docs/formats.md: make bench.
func TestSpeedTable(t *testing.T) {
	if os.Getenv("UNPW_BENCH") == "" {
		t.Skip("the table of speeds is measured by make bench")
	}
	measure := func(src []byte, read func() error) string {
		r := testing.Benchmark(func(b *testing.B) { perByte(b, src, read) })
		return fmt.Sprintf("%.0f MB/s | %.1f", float64(r.Bytes)*float64(r.N)/1e6/r.T.Seconds(), r.Extra["B/byte"])
	}
	var b strings.Builder
	fmt.Fprintf(&b, "A megabyte of settings as in real files, on one core of %d, %s %s/%s, %s. A bare library reads and locates nothing.\n\n",
		runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.DateOnly))
	b.WriteString("| syntax | speed | bytes allocated per byte | a library alone | its speed | its bytes |\n|---|---|---|---|---|---|\n")
	for _, s := range samples() {
		own := measure(s.src, func() error { _, err := Open(s.file, s.src); return err })
		library := "| | "
		if s.alone != nil {
			library = s.library + " | " + measure(s.src, func() error { return s.alone(s.src) })
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.syntax, own, library)
	}
	const page, begins, ends = "../../docs/formats.md", "<!-- speed: measured by `make bench` -->\n", "<!-- end of speed -->\n"
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(have), begins)
	_, after, ended := strings.Cut(rest, ends)
	if !ok || !ended {
		t.Fatal("the page has no place for the table")
	}
	if err := os.WriteFile(page, []byte(before+begins+b.String()+ends+after), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
}

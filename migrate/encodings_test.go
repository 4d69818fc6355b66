package migrate

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/plan"
	"unpw/migrate/text"
)

// rehearsedTree rehearses files and gives the folder of the rewritten copy.
func rehearsedTree(t *testing.T, files map[string]string) (*Rehearsed, string) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := Env{Now: time.Now, Random: rand.NewChaCha8([32]byte{1}), Version: "test"}
	out, err := Rehearse(context.Background(), env, "", nil, RehearseOptions{Dir: dir, Keep: true})
	if out != nil {
		t.Cleanup(func() { _ = os.RemoveAll(out.Tree) })
	}
	if err != nil {
		t.Fatalf("%v: %+v", err, out)
	}
	return out, out.Tree
}

func read(t *testing.T, elements ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A file is rewritten in its own encoding and with its own line ends: it holds
// then what the same file in UTF-8 would, undo puts every byte back, and no diff
// shows a secret.
func TestEveryEncodingIsRewrittenInItself(t *testing.T) {
	const properties = "# caf\u00e9\nconnector.class=io.confluent.salesforce.SalesforceCdcSourceConnector\nsalesforce.username=etl@acme.example\nsalesforce.password=example-password\n" +
		"salesforce.password.token=example-token\nsalesforce.consumer.key=old-client-id\nsalesforce.consumer.secret=old-client-secret\nname = gr\u00fc\u00dfe\n\ttabs\t=\tyes\n"
	const json = "{\n\t\"name\": \"\u00e9\",\n\t\"connector.class\": \"io.confluent.salesforce.SalesforceCdcSourceConnector\",\n\t\"salesforce.username\": \"etl@acme.example\",\n\t\"salesforce.password\": \"example-password\",\n" +
		"\t\"salesforce.password.token\": \"example-token\",\n\t\"salesforce.consumer.key\": \"old-client-id\",\n\t\"salesforce.consumer.secret\": \"old-client-secret\",\n\t\"smile\": \"\U0001f600\"\n}\n"
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	mixed := func(s string) string { return strings.Replace(crlf(s), "\r\n", "\n", 2) }
	open := func(s string) string { return strings.TrimSuffix(s, "\n") }
	same := func(s string) string { return s }
	for _, c := range []struct {
		name     string
		file     string
		encoding text.Encoding
		mark     string
		lines    func(string) string
		text     string
	}{
		{"properties in Latin-1", "sf.properties", text.Latin1, "", same, properties},
		{"properties in Latin-1 with CRLF and without a last line end", "sf.properties", text.Latin1, "", func(s string) string { return open(crlf(s)) }, properties},
		{"properties in UTF-16LE", "sf.properties", text.UTF16LE, "\ufeff", crlf, properties},
		{"JSON in UTF-16LE", "sf.json", text.UTF16LE, "\ufeff", crlf, json},
		{"JSON in UTF-16BE", "sf.json", text.UTF16BE, "\ufeff", same, json},
		{"JSON in UTF-8 with a byte order mark", "sf.json", text.UTF8, "\ufeff", open, json},
		{"JSON with mixed line ends", "sf.json", text.UTF8, "", mixed, json},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain := c.lines(c.text)
			before, err := c.encoding.Encode(c.mark + plain)
			if err != nil {
				t.Fatal(err)
			}
			_, reference := rehearsedTree(t, map[string]string{c.file: plain})
			out, tree := rehearsedTree(t, map[string]string{c.file: before})
			if len(out.Integrations) != 1 || !out.Integrations[0].Migrated {
				t.Fatalf("%+v", out.Integrations)
			}
			got, err := c.encoding.Decode([]byte(read(t, tree, c.file)))
			if err != nil {
				t.Fatal(err)
			}
			want := c.mark + read(t, reference, c.file)
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("not what it is in UTF-8 (-want +got):\n%s", diff)
			}
			if strings.Contains(want, "example-password") || !strings.Contains(want, "salesforce.jwt.keystore.path") {
				t.Errorf("it is not rewritten:\n%s", want)
			}
			if diff := out.Integrations[0].Diff; strings.Contains(diff, "example-password") || !strings.Contains(diff, "JWT_BEARER") {
				t.Errorf("the diff:\n%s", diff)
			}
			p, err := Open(Env{Now: time.Now, Random: rand.NewChaCha8([32]byte{2}), Version: "test"}, tree, "", nil, "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Undo(context.Background(), UndoOptions{}); err != nil {
				t.Fatal(err)
			}
			if now := read(t, tree, c.file); now != before {
				t.Errorf("undo gives\n%q, it was\n%q", now, before)
			}
		})
	}
}

// What stands outside of the edits is the same bytes, in any encoding.
func TestEditsStandWhereTheBytesAre(t *testing.T) {
	before, err := text.UTF16LE.Encode("\ufeff# \U0001f600 caf\u00e9\r\nconnector.class=io.confluent.salesforce.SalesforceCdcSourceConnector\r\nsalesforce.username=a\r\nsalesforce.password=example\r\nsalesforce.consumer.key=k\r\nsalesforce.consumer.secret=s\r\n")
	if err != nil {
		t.Fatal(err)
	}
	out, tree := rehearsedTree(t, map[string]string{"sf.properties": before})
	after := read(t, tree, "sf.properties")
	var kept []byte
	at := 0
	for _, e := range out.plan.Integrations[0].Edits {
		part := before[at:e.Start]
		if !strings.Contains(after, part) {
			t.Errorf("bytes %d-%d are not there any more", at, e.Start)
		}
		kept, at = append(kept, part...), e.End
	}
	kept = append(kept, before[at:]...)
	back, err := text.UTF16LE.Decode(kept)
	if err != nil || !bytes.Contains(back, []byte("caf\u00e9")) || bytes.Contains(back, []byte("password")) {
		t.Errorf("what stays: %q (%v)", back, err)
	}
	if f := out.plan.Files[0]; f.Bytes != len(before) {
		t.Errorf("the plan says %d bytes, there are %d", f.Bytes, len(before))
	}
}

// A new text that the file's encoding has no bytes for is refused by its name, and
// nothing is written in its place.
func TestNoQuestionMarkIsWritten(t *testing.T) {
	e := plan.Edit{File: "sf.properties", Text: "name=\u0100"}
	for data, want := range map[string]string{"name=x": "name=\u0100", "\xff\xfen\x00": "n\x00a\x00m\x00e\x00=\x00\x00\x01"} {
		if got, err := e.Fill([]byte(data), nil); got != want || err != nil {
			t.Errorf("%q: %q, %v", data, got, err)
		}
	}
	if got, err := e.Fill([]byte("name=\xe9"), nil); err == nil || !strings.Contains(err.Error(), "ISO-8859-1") {
		t.Errorf("%q, %v", got, err)
	}
}

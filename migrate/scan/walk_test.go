package scan_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"unpw/migrate/scan"
)

// login is a file in which a login is found, whatever it is called.
const login = `{"connector.class": "SalesforceCdcSource", "salesforce.username": "etl@acme.example", "salesforce.password": "example-password",
 "salesforce.consumer.key": "old-client-id", "salesforce.consumer.secret": "old-client-secret"}`

// plant writes files below dir; a name that ends in "/" is a folder.
func plant(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(full, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func scanRoot(t testing.TB, root scan.Root, o scan.Options) *scan.Result {
	t.Helper()
	if o.Recipes == nil {
		o.Recipes = builtin(t)
	}
	result, err := scan.Scan(context.Background(), root, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// files gives where logins were found.
func files(r *scan.Result) string {
	var out []string
	for _, i := range r.Integrations {
		out = append(out, i.File)
	}
	return strings.Join(out, " ")
}

func skipped(r *scan.Result) string {
	var out []string
	for _, s := range r.Skipped {
		out = append(out, s.File+": "+s.Reason)
	}
	return strings.Join(out, "\n")
}

// Folders of version control, dependencies and build output are not entered, and
// are no skipped files.
func TestFoldersThatAreNotEntered(t *testing.T) {
	dir := t.TempDir()
	tree := map[string]string{"a.json": login, "sub/b.json": login, "builds/c.json": login, ".github/d.json": login}
	for _, name := range strings.Fields(".git .hg .svn node_modules vendor .venv venv target build dist __pycache__ .terraform .unpw") {
		tree[name+"/x.json"] = login
		tree["sub/"+name+"/deep/x.json"] = login
	}
	plant(t, dir, tree)
	result := scanRoot(t, scan.Dir(dir), scan.Options{})
	if got := files(result); got != ".github/d.json a.json builds/c.json sub/b.json" {
		t.Errorf("found in %s", got)
	}
	if result.Files != 4 || skipped(result) != "" {
		t.Errorf("%d files, skipped %s", result.Files, skipped(result))
	}
}

func TestExcludes(t *testing.T) {
	tree := map[string]string{"a.json": login, "test/b.json": login, "x/test/c.json": login, "x/d.json": login}
	for glob, want := range map[string]string{
		"":             "a.json test/b.json x/d.json x/test/c.json",
		"test":         "a.json x/d.json x/test/c.json",
		"**/test":      "a.json x/d.json",
		"**/test/**":   "a.json x/d.json",
		"*.json":       "test/b.json x/d.json x/test/c.json",
		"**/*.json":    "",
		"x/{d,e}.json": "a.json test/b.json x/test/c.json",
	} {
		result := scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{Exclude: []string{glob}})
		if got := files(result); got != want {
			t.Errorf("without %q: found in %q, want %q", glob, got, want)
		}
	}
}

// What cannot be read is named with its reason, and changes nothing else.
func TestFilesThatAreSkipped(t *testing.T) {
	dir := t.TempDir()
	wide := make([]byte, 0, 2*len(login))
	for _, u := range utf16.Encode([]rune("\ufeff" + login)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	plant(t, dir, map[string]string{
		"good.json":   login,
		"broken.json": login[:len(login)-1],
		"deep.json":   `{"salesforce.password": ` + strings.Repeat("[", 1<<20),
		"image.json":  "\x89PNG\x00" + login,
		"wide.json":   string(wide),
		"half.json":   string(wide[:len(wide)-1]),
		"big.json":    login + strings.Repeat(" ", 4096),
		"empty.json":  "",
	})
	sparse, err := os.Create(filepath.Join(dir, "sparse.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sparse.Truncate(3 << 30); err != nil {
		t.Skip("no sparse files here:", err)
	}
	_ = sparse.Close()
	result := scanRoot(t, scan.Dir(dir), scan.Options{MaxSize: 2 << 20})
	if got := files(result); got != "big.json good.json wide.json" {
		t.Errorf("found in %s", got)
	}
	const want = `broken.json: line 2: not valid JSON here: a bracket is not closed
deep.json: line 1: not valid JSON here: nested too deeply
half.json: the text is not in UTF-16: half a character, or one that no text has
image.json: binary
sparse.json: larger than scan.max-size`
	if got := skipped(result); got != want {
		t.Errorf("skipped\n%s\nwant\n%s", got, want)
	}
	if got := scanRoot(t, scan.Dir(dir), scan.Options{MaxSize: 1024}); !strings.Contains(skipped(got), "big.json: larger than scan.max-size") || files(got) != "good.json wide.json" {
		t.Errorf("with another limit: %s\n%s", files(got), skipped(got))
	}
}

// A login behind the piece of a file that is looked at first is found, also where
// a keyword lies across the edge.
func TestALoginAnywhereInALargeFile(t *testing.T) {
	keyword := strings.Index(login, "salesforce.password")
	for _, at := range []int{0, 128<<10 - keyword - 5, 128<<10 - 1, 300 << 10} {
		text := strings.Repeat(" ", at) + login
		if got := files(scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"a.json": text})}, scan.Options{})); got != "a.json" {
			t.Errorf("%d bytes from the beginning: found in %q", at, got)
		}
	}
}

func TestLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	plant(t, outside, map[string]string{"secret.json": login, "folder/x.json": login})
	plant(t, dir, map[string]string{"real/a.json": login, "node_modules/dep.json": login})
	for link, target := range map[string]string{
		"inside.json":   "real/a.json",
		"outside.json":  filepath.Join(outside, "secret.json"),
		"folder":        "real",
		"folder2":       filepath.Join(outside, "folder"),
		"loop":          ".",
		"real/up":       "..",
		"self.json":     "self.json",
		"nowhere.json":  "gone.json",
		"packaged.json": "node_modules/dep.json",
		"device.json":   "/dev/zero",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	result := scanRoot(t, scan.Dir(dir), scan.Options{})
	if got := files(result); got != "real/a.json" {
		t.Errorf("found in %s", got)
	}
	const away = ": symbolic link that leads nowhere or out of the tree"
	want := strings.Join([]string{"device.json" + away, "folder2" + away, "nowhere.json" + away, "outside.json" + away, "self.json" + away}, "\n")
	if got := skipped(result); got != want {
		t.Errorf("skipped\n%s\nwant\n%s", got, want)
	}
}

// noReading is a file system in which some names may not be read.
type noReading struct {
	fs.FS
	names []string
}

func (n noReading) Open(name string) (fs.File, error) {
	if slices.Contains(n.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return n.FS.Open(name)
}

func TestWhatMayNotBeReadIsSkipped(t *testing.T) {
	memory := scan.Memory(map[string]string{"a.json": login, "locked/b.json": login, "c.json": login})
	result := scanRoot(t, scan.Root{FS: noReading{memory, []string{"locked", "c.json"}}}, scan.Options{})
	if got := files(result); got != "a.json" {
		t.Errorf("found in %s", got)
	}
	if got := skipped(result); got != "c.json: cannot be read: permission denied\nlocked: folder cannot be read: permission denied" {
		t.Errorf("skipped %s", got)
	}
	_, err := scan.Scan(context.Background(), scan.Root{FS: noReading{memory, []string{"."}}}, scan.Options{Recipes: builtin(t)})
	if err == nil || err.Error() != "scan: the folder to scan cannot be read: permission denied" {
		t.Errorf("the root itself: %v", err)
	}
}

func TestACancelledScanGivesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := scan.Scan(ctx, scan.Root{FS: scan.Memory(integrations(50))}, scan.Options{Recipes: builtin(t)}); err == nil {
		t.Error("a result")
	}
}

// List gives the files that a scan would look into: what a rehearsal copies.
func TestList(t *testing.T) {
	tree := map[string]string{"a.json": login, "b/c.txt": "x", ".git/config": "x", "big.bin": strings.Repeat("x", 2000)}
	got, err := scan.List(context.Background(), scan.Root{FS: scan.Memory(tree)}, scan.Options{MaxSize: 1000, Exclude: []string{"nothing"}})
	if err != nil || fmt.Sprint(got) != "[a.json b/c.txt]" {
		t.Errorf("listed %v (%v)", got, err)
	}
}

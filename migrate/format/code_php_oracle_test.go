package format

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"testing"

	"unpw/migrate/text"
)

// What PHP itself reads in a file: the literals of its tokens, and what the file
// sets when it is run.

func TestOraclePHPLiterals(t *testing.T) {
	available(t, true, "php", "--version")
	r := realReader{command: []string{"php", "testdata/oracle/read.php", "literals"}, every: 2}
	r.judge(t, []string{"forrest.php", "config.php", "service.php", "page.phtml"}, opens, func(n *Node, v string) bool {
		return !n.Bare || v != "-5" // of a number the sign is a token of its own
	})
}

// phpSets gives what a program sets, by name.
func phpSets(t *testing.T, src []byte) map[string]any {
	t.Helper()
	cmd := exec.Command("php", "-d", "short_open_tag=0", "testdata/oracle/read.php", "settings")
	cmd.Stdin = bytes.NewReader(src)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var sets map[string]any
	if err == nil {
		err = json.Unmarshal(out, &sets)
	}
	if err != nil {
		t.Fatalf("%v: %.500s\n%s", err, out, src)
	}
	return sets
}

// phpSaid gives the settings of a file as PHP names them. Entries of a list are
// counted; what is not written as a text is left out.
func phpSaid(d *Document) map[string]string {
	out := map[string]string{}
	var walk func(n *Node, path string)
	walk = func(n *Node, path string) {
		switch {
		case n.Kind == Scalar && n.Opaque == "" && len(n.Refs) == 0 && !n.Bare:
			out[path] = n.Value
		case n.Kind == Map:
			for _, c := range n.Children {
				walk(c, joinedName(path, c.Key))
			}
		case n.Kind == List:
			for i, c := range n.Children {
				walk(c, joinedName(path, string(rune('0'+i))))
			}
		}
	}
	walk(d.Root, "")
	return out
}

func joinedName(path, key string) string {
	if path == "" || key == "" {
		return path + key
	}
	return path + "." + key
}

const phpHard = "<?php\n" +
	"$single = 'it\\'s \\\\ \\n $x {$y}';\n$double = \"a\\tb\\x41\\101\\u{1F600}\\e\\$x \\{ \\q\";\n" +
	"$here = <<<EOT\n    one \"two\"\n      \\$three \\\\ \\t|\n    EOT;\n$now = <<<'EOT'\nraw \\n $x {$y}\nEOT;\n$empty = <<<X\nX;\n" +
	"$after = array('a' => <<<A\nin it\nA, 'b' => \"c\", 3 => 'd');\n$obj = new stdClass; $obj->deep = 'x';\n" +
	"// ?> <?php\n$last = /* 'no' */ 'yes' # 'no'\n;\nif (true): $colon = 'z'; endif;\n#[Attribute] class Q { const A = 'a', B = 'b'; public ?string $s = 's'; var $old = 'o'; static $st = \"t\"; }\n" +
	"$a['x']['y'] = 'deep'; $a[\"z\"] = 'flat';\nfunction f($p = 'default') { $local = 'l'; return ['r' => 'in f']; }\n"

// Every value is what PHP has when it has run the file; after all of them are
// exchanged PHP has the new ones, and what is no setting of ours it has as before.
func TestOraclePHPSettings(t *testing.T) {
	available(t, true, "php", "--version")
	all := map[string][]byte{"hard.php": []byte(phpHard)}
	for _, f := range fixtures(t) {
		if slices.Contains([]string{"forrest.php", "config.php", "service.php", "page.phtml"}, f.name) && f.variant == "as it is" {
			all[f.name] = append(f.src, map[string]string{"page.phtml": "endif;"}[f.name]...)
		}
	}
	inner := map[string]bool{"deep": true, "local": true, "r": true, "$p": true} // of an object, of a function
	for name, src := range all {
		d := opened(t, name, src)
		before := phpSets(t, src)
		got := phpSaid(d)
		for key, value := range got {
			if before[key] != value && !inner[key] {
				t.Errorf("%s: %s = %q, PHP has %q", name, key, value, before[key])
			}
		}
		if len(got) < 3 {
			t.Errorf("%s: only %d settings", name, len(got))
		}
		for round := range 12 {
			var edits []text.Edit
			want := map[*Node]string{}
			for i, n := range settings(d) {
				v := trying()[(7*i+13*round)%(len(trying())-4)]
				if _, ok := got[n.Key]; n.Opaque != "" || n.Bare || n.Via != nil || len(n.Refs) > 0 || !ok && n.Parent == d.Root {
					continue
				}
				e, err := SetValue(n, Literal(v), false)
				if err != nil {
					continue
				}
				edits = append(edits, filled(t, d, []FileEdit{e})...)
				want[n] = v
			}
			src, err := text.Apply(d.Src, edits)
			if err != nil {
				t.Fatal(err)
			}
			again := opened(t, name, src)
			after := phpSets(t, src)
			for key, value := range phpSaid(again) {
				if after[key] != value && !inner[key] {
					t.Fatalf("%s: %s = %q after the edits, PHP has %q\n%s", name, key, value, after[key], src)
				}
			}
			for i, n := range settings(again) {
				if v, ok := want[settings(d)[i]]; ok && n.Value != v {
					t.Fatalf("%s: %s = %q, %q was written", name, n.Key, n.Value, v)
				}
			}
			if len(after) != len(before) {
				t.Fatalf("%s: %d settings, there were %d\n%s", name, len(after), len(before), src)
			}
		}
	}
}

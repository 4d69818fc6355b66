package plan

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/text"
)

// keystoreText stands for the bytes of a keystore in the world of examples;
// where they are written as base64 an example says example-keystore-b64.
const keystoreText = "example-keystore-bytes"

// ExampleValues are the facts of the one world in which all examples of recipes
// play: docs/recipe-language.md 8.
func ExampleValues() Values {
	const host = "acme.my.salesforce.com"
	return Values{App: "Example", ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example", Host: host, Audience: host,
		KeyPath: func(ext string) string { return "/etc/secrets/sf." + ext },
		Alias:   func(string) string { return "example" }}
}

// ExampleSecret gives the secrets of that world.
func ExampleSecret(name string) (string, error) {
	_, role, _ := strings.Cut(name, ".")
	switch role {
	case "client-secret":
		return "example-client-secret", nil
	case "keystore-password":
		return "example-keystore-password", nil
	case "keystore", "keystore-jks":
		return keystoreText, nil
	case "certificate":
		return "EXAMPLE_CERTIFICATE", nil
	}
	return "EXAMPLE_PRIVATE_KEY", nil
}

// exampleWords writes what examples say in place of encoded bytes.
func exampleWords(s string) string {
	b64 := func(t string) string { return base64.StdEncoding.EncodeToString([]byte(t)) }
	return strings.NewReplacer(b64(keystoreText), "example-keystore-b64").Replace(s)
}

// Prove runs the examples of r as part of catalogue c: what is found, the
// exact text after, that it reads back as the new login, that a second run
// changes nothing and that taking the edits back gives the text before; the same
// with CRLF and without a final newline; and that look-alikes are left alone.
// It gives one error per failure, at the example's line.
func Prove(ctx context.Context, c *recipe.Catalogue, r *recipe.Recipe) []error {
	var errs []error
	fails := func(line int, format string, args ...any) *fail.Error {
		e := fail.At(fail.Findings, r.File, line, format, args...)
		errs = append(errs, e)
		return e
	}
	for i := range r.Examples {
		e := &r.Examples[i]
		t := &exampleTest{ctx: ctx, catalogue: c, recipe: r, example: e, fails: fails}
		t.run(e.Before, e.After, "")
		if len(errs) > 0 {
			continue
		}
		crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
		t.run(each(e.Before, crlf), eachFlow(e.After, crlf), " with CRLF")
		open := func(s string) string { return strings.TrimSuffix(s, "\n") }
		t.run(each(e.Before, open), eachFlow(e.After, open), " without a final newline")
	}
	for _, l := range r.LeaveAlone {
		found, err := examine(ctx, c, l.Files)
		if err != nil {
			fails(l.Line, "leave-alone %q: %v", l.Why, err)
			continue
		}
		for _, in := range found.Integrations {
			if in.Match.Recipe.ID == r.ID && in.Finding() {
				fails(l.Line, "leave-alone %q is found as %s", l.Why, in.Login).Hint("add a condition that this program has and the look-alike has not")
			}
		}
	}
	return errs
}

func each(files map[string]string, f func(string) string) map[string]string {
	out := make(map[string]string, len(files))
	for name, s := range files {
		out[name] = f(s)
	}
	return out
}

func eachFlow(after map[string]map[string]string, f func(string) string) map[string]map[string]string {
	out := make(map[string]map[string]string, len(after))
	for flow, files := range after {
		out[flow] = each(files, f)
	}
	return out
}

func examine(ctx context.Context, c *recipe.Catalogue, files map[string]string) (*scan.Result, error) {
	return scan.Scan(ctx, scan.Root{FS: scan.Memory(files)}, scan.Options{Recipes: c, Workers: 1})
}

type exampleTest struct {
	ctx       context.Context
	catalogue *recipe.Catalogue
	recipe    *recipe.Recipe
	example   *recipe.Example
	fails     func(line int, format string, args ...any) *fail.Error
}

func (t *exampleTest) run(before map[string]string, after map[string]map[string]string, variant string) {
	e := t.example
	found, err := examine(t.ctx, t.catalogue, before)
	if err != nil {
		t.fails(e.Line, "example %q%s: %v", e.Name, variant, err)
		return
	}
	own := t.own(found)
	if len(own) == 0 {
		t.notFound(found, variant)
		return
	}
	if own[0].Login != e.Finds {
		t.fails(e.Line, "example %q%s: found as %s, not as %s", e.Name, variant, own[0].Login, e.Finds)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		t.flow(found, own, name, before, after[name], variant)
	}
}

func (t *exampleTest) own(found *scan.Result) []*scan.Integration {
	var own []*scan.Integration
	for _, in := range found.Integrations {
		if in.Match.Recipe.ID == t.recipe.ID && in.State != "migrated" {
			own = append(own, in)
		}
	}
	return own
}

func (t *exampleTest) notFound(found *scan.Result, variant string) {
	e := t.example
	if len(found.Integrations) > 0 {
		in := found.Integrations[0]
		who := in.Match.Recipe.ID
		if why := recipe.Advantage(in.Match.Recipe, t.recipe); why != "" {
			who += ", which " + why
		}
		t.fails(e.Line, "example %q%s is claimed by %s", e.Name, variant, who).
			Hint("add a condition (with, without, beside) to the one that should win")
		return
	}
	if len(found.Skipped) > 0 {
		s := found.Skipped[0]
		t.fails(e.Line, "example %q%s: %s cannot be read: %s", e.Name, variant, s.File, s.Reason)
		return
	}
	t.fails(e.Line, "example %q%s: nothing is found", e.Name, variant).Hint("compare files, keywords, in and with, and the roles of %s", e.Finds)
}

func (t *exampleTest) flow(found *scan.Result, own []*scan.Integration, name string, before, after map[string]string, variant string) {
	e, flow := t.example, t.recipe.Flow(name)
	line := e.Lines[name]
	if flow == nil {
		t.fails(line, "example %q: the recipe has no flow %s", e.Name, name)
		return
	}
	files := maps.Clone(before)
	var ops []Op
	for _, in := range own {
		diff, err := Diff(in, found.Tree, flow, ExampleValues(), false)
		if err != nil {
			t.fails(line, "example %q%s, %s: %v", e.Name, variant, name, err)
			return
		}
		if len(diff.Assisted) > 0 {
			t.fails(line, "example %q%s, %s: cannot be written: %s", e.Name, variant, name, diff.Assisted[0])
			return
		}
		ops = append(ops, diff.Ops...)
		for _, want := range e.Todo {
			if !slices.Contains(diff.Outside, want) {
				t.fails(line, "example %q, %s: %s is not among the names that a person must supply (%s)", e.Name, name, want, strings.Join(diff.Outside, ", "))
			}
		}
	}
	if err := applyOps(files, ops); err != nil {
		t.fails(line, "example %q%s, %s: %v", e.Name, variant, name, err)
		return
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		want, changed := after[file]
		if !changed {
			want = before[file]
		}
		if got := exampleWords(files[file]); got != want {
			t.differs(line, file, name, variant, got, want)
			return
		}
	}
	t.readBack(files, own, flow, line, variant)
}

// differs shows the first line that is not as the example says: "-" as the
// example has it, "+" as the recipe writes it.
func (t *exampleTest) differs(line int, file, flow, variant, got, want string) {
	n, written, shown := firstDifference(got, want)
	hint := "the example or the recipe is wrong"
	if r := t.writes(flow, written); r != nil {
		path := r.Settings[0].Paths[0].Text
		hint += fmt.Sprintf(": %s is %s at line %d", cmp.Or(r.Role, "fixed"), path, r.Line)
	}
	t.fails(line, "example %q%s, %s: %s differs at line %d\n       - %s\n       + %s", t.example.Name, variant, flow, file, n, shown, written).Hint("%s", hint)
}

// writes finds the rule of a flow that a written line comes from: the one with
// the longest name in it.
func (t *exampleTest) writes(flow, line string) *recipe.Rule {
	var found *recipe.Rule
	longest := 0
	for _, r := range t.recipe.Flow(flow).Rules {
		for _, set := range r.Settings {
			for _, p := range set.Paths {
				name := p.Text[strings.LastIndexByte(p.Text, '.')+1:]
				if len(name) > longest && strings.Contains(line, name) {
					found, longest = r, len(name)
				}
			}
		}
	}
	return found
}

func firstDifference(got, want string) (line int, a, b string) {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := 0; i < max(len(g), len(w)); i++ {
		x, y := "(end of file)", "(end of file)"
		if i < len(g) {
			x = g[i]
		}
		if i < len(w) {
			y = w[i]
		}
		if x != y {
			return i + 1, strings.TrimRight(x, "\r"), strings.TrimRight(y, "\r")
		}
	}
	return 0, "", ""
}

// readBack scans what was written: the new login is found, no old one is left,
// and there is nothing more to change.
func (t *exampleTest) readBack(files map[string]string, own []*scan.Integration, flow *recipe.Flow, line int, variant string) {
	e := t.example
	left, err := examine(t.ctx, t.catalogue, files)
	if err != nil {
		t.fails(line, "example %q%s, %s: %v", e.Name, variant, flow.Name, err)
		return
	}
	for _, in := range left.Integrations {
		if in.Match.Recipe.ID == t.recipe.ID && in.Finding() {
			f := t.fails(line, "example %q%s still reads as %s after the change to %s", e.Name, variant, in.Login, flow.Name)
			if p := in.Match.Password(); p != nil {
				f.Hint("%s is still there: give it a role in %s, or list it under drop", p.Node.Key, in.Login)
			}
			return
		}
	}
	for _, in := range own {
		if ok, why := Reads(in, flow, files); !ok {
			t.fails(line, "example %q%s does not read as %s after the change: %s", e.Name, variant, flow.Name, why)
		}
	}
}

// applyOps makes the edits in files, with the secrets of the example world.
func applyOps(files map[string]string, ops []Op) error { return write(files, ops, ExampleSecret) }

// write makes the edits in files, with secrets as secret names them.
func write(files map[string]string, ops []Op, secret func(name string) (string, error)) error {
	byFile := map[string][]text.Edit{}
	for _, op := range ops {
		s, err := op.Text.FillIn([]byte(files[op.File]), secret)
		if err != nil {
			return err
		}
		byFile[op.File] = append(byFile[op.File], text.Edit{Span: op.Span, New: s})
	}
	for file, edits := range byFile {
		out, err := text.Apply([]byte(files[file]), edits)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		files[file] = string(bytes.Clone(out))
	}
	return nil
}

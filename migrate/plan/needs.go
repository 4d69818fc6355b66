package plan

import (
	"strings"

	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// applies gives the needs of the recipe that concern this integration's flow.
func (d *decision) applies() []recipe.Need {
	var out []recipe.Need
	for _, n := range d.recipe.Needs {
		if n.Flow != "" && n.Flow != d.p.Flow {
			continue
		}
		if len(n.With) > 0 && !d.in.Match.Holds(n.With) {
			continue
		}
		out = append(out, n)
	}
	return out
}

// needs compares the versions that the flow wants with those that are found. A
// version that is not found is said, not guessed.
func (d *decision) needs() {
	for _, n := range d.applies() {
		what := n.What
		if n.Package != "" {
			what = n.Package[strings.LastIndexByte(n.Package, '/')+1:]
		}
		version, where := "", ""
		if n.Package != "" {
			version, where = d.versions.of(d.root.Result.Tree, d.in.Match.Doc.Path, n.Package)
		}
		switch {
		case n.AtLeast == "":
		case version == "":
			d.warn("%s must be %s or later; its version was not found", what, n.AtLeast)
		case older(version, n.AtLeast):
			if d.p.Outcome != "assisted" { // a person has more to do there
				d.p.Outcome = "upgrade"
			}
			if !d.set.Confirmed(workspace.ConfirmVersion) {
				d.want(workspace.ConfirmVersion, "upgrade it, then confirm: [version] in unpw.yaml", "%s must be %s or later, %s says %s", what, n.AtLeast, where, version)
			} else {
				d.step("developer", "upgrade "+what+" from "+version+" to "+n.AtLeast+" or later ("+where+")", "")
			}
		}
	}
}

// older compares dotted versions by their numbers; what is no number counts as
// less than any.
func older(a, b string) bool {
	x, y := strings.FieldsFunc(a, isSeparator), strings.FieldsFunc(b, isSeparator)
	for i := 0; i < max(len(x), len(y)); i++ {
		m, n := number(x, i), number(y, i)
		if m != n {
			return m < n
		}
	}
	return false
}

func isSeparator(r rune) bool { return r == '.' || r == '-' || r == '+' }

func number(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n := 0
	for _, r := range parts[i] {
		if r < '0' || r > '9' {
			return n - 1
		}
		n = n*10 + int(r-'0')
	}
	return n
}

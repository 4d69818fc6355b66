package migrate_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules of the house (docs/design.md), read from the code itself. What a
// linter says while one types (.golangci.yml) is said here for certain: these
// tests need nothing but the go command.

// leaves import nothing of ours.
var leaves = []string{"migrate/secret", "migrate/text", "migrate/fail", "certs", "templates"}

// rooms may each import the leaves and the rooms before them.
var rooms = []string{
	"migrate/format", "migrate/recipe", "migrate/scan", "migrate/oauth", "migrate/org", "migrate/explain", "migrate/workspace",
	"migrate/metadata", "migrate/login", "migrate/plan", "migrate/check", "migrate/apply", "migrate/audit", "migrate/report",
}

// mayImport gives the packages of ours that p may import; false for a package
// that the house has no place for.
func mayImport(p string) (func(string) bool, bool) {
	among := func(lists ...[]string) func(string) bool {
		return func(q string) bool {
			return slices.ContainsFunc(lists, func(list []string) bool { return slices.Contains(list, q) })
		}
	}
	switch {
	case slices.Contains(leaves, p):
		return among(), true
	case slices.Contains(rooms, p):
		return among(leaves, rooms[:slices.Index(rooms, p)]), true
	case p == "migrate/rehearsal": // never oauth: it must not grade its own work
		return among(leaves, []string{"migrate/explain"}), true
	case p == "migrate":
		return among(leaves, rooms, []string{"migrate/rehearsal"}), true
	case strings.HasPrefix(p, "cmd/"):
		return func(string) bool { return true }, true
	}
	return nil, false
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		may, known := mayImport(p.Path)
		if !known {
			t.Errorf("%s has no place in the house: give it one here and in docs/design.md", p.Path)
			continue
		}
		for _, q := range p.Imports {
			if ours, ok := strings.CutPrefix(q, "unpw/"); (ok || q == "unpw") && !may(ours) {
				t.Errorf("%s imports %s", p.Path, ours)
			}
		}
	}
}

func TestTheCommandLineStaysUnderCmd(t *testing.T) {
	for _, p := range packages(t) {
		for _, q := range p.Imports {
			terminal := strings.HasPrefix(q, "github.com/spf13/") || strings.HasPrefix(q, "github.com/AlecAivazis/survey")
			if terminal && !strings.HasPrefix(p.Path, "cmd/internal/") {
				t.Errorf("%s imports %s", p.Path, q)
			}
		}
	}
}

// The embedded org verifies assertions with another library than the one that
// signs them, so that no library grades itself.
func TestSigningAndVerifyingAreTwoLibraries(t *testing.T) {
	for _, p := range packages(t) {
		for _, q := range p.Imports {
			if strings.HasPrefix(q, "github.com/golang-jwt/") && p.Path != "migrate/oauth" {
				t.Errorf("%s imports %s, which is for signing in migrate/oauth", p.Path, q)
			}
			if strings.HasPrefix(q, "github.com/go-jose/") && p.Path != "migrate/rehearsal" {
				t.Errorf("%s imports %s, which is for verifying in migrate/rehearsal", p.Path, q)
			}
		}
	}
}

// writers are the packages that call what changes the file system, and why.
var writers = map[string]string{
	"migrate/apply":               "the only writer of files that unpw did not create",
	"migrate/workspace":           "unpw.yaml and .unpw/",
	"migrate":                     "the private copy of a rehearsal",
	"cmd/internal/cli":            "a file that -o, --record and the like name",
	"cmd/internal/docgen":         "the generated pages of docs/",
	"cmd/internal/prompt/ptytest": "what a test asks to be kept",
}

func TestOnlyAFewPackagesWriteFiles(t *testing.T) {
	changes := strings.Fields("WriteFile Create CreateTemp MkdirTemp OpenFile OpenRoot Rename Remove RemoveAll Mkdir MkdirAll Chmod Chown Lchown Chtimes Truncate Symlink Link CopyFS")
	calls := map[string]bool{}
	for _, p := range packages(t) {
		p.each(t, func(file *ast.File, name string) {
			ast.Inspect(file, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && isPackage(sel.X, "os") && slices.Contains(changes, sel.Sel.Name) {
					calls[p.Path] = true
					if writers[p.Path] == "" {
						t.Errorf("%s calls os.%s: only %v write files", name, sel.Sel.Name, keys(writers))
					}
				}
				return true
			})
		})
	}
	for p := range writers {
		if !calls[p] {
			t.Errorf("%s is listed as a writer, and writes nothing", p)
		}
	}
}

// A program ends in its main function alone, so that every other function can
// be tested and every deferred call runs. The terminal of the tests is a
// program too: testscript calls its Main in place of main.
func TestOnlyMainEndsTheProgram(t *testing.T) {
	for _, p := range packages(t) {
		p.each(t, func(file *ast.File, name string) {
			for _, decl := range file.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok {
					continue
				}
				if fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s has an init function", name)
				}
				if fn.Name.Name == "main" && p.Name == "main" || p.Path == "cmd/internal/prompt/ptytest" && fn.Name.Name == "Main" {
					continue
				}
				ast.Inspect(fn, func(n ast.Node) bool {
					sel, ok := n.(*ast.SelectorExpr)
					if ok && (isPackage(sel.X, "os") && sel.Sel.Name == "Exit" || isPackage(sel.X, "log") && strings.HasPrefix(sel.Sel.Name, "Fatal")) {
						t.Errorf("%s: %s ends the program", name, fn.Name.Name)
					}
					return true
				})
			}
		})
	}
}

// Package-level variables are tables: filled where they are declared, and
// nothing assigns to them, takes their address or locks them. State that a
// pointer hides is beyond this test.
func TestNoPackageLevelState(t *testing.T) {
	for _, p := range packages(t) {
		files := map[string]*ast.File{}
		fset := token.NewFileSet()
		p.parse(t, fset, func(file *ast.File, name string) { files[name] = file })
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: noImports{}, Error: func(error) {}} // imports are not resolved, our own names are
		list := make([]*ast.File, 0, len(files))
		for _, f := range files {
			list = append(list, f)
		}
		pkg, _ := config.Check("unpw/"+p.Path, fset, list, info) // the error is of the imports
		global := func(e ast.Expr) *ast.Ident {
			id := root(e)
			if id == nil {
				return nil
			}
			if v, ok := info.Uses[id].(*types.Var); ok && v.Parent() == pkg.Scope() {
				return id
			}
			return nil
		}
		for _, file := range list {
			ast.Inspect(file, func(n ast.Node) bool {
				var changed []ast.Expr
				switch n := n.(type) {
				case *ast.AssignStmt:
					if n.Tok != token.DEFINE {
						changed = n.Lhs
					}
				case *ast.IncDecStmt:
					changed = []ast.Expr{n.X}
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						changed = []ast.Expr{n.X}
					}
				case *ast.CallExpr:
					if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") {
						changed = n.Args[:1]
					}
				case *ast.GenDecl:
					lockedVariables(t, fset, n, pkg, info)
				}
				for _, e := range changed {
					if id := global(e); id != nil {
						t.Errorf("%s: the package-level variable %s is changed", fset.Position(id.Pos()), id.Name)
					}
				}
				return true
			})
		}
	}
}

// lockedVariables refuses package-level variables of types that exist to change.
func lockedVariables(t *testing.T, fset *token.FileSet, decl *ast.GenDecl, pkg *types.Package, info *types.Info) {
	if decl.Tok != token.VAR {
		return
	}
	for _, spec := range decl.Specs {
		v := spec.(*ast.ValueSpec)
		obj := info.Defs[v.Names[0]]
		if obj == nil || obj.Parent() != pkg.Scope() {
			continue
		}
		ast.Inspect(v, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && (isPackage(sel.X, "sync") || isPackage(sel.X, "atomic")) {
				t.Errorf("%s: the package-level variable %s holds state (%s)", fset.Position(v.Pos()), v.Names[0].Name, sel.Sel.Name)
			}
			return true
		})
	}
}

// Files hold one idea each: none over 500 lines, nine in ten under 350.
func TestFilesAreSmall(t *testing.T) {
	var all, long int
	for _, p := range packages(t) {
		for _, name := range p.files() {
			src, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			n := bytes.Count(src, []byte("\n"))
			all++
			if n > 350 {
				long++
				t.Logf("%s/%s has %d lines", p.Path, name, n)
			}
			if n > 500 {
				t.Errorf("%s/%s has %d lines: that is more than one idea", p.Path, name, n)
			}
		}
	}
	if long*10 > all {
		t.Errorf("%d of %d files have more than 350 lines", long, all)
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.Path)
		}
	}
}

// listed is what go list says of a package.
type listed struct {
	Path, Dir, Name, Doc             string
	GoFiles, IgnoredGoFiles, Imports []string
}

func (p listed) files() []string {
	return slices.DeleteFunc(slices.Concat(p.GoFiles, p.IgnoredGoFiles), func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

// packages gives the packages of the module, with paths as in the house.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Name,Doc,GoFiles,IgnoredGoFiles,Imports", "unpw/...")
	cmd.Dir = ".."
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, problem.String())
	}
	var all []listed
	decoder := json.NewDecoder(bufio.NewReader(bytes.NewReader(out)))
	for {
		var one struct {
			ImportPath string
			listed
		}
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		one.Path = strings.TrimPrefix(one.ImportPath, "unpw/")
		if len(one.GoFiles) > 0 {
			all = append(all, one.listed)
		}
	}
	if len(all) < len(leaves) {
		t.Fatalf("go list found %d packages", len(all))
	}
	return all
}

func (p listed) each(t *testing.T, do func(file *ast.File, name string)) {
	t.Helper()
	p.parse(t, token.NewFileSet(), do)
}

func (p listed) parse(t *testing.T, fset *token.FileSet, do func(file *ast.File, name string)) {
	t.Helper()
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		do(file, path.Join(p.Path, name))
	}
}

// noImports gives every import an empty package: enough to tell our own names.
type noImports struct{}

func (noImports) Import(name string) (*types.Package, error) {
	pkg := types.NewPackage(name, path.Base(name))
	pkg.MarkComplete()
	return pkg, nil
}

// root gives the name that an expression starts from: m of m[k].f.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

func isPackage(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func keys(m map[string]string) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

package migrate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/scan"
)

// ScanOptions say what to scan. Empty Paths are the roots of unpw.yaml.
type ScanOptions struct {
	Paths   []string // absolute, or relative to the current folder of the process
	Exclude []string
}

// Scanned is one root with what was found in it.
type Scanned struct {
	Name   string // as outputs show it: relative to the workspace where inside it
	Dir    string // absolute
	Result *scan.Result

	only []string // files; nil means all
}

// Scan reads every root and names what it finds. A path that is a file means its
// folder, and of that only what stands in the file.
func (p *Project) Scan(ctx context.Context, o ScanOptions) ([]Scanned, error) {
	paths := o.Paths
	if len(paths) == 0 {
		for _, r := range p.Config.Scan.Roots {
			paths = append(paths, filepath.Join(p.Workspace.Folder, filepath.FromSlash(r)))
		}
	}
	roots, err := p.rootsOf(paths)
	if err != nil {
		return nil, err
	}
	exclude := append(append([]string(nil), p.Config.Scan.Exclude...), o.Exclude...)
	for _, glob := range exclude {
		if !doublestar.ValidatePattern(glob) {
			return nil, fail.New(fail.Usage, "not a glob to exclude: %s", glob).In("scan").Hint("write it like services/old/**")
		}
	}
	seen := map[string]bool{}
	for i := range roots {
		r := &roots[i]
		r.Result, err = scan.Scan(ctx, scan.Dir(r.Dir), scan.Options{Recipes: p.Recipes, Exclude: append(p.recipesIn(r.Dir), exclude...), MaxSize: p.Config.Scan.MaxSize, Now: p.Now, Only: r.only})
		if err != nil {
			return nil, err
		}
		r.Result.Integrations = slices.DeleteFunc(r.Result.Integrations, func(in *scan.Integration) bool {
			again := false // roots that lie in each other are one tree to their reader
			for _, at := range in.Places() {
				place := placeOf(r.Dir, at)
				again = again || seen[place]
				seen[place] = true
			}
			return again
		})
	}
	plan.Identify(p.Config, planRoots(roots))
	return roots, nil
}

// recipesIn gives the globs of the recipe folders that lie in a root.
func (p *Project) recipesIn(root string) []string {
	var globs []string
	for _, dir := range p.recipeDirs {
		rel, err := filepath.Rel(root, dir)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			continue
		}
		glob := "*.yaml"
		if rel != "." {
			glob = filepath.ToSlash(rel) + "/*.yaml"
		}
		globs = append(globs, glob)
	}
	return globs
}

// placeOf names the container in which an integration was found.
func placeOf(dir string, in *scan.Integration) string {
	base := in.Match.Base
	return fmt.Sprintf("%s:%d+%d %s %s %s", filepath.Join(dir, filepath.FromSlash(in.Match.Doc.Path)), base.Node.Line(), base.Node.Span.Start, base.Prefix, in.State, in.Match.Recipe.ID)
}

// rootsOf gives the roots of paths, each folder once. Files of one folder are one
// root.
func (p *Project) rootsOf(paths []string) ([]Scanned, error) {
	var roots []Scanned
	whole := map[string]bool{}
	for _, path := range paths {
		dir, only, err := rootOf(path)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(roots, func(r Scanned) bool { return r.Dir == dir })
		if i < 0 {
			roots = append(roots, Scanned{Name: p.rootName(dir), Dir: dir})
			i = len(roots) - 1
		}
		whole[dir] = whole[dir] || only == ""
		roots[i].only = append(roots[i].only, only)
		if whole[dir] {
			roots[i].only = nil
		}
	}
	return roots, nil
}

// rootOf gives the folder of a path, and the file's name where it is a file.
func rootOf(path string) (dir, only string, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", "", fail.At(fail.Usage, path, 0, "not a path").In("scan")
	}
	info, err := os.Stat(abs)
	if err != nil {
		return "", "", fail.At(fail.Usage, path, 0, "no such file or folder, or it cannot be read").In("scan").Because(err)
	}
	if info.IsDir() {
		return abs, "", nil
	}
	return filepath.Dir(abs), filepath.Base(abs), nil
}

// rootName gives a root as plans name it: relative to the workspace where it lies
// inside, else absolute.
func (p *Project) rootName(dir string) string {
	rel, err := filepath.Rel(p.Workspace.Folder, dir)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(dir)
	}
	return filepath.ToSlash(rel)
}

// rootDir gives the folder of a root that a plan names.
func (p *Project) rootDir(name string) string {
	if filepath.IsAbs(filepath.FromSlash(name)) {
		return filepath.FromSlash(name)
	}
	return filepath.Join(p.Workspace.Folder, filepath.FromSlash(name))
}

func planRoots(scanned []Scanned) []plan.Root {
	var out []plan.Root
	for _, s := range scanned {
		out = append(out, plan.Root{Name: s.Name, Result: s.Result})
	}
	return out
}

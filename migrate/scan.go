package migrate

import (
	"context"
	"os"
	"path/filepath"
	"strings"

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
}

// Scan reads every root. A path that is a file means its folder, and of that only
// what stands in the file.
func (p *Project) Scan(ctx context.Context, o ScanOptions) ([]Scanned, error) {
	paths := o.Paths
	if len(paths) == 0 {
		for _, r := range p.Config.Scan.Roots {
			paths = append(paths, filepath.Join(p.Workspace.Folder, filepath.FromSlash(r)))
		}
	}
	var out []Scanned
	for _, path := range paths {
		dir, only, err := rootOf(path)
		if err != nil {
			return nil, err
		}
		if i := indexOf(out, dir); i >= 0 && only == "" {
			continue
		}
		opts := scan.Options{Recipes: p.Recipes, Exclude: append(append([]string(nil), p.Config.Scan.Exclude...), o.Exclude...),
			MaxSize: p.Config.Scan.MaxSize, Now: p.Now}
		if only != "" {
			opts.Only = []string{only}
		}
		result, err := scan.Scan(ctx, scan.Dir(dir), opts)
		if err != nil {
			return nil, err
		}
		out = append(out, Scanned{Name: p.rootName(dir), Dir: dir, Result: result})
	}
	return out, nil
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

func indexOf(list []Scanned, dir string) int {
	for i, s := range list {
		if s.Dir == dir {
			return i
		}
	}
	return -1
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

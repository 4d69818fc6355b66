package metadata

import (
	"fmt"
	"path"
	"regexp"
)

// Part is what one deploy takes: some of the apps, in the metadata layout.
type Part struct {
	Apps  []App
	Files []File // with package.xml, by path
}

// Zip packs the part as the REST and SOAP deploy calls take it.
func (p Part) Zip() []byte { return pack(p.Files) }

// Parts gives apps in as few deploys as the platform's limits allow, in order
// of name; an app is never divided. A permission set that apps of two parts
// share is in both: the second deploy of it changes nothing.
func Parts(apps []App, o Options) ([]Part, error) {
	o.Layout = MDAPI
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	if apps, err = w.check(apps); err != nil {
		return nil, err
	}
	return w.parts(apps)
}

func (w *writer) parts(apps []App) ([]Part, error) {
	deployed := *w
	deployed.layout = MDAPI
	w = &deployed
	var parts []Part
	count, size := 0, 0
	var group []App
	sets := map[string]bool{}
	for _, a := range apps {
		files, err := w.components([]App{a})
		if err != nil {
			return nil, err
		}
		more, weight := 0, 0
		for _, f := range files {
			if !sets[f.Path] {
				more, weight = more+1, weight+len(f.Data)+perEntry
			}
		}
		// One file is package.xml, which grows by less than the entries weigh.
		if len(group) > 0 && (count+more+1 > w.facts.Limits.Files || size+weight > w.facts.Limits.Bytes) {
			if parts, err = w.close(parts, group); err != nil {
				return nil, err
			}
			group, count, size, sets = nil, 0, 0, map[string]bool{}
			more, weight = len(files), 0
			for _, f := range files {
				weight += len(f.Data) + perEntry
			}
		}
		for _, f := range files {
			sets[f.Path] = true
		}
		group, count, size = append(group, a), count+more, size+weight
	}
	return w.close(parts, group)
}

// Deploys tells how many deploys the files of Project are for.
func Deploys(files []File) int {
	n := 0
	for _, f := range files {
		if partName.MatchString(f.Path) {
			n++
		}
	}
	return max(n, 1)
}

var partName = regexp.MustCompile(`^(manifest/package-\d+\.xml|part-\d+/package\.xml|deploy-\d+\.zip)$`)

// perEntry is what an entry weighs beside its bytes: its headers in the zip and
// its line in package.xml.
const perEntry = 512

func (w *writer) close(parts []Part, group []App) ([]Part, error) {
	files, err := w.components(group)
	if err != nil {
		return nil, err
	}
	manifest, err := w.manifest(manifestOf(group, w.options))
	if err != nil {
		return nil, err
	}
	return append(parts, Part{group, sorted(append(files, File{Path: "package.xml", Data: manifest}))}), nil
}

// laid puts parts where a layout has them: the only one at the top; several in
// folders part-1, part-2 … or in deploy-1.zip, deploy-2.zip …
func (w *writer) laid(parts []Part) []File {
	var files []File
	for i, p := range parts {
		folder := ""
		if len(parts) > 1 {
			folder = fmt.Sprintf("part-%d", i+1)
		}
		if w.layout == Zipped {
			files = append(files, File{Path: zipName(i, len(parts)), Data: p.Zip(), Secret: true})
			continue
		}
		for _, f := range p.Files {
			f.Path = path.Join(folder, f.Path)
			files = append(files, f)
		}
	}
	return sorted(files)
}

func zipName(i, of int) string {
	if of <= 1 {
		return ZipName
	}
	return fmt.Sprintf("deploy-%d.zip", i+1)
}

// manifests are those of the source layout: package.xml for all apps, and where
// one deploy cannot take them all package-1.xml, package-2.xml … for a part each.
// files are the components of apps.
func (w *writer) manifests(apps []App, files []File) ([]File, error) {
	all, err := w.manifest(manifestOf(apps, w.options))
	if err != nil {
		return nil, err
	}
	out := []File{{Path: "manifest/package.xml", Data: all}}
	size := 0
	for _, f := range files {
		size += len(f.Data) + perEntry
	}
	if len(files)+1 <= w.facts.Limits.Files && size <= w.facts.Limits.Bytes {
		return out, nil
	}
	parts, err := w.parts(apps)
	if err != nil {
		return nil, err
	}
	for i, p := range parts {
		for _, f := range p.Files {
			if f.Path == "package.xml" {
				out = append(out, File{Path: fmt.Sprintf("manifest/package-%d.xml", i+1), Data: f.Data})
			}
		}
	}
	return out, nil
}

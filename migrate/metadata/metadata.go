// Package metadata writes what an org is to deploy: the External Client App or
// connected app of an integration, the permission set that pre-authorises its
// users, the manifests, and the switch that ends the old flow. It is pure: apps
// go in, files come out, the same apps give the same bytes.
//
// What Salesforce calls things, and since which API version, is data in
// templates/metadata. Talking to an org, reading unpw.yaml and writing to disk
// may not enter; certificates are checked by package certs.
package metadata

import (
	"path"
	"slices"
	"strings"

	"unpw/migrate/fail"
)

// The layouts of a project.
const (
	Source = "source" // an sfdx project: sfdx-project.json, force-app/, manifest/
	MDAPI  = "mdapi"  // a folder for sf project deploy start --metadata-dir
	Zipped = "zip"    // the same folder as one deterministic zip, ZipName
)

// ZipName is the file of layout zip.
const ZipName = "deploy.zip"

// Options say how to write. The zero value is the source layout at the default
// API version, without a second permission set.
type Options struct {
	Layout      string // source, mdapi or zip; "" is source
	APIVersion  string // "66.0" or "66"; "" is the default of types.yaml
	APIOnlyUser bool   // also write a permission set that makes its users API-only
	Project     string // name in sfdx-project.json; "" is "unpw-apps"
	TargetOrg   string // alias in the commands of steps; "" is ALIAS, to be filled in
}

// File is a file to write.
type File struct {
	Path   string // with slashes, relative to the project
	Data   []byte
	Secret bool // not for source control, and for its owner's eyes: mode 0600
}

// Project gives the files of apps, by path. In the source layout that is a
// whole sfdx project, with lockdown/ and rollback/ beside it; in the metadata
// layout, the folder that is deployed and nothing else; in the zip layout, that
// as one file, with the lockdown, its reversal and the way back as zips of their
// own. More than one deploy takes (see Parts) comes in several manifests,
// folders or zips. Every error about the input has code Usage and names the app.
func Project(apps []App, o Options) ([]File, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	apps, err = w.check(apps)
	if err != nil {
		return nil, err
	}
	if w.layout != Source {
		parts, err := w.parts(apps)
		if err != nil {
			return nil, err
		}
		beside, err := w.beside(apps)
		return sorted(append(w.laid(parts), beside...)), err
	}
	files, err := w.components(apps)
	if err != nil {
		return nil, err
	}
	around, err := w.around(apps)
	if err != nil {
		return nil, err
	}
	manifests, err := w.manifests(apps, files)
	return sorted(append(append(files, around...), manifests...)), err
}

// components writes each app and each permission set once.
func (w *writer) components(apps []App) ([]File, error) {
	var files []File
	for _, a := range apps {
		for _, m := range Names(a) {
			if m.Type == "PermissionSet" {
				continue
			}
			f, err := w.component(m, w.sheet(a, m.Name))
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	sets, err := w.permissionSets(apps)
	return append(files, sets...), err
}

// component fills one template and puts the file where the layout wants it.
func (w *writer) component(m Member, data any) (File, error) {
	kind := w.facts.Types[m.Type]
	text, err := w.fill(m.Type, data)
	if err != nil {
		return File{}, err
	}
	name := m.Name + "." + kind.Suffix
	if w.layout == Source {
		return File{Path: path.Join("force-app/main/default", kind.Folder, name+"-meta.xml"), Data: text, Secret: kind.KeepOutOfGit}, nil
	}
	return File{Path: path.Join(kind.Folder, name), Data: text, Secret: kind.KeepOutOfGit}, nil
}

func sorted(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func usage(format string, args ...any) *fail.Error { return fail.New(fail.Usage, format, args...) }

package metadata

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Every flow as every type of app in every layout, at the floor of the full set
// of elements and at the default version: testdata/FLOW-TYPE-LAYOUT-VERSION.txtar
// holds each file. The zip must hold what the metadata layout does. Files that
// are the same everywhere (the lockdown, the project's own) are in them as well:
// a golden file is the whole project. UNPW_UPDATE=1 writes them anew.
func TestGolden(t *testing.T) {
	certificate := strings.TrimSpace(string(testCertificate()))
	for _, of := range []string{ExternalClientApp, ConnectedApp} {
		for _, base := range []App{jwtApp(), ccApp()} {
			for _, version := range []string{"62.0", "66.0"} {
				a := base
				a.Type = of
				o := Options{APIVersion: version, APIOnlyUser: true}
				for _, o.Layout = range []string{Source, MDAPI, Zipped} {
					name := fmt.Sprintf("%s-%s-%s-%s", a.Flow, of, o.Layout, version)
					t.Run(name, func(t *testing.T) {
						files, err := Project([]App{a}, o)
						if err != nil {
							t.Fatal(err)
						}
						file := name
						if o.Layout == Zipped {
							files = unzip(t, files)
							file = strings.Replace(name, "-"+Zipped+"-", "-"+MDAPI+"-", 1)
						}
						var archive txtar.Archive
						for _, f := range files {
							data := bytes.ReplaceAll(f.Data, []byte(certificate), []byte("CERTIFICATE"))
							archive.Files = append(archive.Files, txtar.File{Name: f.Path, Data: data})
						}
						compare(t, filepath.Join("testdata", file+".txtar"), txtar.Format(&archive))
					})
				}
			}
		}
	}
}

func unzip(t *testing.T, files []File) []File {
	t.Helper()
	if len(files) != 4 || files[0].Path != ZipName {
		t.Fatalf("%d files, the first is %s", len(files), files[0].Path)
	}
	r, err := zip.NewReader(bytes.NewReader(files[0].Data), int64(len(files[0].Data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []File
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, File{Path: f.Name, Data: data})
	}
	return out
}

func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	if os.Getenv("UNPW_UPDATE") != "" {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (UNPW_UPDATE=1 writes it anew):\n%s", name, diff)
	}
}

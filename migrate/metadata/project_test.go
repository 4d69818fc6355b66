package metadata

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProjectFiles(t *testing.T) {
	files := project(t, Options{APIVersion: "64.0", Project: "acme"}, jwtApp())
	var sfdx struct {
		Name, SourceAPIVersion string
		PackageDirectories     []struct {
			Path    string
			Default bool
		}
	}
	if err := json.Unmarshal([]byte(files["sfdx-project.json"]), &sfdx); err != nil {
		t.Fatal(err)
	}
	if sfdx.Name != "acme" || sfdx.SourceAPIVersion != "64.0" || len(sfdx.PackageDirectories) != 1 || sfdx.PackageDirectories[0].Path != "force-app" {
		t.Errorf("%+v", sfdx)
	}
	var scratch struct{ Features []string }
	if err := json.Unmarshal([]byte(files["config/project-scratch-def.json"]), &scratch); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ExternalClientApps", "ExtlClntAppSecretExposeCtl"}, scratch.Features); diff != "" {
		t.Error(diff)
	}
}

func TestLockdownBlocksAndUndoes(t *testing.T) {
	files := project(t, Options{}, jwtApp())
	const setting = "force-app/main/default/settings/OauthOidc.settings-meta.xml"
	for folder, want := range map[string]string{"lockdown/": "true", "lockdown/undo/": "false"} {
		root := read(t, files, folder+setting)
		if root.Name != "OauthOidcSettings" || len(root.Kids) != 1 || root.kid("blockOAuthUnPwFlow").Text != want {
			t.Errorf("%s: %+v", folder, root)
		}
	}
	both, err := Lockdown(Lock{UserAgent: true}, Options{Layout: MDAPI})
	if err != nil {
		t.Fatal(err)
	}
	if len(both) != 2 || both[0].Path != "package.xml" || both[1].Path != "settings/OauthOidc.settings" {
		t.Fatalf("%+v", both)
	}
	if !strings.Contains(string(both[1].Data), "<blockOAuthUsrAgtFlow>true<") {
		t.Errorf("the user-agent flow stays: %s", both[1].Data)
	}
}

func TestRollbackDeletesOnlyWhatIsNew(t *testing.T) {
	old := connectedApp(ccApp())
	old.Existing = true
	text := project(t, Options{}, old, jwtApp())
	changes := read(t, text, "rollback/destructiveChanges.xml")
	if len(changes.Kids) != 1 || changes.kid("types").kid("members").Text != "Billing_Sync" || changes.kid("types").kid("name").Text != "ExternalClientApplication" {
		t.Errorf("%+v", changes)
	}
	if empty := read(t, text, "rollback/package.xml"); len(empty.Kids) != 1 || empty.kid("version").Text != "66.0" {
		t.Errorf("%+v", empty)
	}
	for file := range project(t, Options{}, old) {
		if strings.HasPrefix(file, "rollback/") {
			t.Errorf("nothing to delete, yet %s", file)
		}
	}
}

// The zip layout has the lockdown and the way back as zips of their own, which are
// what the source layout has in folders.
func TestZipsBesideTheApps(t *testing.T) {
	files, err := Project([]App{jwtApp()}, Options{Layout: Zipped})
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string]string{}
	for _, f := range files {
		r, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range r.File {
			rc, err := entry.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(rc)
			if err != nil {
				t.Fatal(err)
			}
			inside[f.Path+" "+entry.Name] = string(text)
		}
	}
	source := project(t, Options{}, jwtApp())
	for entry, file := range map[string]string{
		"rollback.zip destructiveChanges.xml":           "rollback/destructiveChanges.xml",
		"rollback.zip package.xml":                      "rollback/package.xml",
		"lockdown.zip settings/OauthOidc.settings":      "lockdown/force-app/main/default/settings/OauthOidc.settings-meta.xml",
		"lockdown-undo.zip settings/OauthOidc.settings": "lockdown/undo/force-app/main/default/settings/OauthOidc.settings-meta.xml",
		"lockdown-undo.zip package.xml":                 "lockdown/undo/manifest/package.xml",
	} {
		if inside[entry] == "" || inside[entry] != source[file] {
			t.Errorf("%s is not %s", entry, file)
		}
	}
}

func TestZipHoldsTheMetadataLayout(t *testing.T) {
	o := Options{Layout: MDAPI}
	want := project(t, o, jwtApp(), ccApp())
	parts, err := Parts([]App{jwtApp(), ccApp()}, Options{})
	if err != nil || len(parts) != 1 {
		t.Fatal(len(parts), err)
	}
	data := parts[0].Zip()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	last := ""
	for _, f := range r.File {
		if f.Name <= last {
			t.Errorf("%s is out of order", f.Name)
		}
		if last = f.Name; f.Modified.Year() != 1980 || f.Method != zip.Deflate {
			t.Errorf("%s is of %s, method %d", f.Name, f.Modified, f.Method)
		}
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

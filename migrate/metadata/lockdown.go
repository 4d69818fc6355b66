package metadata

import "path"

// Lock says what a lockdown does.
type Lock struct {
	UserAgent bool // also the user-agent flow
	Undo      bool // allow again instead of blocking
}

// Lockdown gives the project that blocks the OAuth username-password flow of
// a whole org, or with Undo the one that allows it again: nothing but the
// setting OauthOidc, with only the elements that are meant, so that whatever
// else is set there is not written. (That a deploy leaves absent elements alone
// is not verified.) It does not concern SOAP login(), which metadata cannot
// switch. Deploy it on its own, after everything else has moved.
func Lockdown(l Lock, o Options) ([]File, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	return w.lockdown(l)
}

func (w *writer) lockdown(l Lock) ([]File, error) {
	text, err := w.fill("OauthOidcSettings", struct{ Block, UserAgent bool }{!l.Undo, l.UserAgent})
	if err != nil {
		return nil, err
	}
	manifest, err := w.manifest([]Member{{"Settings", "OauthOidc"}})
	if err != nil {
		return nil, err
	}
	kind := w.facts.Types["OauthOidcSettings"]
	file := path.Join(kind.Folder, "OauthOidc."+kind.Suffix)
	if w.layout != Source {
		files := []File{{Path: "package.xml", Data: manifest}, {Path: file, Data: text}}
		if w.layout == Zipped {
			return []File{{Path: ZipName, Data: pack(files)}}, nil
		}
		return files, nil
	}
	project, err := w.fill("sfdx-project.json", struct {
		Project string
		Version int
	}{w.options.Project + "-lockdown", w.version})
	if err != nil {
		return nil, err
	}
	return sorted([]File{
		{Path: path.Join("force-app/main/default", file+"-meta.xml"), Data: text},
		{Path: "manifest/package.xml", Data: manifest},
		{Path: "sfdx-project.json", Data: project},
	}), nil
}

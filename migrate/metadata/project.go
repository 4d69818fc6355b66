package metadata

import "path"

// around gives what an sfdx project has beside its components: its own files,
// the lockdown and its reversal, and the way back.
func (w *writer) around(apps []App) ([]File, error) {
	files, err := w.projectFiles()
	if err != nil {
		return nil, err
	}
	for name, undo := range map[string]bool{"lockdown": false, "lockdown/undo": true} {
		part, err := w.lockdown(Lock{Undo: undo})
		if err != nil {
			return nil, err
		}
		files = append(files, under(name, part)...)
	}
	back, err := w.rollback(apps)
	return append(files, under("rollback", back)...), err
}

// beside gives what the zip layout has beside the apps, as zips of their own: in
// the metadata layout it would be deployed with them.
func (w *writer) beside(apps []App) ([]File, error) {
	if w.layout != Zipped {
		return nil, nil
	}
	back, err := w.rollback(apps)
	if err != nil {
		return nil, err
	}
	var files []File
	if len(back) > 0 {
		files = append(files, File{Path: "rollback.zip", Data: pack(back)})
	}
	for name, undo := range map[string]bool{"lockdown.zip": false, "lockdown-undo.zip": true} {
		one, err := w.lockdown(Lock{Undo: undo})
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: name, Data: one[0].Data})
	}
	return files, nil
}

// projectFiles are those that any sfdx project of ours begins with.
func (w *writer) projectFiles() ([]File, error) {
	var files []File
	for _, f := range []struct{ path, template string }{
		{"sfdx-project.json", "sfdx-project.json"},
		{"config/project-scratch-def.json", "project-scratch-def.json"},
		{".forceignore", "forceignore"},
		{".gitignore", "gitignore"},
	} {
		data, err := w.fill(f.template, struct {
			Project string
			Version int
		}{w.options.Project, w.version})
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: f.path, Data: data})
	}
	return files, nil
}

func under(folder string, files []File) []File {
	out := make([]File, len(files))
	for i, f := range files {
		f.Path = path.Join(folder, f.Path)
		out[i] = f
	}
	return out
}

// rollback gives a folder in the metadata layout that deletes the apps, and
// with them every token they issued: an empty package.xml and
// destructiveChanges.xml. Deleting an External Client App takes its satellites
// along. Apps that were there before (Existing) stay, and so do permission
// sets: a set that is assigned may be refused, and a refusal would keep the app
// as well.
func (w *writer) rollback(apps []App) ([]File, error) {
	var doomed []Member
	for _, a := range apps {
		if !a.Existing {
			doomed = append(doomed, Names(a)[0])
		}
	}
	if len(doomed) == 0 {
		return nil, nil
	}
	return w.deletion(doomed)
}

func (w *writer) deletion(doomed []Member) ([]File, error) {
	empty, err := w.manifest(nil)
	if err != nil {
		return nil, err
	}
	changes, err := w.destructive(doomed)
	if err != nil {
		return nil, err
	}
	return []File{{Path: "destructiveChanges.xml", Data: changes}, {Path: "package.xml", Data: empty}}, nil
}

// DeletionZip gives the zip whose deploy deletes components.
func DeletionZip(o Options, doomed ...Member) ([]byte, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	files, err := w.deletion(doomed)
	if err != nil {
		return nil, err
	}
	return pack(files), nil
}

package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"unpw/migrate/fail"
)

// writeOutput puts data into the file that a flag named: whole or not at all,
// through a link into what it points to, into a device or pipe as it is.
func (a *app) writeOutput(name string, data []byte) error {
	path, err := a.path(name)
	if err == nil {
		err = replaceFile(path, data)
	}
	if err != nil {
		why := "cannot be written"
		switch {
		case errors.Is(err, fs.ErrNotExist):
			why = "its folder is not there"
		case errors.Is(err, fs.ErrPermission):
			why = "permission denied"
		}
		return fail.At(fail.Partial, name, 0, "%s", why).In("write").Because(err)
	}
	return nil
}

func replaceFile(path string, data []byte) (err error) {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(path, data, mode)
		}
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// encode gives v as a file holds it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fail.New(fail.Bug, "the object cannot be encoded")
	}
	return b.Bytes(), nil
}

// paths gives the paths of the command line as absolute ones.
func (a *app) paths(names []string) ([]string, error) {
	out := make([]string, len(names))
	for i, name := range names {
		path, err := a.path(name)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(path); err != nil {
			why := "no such file or folder"
			if errors.Is(err, fs.ErrPermission) {
				why = "permission denied"
			}
			return nil, fail.At(fail.Usage, name, 0, "%s", why).Because(err)
		}
		out[i] = path
	}
	return out, nil
}

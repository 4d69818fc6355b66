package workspace

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// KeyFile is one file of a key: its extension ("key", "crt", "p12", "jks") and
// its bytes.
type KeyFile struct {
	Ext  string
	Data []byte
}

// KeyPath gives the slash path of a key's file under .unpw/, as a plan holds it
// in keyHere.
func KeyPath(name, ext string) string { return "keys/" + name + "." + ext }

func badName() error {
	return fail.New(fail.Usage, "not a name of a key").Hint("use letters, digits, - and _")
}

// CreateKey writes the files of a key, all or none. Where one of them exists it
// refuses; with force the old ones go to keys/retired/ first: all files of that
// name if the private key is among the new ones, else those that are replaced.
// now dates the retired ones. If a file cannot be written everything is as it
// was before; a crash in between may leave the old key in keys/retired/ only.
func (w *Workspace) CreateKey(name string, files []KeyFile, force bool, now time.Time) error {
	if !isName(name) {
		return badName()
	}
	have, err := w.keyExts(name)
	if err != nil {
		return err
	}
	var retire []string
	newKey := slices.ContainsFunc(files, func(f KeyFile) bool { return f.Ext == "key" })
	for _, ext := range have {
		switch {
		case slices.ContainsFunc(files, func(f KeyFile) bool { return f.Ext == ext }):
			if !force {
				return exists(KeyPath(name, ext), fs.ErrExist)
			}
			retire = append(retire, ext)
		case newKey && force:
			retire = append(retire, ext)
		case newKey:
			return exists(KeyPath(name, ext), fs.ErrExist) // would not belong to the new key
		}
	}
	base, err := w.retire(name, retire, now)
	if err != nil {
		return err
	}
	for i, f := range files {
		err := w.CreateFile(KeyPath(name, f.Ext), f.Data)
		if err == nil {
			continue
		}
		if errors.Is(err, fs.ErrExist) {
			err = exists(KeyPath(name, f.Ext), err)
		}
		return errors.Join(err, w.restore(name, files[:i], base, retire))
	}
	return nil
}

// restore takes back what CreateKey has done: the files it made, and those it
// retired as base.
func (w *Workspace) restore(name string, made []KeyFile, base string, retired []string) error {
	root, err := w.private(false)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range made {
		err = errors.Join(err, root.Remove(KeyPath(name, f.Ext)))
	}
	for _, ext := range retired {
		err = errors.Join(err, root.Rename(base+"."+ext, KeyPath(name, ext)))
	}
	if err != nil {
		return fail.At(fail.Partial, Dir+"/keys", 0, "%s", cause(err)).In("restore").Because(err)
	}
	return nil
}

func exists(name string, err error) error {
	return fail.At(fail.Partial, Dir+"/"+name, 0, "exists already").In("create").
		Hint("keep it, or pass --force: the old one then moves to %s/keys/retired", Dir).Because(err)
}

// ReadKey reads one file of a key. The error of a missing one answers
// errors.Is(err, fs.ErrNotExist).
func (w *Workspace) ReadKey(name, ext string) (secret.Secret, error) {
	if !isName(name) {
		return secret.Secret{}, badName()
	}
	data, err := w.ReadFile(KeyPath(name, ext))
	return secret.New(string(data)), err
}

// KeyNames lists the keys, sorted: the names of which there is a private key.
func (w *Workspace) KeyNames() ([]string, error) {
	var names []string
	files, err := w.list("keys")
	for _, f := range files {
		if name, ok := strings.CutSuffix(f, ".key"); ok && isName(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// RetireKey moves all files of a key to keys/retired/ and gives the number of
// them.
func (w *Workspace) RetireKey(name string, now time.Time) (int, error) {
	exts, err := w.keyExts(name)
	if err != nil {
		return 0, err
	}
	_, err = w.retire(name, exts, now)
	return len(exts), err
}

// retire moves files to keys/retired/NAME-20261123T174415Z.EXT, with a number
// where that is taken, and gives that path without the extension.
func (w *Workspace) retire(name string, exts []string, now time.Time) (string, error) {
	if len(exts) == 0 {
		return "", nil
	}
	root, err := w.private(true)
	if err != nil {
		return "", err
	}
	defer root.Close()
	old := "keys/retired/" + name + "-" + now.UTC().Format(stamp)
	if err := w.folders(root, old); err != nil {
		return "", err
	}
	free := func(base string) bool {
		return !slices.ContainsFunc(exts, func(ext string) bool {
			_, err := root.Lstat(base + "." + ext)
			return !errors.Is(err, fs.ErrNotExist)
		})
	}
	base := old
	for n := 2; !free(base); n++ {
		base = old + "-" + strconv.Itoa(n)
	}
	for _, ext := range exts {
		if err := root.Rename(KeyPath(name, ext), base+"."+ext); err != nil {
			return "", fail.At(fail.Partial, Dir+"/"+KeyPath(name, ext), 0, "%s", cause(err)).In("retire").Because(err)
		}
	}
	if err := errors.Join(syncFolder(root, "keys"), syncFolder(root, path.Dir(old))); err != nil {
		return "", fail.At(fail.Partial, Dir+"/"+path.Dir(old), 0, "%s", cause(err)).In("retire").Because(err)
	}
	return base, nil
}

// keyExts lists the extensions of the files of a key, sorted.
func (w *Workspace) keyExts(name string) ([]string, error) {
	var exts []string
	files, err := w.list("keys")
	for _, f := range files {
		if ext, ok := strings.CutPrefix(f, name+"."); ok && ext != "" {
			exts = append(exts, ext)
		}
	}
	return exts, err
}

// list names what lies in a folder under .unpw/, sorted; nothing where there is
// none.
func (w *Workspace) list(folder string) ([]string, error) {
	root, err := w.private(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fail.At(fail.Usage, Dir+"/"+folder, 0, "%s", cause(err)).In("read").Because(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

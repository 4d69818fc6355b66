package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"unpw/migrate/fail"
)

// Modes of what lies under .unpw/.
const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// private opens .unpw/ so that no path in it can lead out of it, and makes it
// where create says so. Without create a missing one is fs.ErrNotExist.
//
// A link in its place is refused: whoever made it would choose where keys lie.
// A folder that others can read is closed, and the user is told.
func (w *Workspace) private(create bool) (*os.Root, error) {
	parent, err := os.OpenRoot(w.Folder)
	if err != nil {
		return nil, fail.At(fail.Usage, w.Folder, 0, "%s", cause(err)).In("open").Because(err)
	}
	defer parent.Close()
	if create {
		if err := parent.Mkdir(Dir, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fail.At(fail.Partial, Dir, 0, "%s", cause(err)).In("make").
				Hint("make this folder writable, or choose another one with -C").Because(err)
		}
	}
	info, err := parent.Lstat(Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fs.ErrNotExist
	case err != nil:
		return nil, fail.At(fail.Usage, Dir, 0, "%s", cause(err)).In("open").Because(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fail.At(fail.Usage, Dir, 0, "is a symbolic link").In("open").Hint("replace it by the folder itself")
	case !info.IsDir():
		return nil, fail.At(fail.Usage, Dir, 0, "is not a folder").In("open").Hint("move that file away")
	}
	if err := w.closeToOthers(parent, Dir, Dir, info, folderMode); err != nil {
		return nil, err
	}
	root, err := parent.OpenRoot(Dir)
	if err != nil {
		return nil, fail.At(fail.Usage, Dir, 0, "%s", cause(err)).In("open").Because(err)
	}
	if create {
		if _, err := root.Lstat(".gitignore"); errors.Is(err, fs.ErrNotExist) {
			if err := createNew(root, ".gitignore", []byte("*\n"), fileMode); err != nil && !errors.Is(err, fs.ErrExist) {
				root.Close()
				return nil, fail.At(fail.Partial, Dir+"/.gitignore", 0, "%s", cause(err)).In("write").Because(err)
			}
		}
	}
	return root, nil
}

// closeToOthers takes the permissions of others off name, and says so. Windows has no
// such permissions.
func (w *Workspace) closeToOthers(root *os.Root, name, shown string, info fs.FileInfo, mode fs.FileMode) error {
	if runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if err := root.Chmod(name, mode); err != nil {
		return fail.At(fail.Usage, shown, 0, "others can read it, and its permissions cannot be changed: %s", cause(err)).In("open").
			Hint("run chmod %o on it as its owner", mode).Because(err)
	}
	w.warn(fmt.Sprintf("%s was open to others (mode %04o): closed it (mode %04o); exchange the keys and secrets in it if others use this machine",
		shown, info.Mode().Perm(), mode))
	return nil
}

// folders makes the folders that lead to name, each closed to others.
func (w *Workspace) folders(root *os.Root, name string) error {
	dir := path.Dir(name)
	if dir == "." {
		return nil
	}
	done := ""
	for _, part := range strings.Split(dir, "/") {
		done = path.Join(done, part)
		shown := Dir + "/" + done
		if err := root.Mkdir(done, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
			return fail.At(fail.Partial, shown, 0, "%s", cause(err)).In("make").Because(err)
		}
		info, err := root.Lstat(done)
		switch {
		case err != nil:
			return fail.At(fail.Partial, shown, 0, "%s", cause(err)).In("make").Because(err)
		case !info.IsDir():
			return fail.At(fail.Usage, shown, 0, "is not a folder").In("open").Hint("move that file or link away")
		}
		if err := w.closeToOthers(root, done, shown, info, folderMode); err != nil {
			return err
		}
	}
	return nil
}

// local checks a slash path below .unpw/.
func local(name string) error {
	if name == "." || !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name || strings.Contains(name, `\`) {
		return fail.New(fail.Bug, "not a path below %s", Dir)
	}
	return nil
}

// ReadFile reads a file under .unpw/ by its slash path. The error of a missing
// one answers errors.Is(err, fs.ErrNotExist). A file that others can read is
// closed first, and the user is told.
func (w *Workspace) ReadFile(name string) ([]byte, error) {
	if err := local(name); err != nil {
		return nil, err
	}
	root, err := w.private(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(name, err)
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missing(name, err)
	case err != nil:
		return nil, fail.At(fail.Usage, Dir+"/"+name, 0, "%s", cause(err)).In("read").Because(err)
	case !info.Mode().IsRegular():
		return nil, fail.At(fail.Usage, Dir+"/"+name, 0, "is not a file").In("read").Hint("move it away")
	}
	if err := w.closeToOthers(root, name, Dir+"/"+name, info, fileMode); err != nil {
		return nil, err
	}
	data, err := root.ReadFile(name)
	if err != nil {
		return nil, fail.At(fail.Usage, Dir+"/"+name, 0, "%s", cause(err)).In("read").Because(err)
	}
	return data, nil
}

func missing(name string, err error) error {
	return fail.At(fail.Usage, Dir+"/"+name, 0, "no such file").In("read").Because(err)
}

package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"

	"unpw/migrate/fail"
)

// WriteFile puts data under .unpw/ at a slash path, in place of what is there.
// Whatever happens, the file is the old one or the new one, whole.
func (w *Workspace) WriteFile(name string, data []byte) error { return w.write(name, data, replace) }

// CreateFile does the same where nothing is yet; else its error answers
// errors.Is(err, fs.ErrExist) and nothing has changed.
func (w *Workspace) CreateFile(name string, data []byte) error { return w.write(name, data, createNew) }

func (w *Workspace) write(name string, data []byte, put func(*os.Root, string, []byte, fs.FileMode) error) error {
	if err := local(name); err != nil {
		return err
	}
	root, err := w.private(true)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := w.folders(root, name); err != nil {
		return err
	}
	if err := put(root, name, data, fileMode); err != nil {
		return fail.At(fail.Partial, Dir+"/"+name, 0, "%s", cause(err)).In("write").Because(err)
	}
	return nil
}

// replace writes a temporary file beside name and renames it.
func replace(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	temp, err := temporary(root, path.Dir(name), data, mode)
	if err != nil {
		return err
	}
	if err := root.Rename(temp, name); err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return syncFolder(root, path.Dir(name))
}

// createNew writes a temporary file and links it to name, which fails where name
// is taken: so name is never seen half written, and of two processes one wins.
// On file systems without links name itself is created and written.
func createNew(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	temp, err := temporary(root, path.Dir(name), data, mode)
	if err != nil {
		return err
	}
	err = root.Link(temp, name)
	if removed := root.Remove(temp); removed != nil && err == nil {
		err = removed
	}
	if err == nil {
		return syncFolder(root, path.Dir(name))
	}
	if errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	if _, there := root.Lstat(name); !errors.Is(there, fs.ErrNotExist) {
		return err
	}
	return fill(root, name, data, mode)
}

// temporary writes data into a new file in folder and gives its name. The name
// holds no chance: it is free because opening it says so.
func temporary(root *os.Root, folder string, data []byte, mode fs.FileMode) (string, error) {
	for n := 0; ; n++ {
		name := path.Join(folder, fmt.Sprintf(".new-%d-%d", os.Getpid(), n))
		switch err := fill(root, name, data, mode); {
		case err == nil:
			return name, nil
		case !errors.Is(err, fs.ErrExist) || n > 1000:
			return "", err
		}
	}
}

// fill creates name, writes data and waits until the disk has it. A file that
// cannot be filled is removed.
func fill(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode) // the umask may have taken what the file before had
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return errors.Join(err, root.Remove(name))
	}
	return nil
}

// syncFolder waits until the disk has the names in folder. Windows cannot be
// asked that.
func syncFolder(root *os.Root, folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

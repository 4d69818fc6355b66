package apply

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// FS is the file system as the transaction sees it: little enough that a test
// can stand in for it, lose what was not synced, and fail anywhere. Paths are
// absolute and of the platform. An implementation MUST make Rename atomic
// within one folder, and MUST have made durable what Sync and SyncDir
// acknowledge.
type FS interface {
	// Stat describes path itself: a symbolic link is not followed.
	Stat(path string) (Info, error)
	// Resolve gives the absolute path free of symbolic links of a path that
	// exists.
	Resolve(path string) (string, error)
	// Read gives all bytes of a file.
	Read(path string) ([]byte, error)
	// List gives the names in a folder, sorted.
	List(dir string) ([]string, error)
	// Open opens a file for writing.
	Open(path string, how How) (File, error)
	// Mkdir makes one folder, 0700, that must not exist.
	Mkdir(path string) error
	// Rename moves a file within its folder and replaces what is there.
	Rename(from, to string) error
	// Remove removes a file or an empty folder.
	Remove(path string) error
	// SyncDir makes the names in a folder durable.
	SyncDir(dir string) error
}

// File is a file open for writing.
type File interface {
	io.Writer
	// Like gives the file the mode, the owner and, where the platform has
	// them, the extended attributes of the file at path.
	Like(path string) error
	// Sync makes the bytes durable.
	Sync() error
	Close() error
}

// How says how Open opens.
type How int

// The ways to open a file for writing.
const (
	Fresh     How = iota // made now, 0600; an existing one is an error, a link too
	Append               // an existing one, at its end
	Overwrite            // an existing one, from its first byte, keeping its length
)

// Info is what a replacement has to know of a file.
type Info struct {
	Mode     fs.FileMode
	Size     int64
	Links    uint64 // number of names; 1 where the platform does not tell
	Writable bool   // this process may write to it
}

// ReadOnly gives fsys without the ability to write: every change is refused.
// A dry run that stands on it cannot write by construction.
func ReadOnly(fsys FS) FS { return readOnly{fsys} }

type readOnly struct{ FS }

func (readOnly) Open(path string, _ How) (File, error) { return nil, refused("open", path) }
func (readOnly) Mkdir(path string) error               { return refused("mkdir", path) }
func (readOnly) Rename(_, to string) error             { return refused("rename", to) }
func (readOnly) Remove(path string) error              { return refused("remove", path) }
func (readOnly) SyncDir(dir string) error              { return refused("sync", dir) }

func refused(op, path string) error {
	return &fs.PathError{Op: op, Path: path, Err: errors.New("a dry run writes nothing")}
}

// cause gives the text of a file-system error without its path: the path that
// a user knows is named by fail.Error, relative to its root.
func cause(err error) string {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err.Error()
	case errors.As(err, &l):
		return l.Err.Error()
	}
	return err.Error()
}

// writeFresh makes the file path with data in it, 0600 and durable but for its
// name. Nothing is left of it on failure.
func writeFresh(fsys FS, path string, data []byte, like string) error {
	f, err := fsys.Open(path, Fresh)
	if err != nil {
		return err
	}
	err = fill(f, data, like)
	if err != nil {
		// The first error is the one to tell; what cannot be removed now is
		// removed when the run is closed or recovered.
		_ = fsys.Remove(path)
	}
	return err
}

// fill writes data, takes over the attributes of the file at like (none where
// that is empty), syncs and closes.
func fill(f File, data []byte, like string) error {
	_, err := f.Write(data)
	if err == nil && like != "" {
		err = f.Like(like)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// exists tells whether there is something at path.
func exists(fsys FS, path string) (bool, error) {
	_, err := fsys.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// removeIfThere removes path; that it is not there is no error.
func removeIfThere(fsys FS, path string) error {
	if err := fsys.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

package apply

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"unpw/migrate/fail"
)

// How a file is replaced, in the words of reference tools: a temporary file in
// the same folder, opened exclusively with 0600, written, given the mode, owner
// and attributes of its target, synced, read again and compared; then renamed
// over the target, and the folder synced. Never a copy over the original, not
// even where the rename fails: that is how other tools lose files on a full
// disk.

// locate follows path to the real file and refuses, with the reason, what must
// not be replaced. file is the name a user knows.
func locate(fsys FS, root, path, file string) (string, error) {
	real, err := fsys.Resolve(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", changed(file, "is gone").Because(err)
	}
	if err != nil {
		return "", refuse(file, "%s", cause(err)).Because(err)
	}
	realRoot, err := fsys.Resolve(root)
	if err != nil {
		return "", refuse(file, "its root: %s", cause(err)).Because(err)
	}
	if !within(realRoot, real) {
		return "", refuse(file, "is a link to a file outside the root").
			Hint("name the folder that holds the real file as a root")
	}
	info, err := fsys.Stat(real)
	if err != nil {
		return "", refuse(file, "%s", cause(err)).Because(err)
	}
	switch {
	case !info.Mode.IsRegular():
		return "", refuse(file, "is not a regular file")
	case info.Links > 1:
		return "", refuse(file, "has %d hard links: replacing it would leave the others behind", info.Links).
			Hint("make it a file of its own, or a symbolic link")
	case info.Mode&0o222 == 0:
		return "", refuse(file, "is read-only").Hint("make it writable")
	case !info.Writable:
		return "", refuse(file, "may not be written by this user").Hint("run unpw as the owner of the file")
	}
	return real, nil
}

// within tells whether path is dir or lies in it; both are free of links.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// stage makes the temporary file temp beside real, ready to be renamed over it.
func stage(fsys FS, temp, real, file string, data []byte) error {
	err := writeFresh(fsys, temp, data, real)
	var at *fs.PathError
	if errors.As(err, &at) && at.Op == "open" && errors.Is(err, fs.ErrPermission) {
		return refuse(file, "its folder cannot be written: %s", cause(err)).Because(err)
	}
	if err != nil {
		return refuse(file, "%s", cause(err)).Because(err)
	}
	back, err := fsys.Read(temp)
	if err == nil && !bytes.Equal(back, data) {
		err = errors.New("what was written reads back differently")
	}
	if err != nil {
		_ = fsys.Remove(temp) // again at the end of the run, which names what stays
		return refuse(file, "%s", cause(err)).Because(err)
	}
	return nil
}

// swap renames temp over real if real still holds want. After an error real
// may hold either: the caller looks. Between the comparison and the rename lies
// a moment in which a change by somebody else is lost; no portable call closes
// it.
func swap(fsys FS, temp, real, file string, want []byte) error {
	now, err := fsys.Read(real)
	if err != nil {
		return refuse(file, "%s", cause(err)).Because(err)
	}
	if !bytes.Equal(now, want) {
		return changed(file, "changed while it was being replaced")
	}
	if err := fsys.Rename(temp, real); err != nil {
		return refuse(file, "%s", cause(err)).Because(err)
	}
	if err := fsys.SyncDir(filepath.Dir(real)); err != nil {
		return refuse(file, "its folder: %s", cause(err)).Because(err)
	}
	return nil
}

// tempName names the temporary file that holds kind ("new" or "old") of the
// numbered file of a run. It carries nothing of the target's name, so that no
// glob that finds the target finds it, and the longest name still fits.
func tempName(run string, n int, kind string) string {
	return fmt.Sprintf(".unpw-%s-%04d.%s", run, n, kind)
}

func refuse(file, format string, args ...any) *fail.Error {
	return fail.At(fail.Partial, file, 0, format, args...).In("apply")
}

func changed(file, format string, args ...any) *fail.Error {
	return fail.At(fail.Changed, file, 0, format, args...).In("apply")
}

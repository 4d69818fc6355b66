//go:build unix

package apply

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// errOwner is what like answers where the owner cannot be kept.
var errOwner = errors.New("it belongs to another user or group, and replacing it would change that")

func links(_ string, fi fs.FileInfo) (uint64, error) {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 1, nil
	}
	return uint64(st.Nlink), nil // 16 bits wide on some systems
}

// writable asks access(2), which knows of lists and read-only mounts. It says
// yes to root whatever the mode is; the mode is looked at as well.
func writable(path string, fi fs.FileInfo) bool {
	return fi.Mode()&fs.ModeSymlink != 0 || unix.Access(path, unix.W_OK) == nil
}

func syncFolder(d *os.File) error { return d.Sync() }

// like sets owner, then attributes, then mode: chown(2) clears set-id bits, and
// the group bits of the mode are the mask of an access list.
func like(f *os.File, path string) error {
	want, err := os.Stat(path)
	if err != nil {
		return err
	}
	have, err := f.Stat()
	if err != nil {
		return err
	}
	w, ok := want.Sys().(*syscall.Stat_t)
	h, same := have.Sys().(*syscall.Stat_t)
	if ok && same && (w.Uid != h.Uid || w.Gid != h.Gid) {
		if err := f.Chown(int(w.Uid), int(w.Gid)); errors.Is(err, fs.ErrPermission) {
			return errOwner
		} else if err != nil {
			return err
		}
	}
	if err := copyAttributes(f, path); err != nil {
		return err
	}
	return f.Chmod(want.Mode())
}

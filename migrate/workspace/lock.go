package workspace

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"unpw/migrate/fail"
)

// Lock is the right to write under .unpw/ and into the tree.
type Lock struct{ file *flock.Flock }

// Lock takes .unpw/lock, or fails with code Locked and names the process that
// holds it. The lock is advisory, ends with its process, and does not reach
// across machines on every network file system.
func (w *Workspace) Lock() (*Lock, error) {
	root, err := w.private(true)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	const shown = Dir + "/lock"
	// The library opens by path and follows links.
	if info, err := root.Lstat("lock"); err == nil && !info.Mode().IsRegular() {
		return nil, fail.At(fail.Usage, shown, 0, "is not a file").In("lock").Hint("move it away")
	}
	file := flock.New(w.Path("lock"), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(fileMode))
	taken, err := file.TryLock()
	if err != nil {
		return nil, fail.At(fail.Partial, shown, 0, "%s", cause(err)).In("lock").Because(err)
	}
	if !taken {
		return nil, fail.New(fail.Locked, "%s is at work in this folder", holder(root)).
			Hint("wait until it has ended, or end it")
	}
	if err := w.sign(root); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Lock{file: file}, nil
}

// sign writes who holds the lock into the file, whose inode must stay.
func (w *Workspace) sign(root *os.Root) error {
	info, err := root.Lstat("lock")
	if err == nil {
		err = w.closeToOthers(root, "lock", Dir+"/lock", info, fileMode)
	}
	if err == nil {
		err = root.WriteFile("lock", []byte(strconv.Itoa(os.Getpid())+"\n"), fileMode)
	}
	if err != nil {
		return fail.At(fail.Partial, Dir+"/lock", 0, "%s", cause(err)).In("lock").Because(err)
	}
	return nil
}

// holder names the process in the lock file. Where it cannot be read, as while
// it is locked on Windows, nothing is guessed.
func holder(root *os.Root) string {
	data, err := root.ReadFile("lock")
	if pid, bad := strconv.Atoi(strings.TrimSpace(string(data))); err == nil && bad == nil && pid > 0 {
		return "another unpw (process " + strconv.Itoa(pid) + ")"
	}
	return "another unpw"
}

// Unlock gives the lock back. The file stays: removing it would let two
// processes hold two locks of one name.
func (l *Lock) Unlock() error {
	if err := l.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fail.At(fail.Partial, Dir+"/lock", 0, "%s", cause(err)).In("unlock").Because(err)
	}
	return nil
}

package apply

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Disk is the real file system.
type Disk struct{}

var _ FS = Disk{}

// Stat implements FS.
func (Disk) Stat(path string) (Info, error) {
	fi, err := os.Lstat(path)
	if err != nil {
		return Info{}, err
	}
	info := Info{Mode: fi.Mode(), Size: fi.Size(), Links: 1, Writable: writable(path, fi)}
	if fi.Mode().IsRegular() {
		info.Links, err = links(path, fi)
	}
	return info, err
}

// Resolve implements FS.
func (Disk) Resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	var at *fs.PathError
	if err != nil && !errors.As(err, &at) {
		// The one error of EvalSymlinks without a path.
		return "", errors.New("a link leads in a circle")
	}
	return real, err
}

// Read implements FS.
func (Disk) Read(path string) ([]byte, error) { return os.ReadFile(path) }

// List implements FS.
func (Disk) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// Open implements FS.
func (Disk) Open(path string, how How) (File, error) {
	flag := os.O_WRONLY
	switch how {
	case Fresh:
		flag |= os.O_CREATE | os.O_EXCL
	case Append:
		flag |= os.O_APPEND
	}
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return diskFile{f}, nil
}

// Mkdir implements FS.
func (Disk) Mkdir(path string) error { return os.Mkdir(path, 0o700) }

// Rename implements FS. On Windows os.Rename is MoveFileEx with
// MOVEFILE_REPLACE_EXISTING, which Microsoft does not promise to be atomic.
func (Disk) Rename(from, to string) error { return os.Rename(from, to) }

// Remove implements FS.
func (Disk) Remove(path string) error { return os.Remove(path) }

// SyncDir implements FS. A file system that cannot sync a folder (some network
// ones answer EINVAL) keeps its own promise about names.
func (Disk) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	err = syncFolder(d)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

type diskFile struct{ *os.File }

// Like implements File.
func (f diskFile) Like(path string) error { return like(f.File, path) }

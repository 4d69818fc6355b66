package apply

import (
	"io/fs"
	"os"
	"syscall"
)

// links asks GetFileInformationByHandle.
func links(path string, _ fs.FileInfo) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var info syscall.ByHandleFileInformation
	if err := syscall.GetFileInformationByHandle(syscall.Handle(f.Fd()), &info); err != nil {
		return 0, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	return uint64(info.NumberOfLinks), nil
}

// writable knows the read-only attribute only, not the access list: a file that
// the list protects fails at its replacement and is rolled back.
func writable(_ string, fi fs.FileInfo) bool { return fi.Mode()&0o200 != 0 }

// syncFolder does nothing: Windows has no fsync for a folder.
func syncFolder(*os.File) error { return nil }

// like keeps the read-only attribute. The access list of the new file is the
// one its folder hands down: one set on the file itself is lost.
func like(f *os.File, path string) error {
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	return f.Chmod(fi.Mode())
}

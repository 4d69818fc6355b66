package apply

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// accessList is the attribute that holds a POSIX access list (acl(5)).
const accessList = "system.posix_acl_access"

// copyAttributes gives f the extended attributes of the file at path. Labels
// (security.*, trusted.*) are the kernel's to give and need privilege: those
// that cannot be set are left to it; any other that cannot be kept is an error.
func copyAttributes(f *os.File, path string) error {
	names, err := attributes(path)
	if errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	if err != nil {
		return &os.PathError{Op: "listxattr", Path: path, Err: err}
	}
	fd := int(f.Fd())
	if !slices.Contains(names, accessList) {
		// The folder's default list may have given the new file rights that
		// the old one did not give; that there was none to remove is as well.
		_ = unix.Fremovexattr(fd, accessList)
	}
	for _, name := range names {
		value, err := attribute(path, name)
		if err == nil {
			err = unix.Fsetxattr(fd, name, value, 0)
		}
		if err != nil && !strings.HasPrefix(name, "security.") && !strings.HasPrefix(name, "trusted.") {
			return &os.PathError{Op: "setxattr", Path: path, Err: err}
		}
	}
	return nil
}

func attributes(path string) ([]string, error) {
	list, err := sized(func(buf []byte) (int, error) { return unix.Listxattr(path, buf) })
	var names []string
	for name := range bytes.SplitSeq(list, []byte{0}) {
		if len(name) > 0 {
			names = append(names, string(name))
		}
	}
	return names, err
}

func attribute(path, name string) ([]byte, error) {
	return sized(func(buf []byte) (int, error) { return unix.Getxattr(path, name, buf) })
}

// sized calls get with no buffer to learn the size, then with one of it. One
// that grew in between is ERANGE, and the file was being changed anyway.
func sized(get func([]byte) (int, error)) ([]byte, error) {
	n, err := get(nil)
	if err != nil || n == 0 {
		return nil, err
	}
	buf := make([]byte, n)
	n, err = get(buf)
	return buf[:max(n, 0)], err
}

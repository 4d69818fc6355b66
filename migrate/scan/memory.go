package scan

import (
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Memory gives files that are held in memory as a file system: the examples of
// recipes, and what a file will say once it is written. Files that are added to
// the map later are not listed.
func Memory(files map[string]string) fs.FS {
	m := memory{files: files, folders: map[string][]fs.DirEntry{".": nil}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m.put(name, entry{name: path.Base(name), size: int64(len(files[name]))})
	}
	for _, list := range m.folders {
		slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return m
}

type memory struct {
	files   map[string]string
	folders map[string][]fs.DirEntry
}

// put lists e in the folder of name, and that folder in those above it.
func (m memory) put(name string, e entry) {
	dir := path.Dir(name)
	_, known := m.folders[dir]
	m.folders[dir] = append(m.folders[dir], e)
	if !known {
		m.put(dir, entry{name: path.Base(dir), dir: true})
	}
}

// Open implements fs.FS.
func (m memory) Open(name string) (fs.File, error) {
	if s, ok := m.files[name]; ok {
		return &memoryFile{entry: entry{name: path.Base(name), size: int64(len(s))}, Reader: strings.NewReader(s)}, nil
	}
	if list, ok := m.folders[name]; ok {
		return &memoryFile{entry: entry{name: path.Base(name), dir: true}, Reader: strings.NewReader(""), list: list}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// entry is a file of memory as a directory and Stat show it.
type entry struct {
	name string
	size int64
	dir  bool
}

func (e entry) Name() string               { return e.name }
func (e entry) IsDir() bool                { return e.dir }
func (e entry) Size() int64                { return e.size }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) Sys() any                   { return nil }
func (e entry) Type() fs.FileMode          { return e.Mode().Type() }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
func (e entry) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

type memoryFile struct {
	entry
	io.Reader
	list []fs.DirEntry
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) ReadDir(n int) ([]fs.DirEntry, error) {
	list := f.list
	f.list = nil
	if n > 0 && len(list) > n {
		list, f.list = list[:n], list[n:]
	}
	if n > 0 && len(list) == 0 {
		return nil, io.EOF
	}
	return list, nil
}

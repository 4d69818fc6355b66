package scan

import (
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"
)

// Memory gives files that are held in memory as a file system: the examples of
// recipes, and what a file will say once it is written.
func Memory(files map[string]string) fs.FS { return memory(files) }

type memory map[string]string

// Open implements fs.FS.
func (m memory) Open(name string) (fs.File, error) {
	if s, ok := m[name]; ok {
		return &memoryFile{entry: entry{name: path.Base(name), size: int64(len(s))}, Reader: strings.NewReader(s)}, nil
	}
	if list := m.list(name); len(list) > 0 || name == "." {
		return &memoryFile{entry: entry{name: path.Base(name), dir: true}, Reader: strings.NewReader(""), list: list}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (m memory) list(dir string) []fs.DirEntry {
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	seen := map[string]entry{}
	for name, s := range m {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		if first, _, below := strings.Cut(rest, "/"); below {
			seen[first] = entry{name: first, dir: true}
		} else {
			seen[rest] = entry{name: rest, size: int64(len(s))}
		}
	}
	out := make([]fs.DirEntry, 0, len(seen))
	for _, e := range seen {
		out = append(out, e)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name() < out[j].Name() })
	return out
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

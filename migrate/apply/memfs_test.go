package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
)

// memFS is a file system that forgets: what was not synced may be lost, in
// part, or turn into zeros when its power is cut. It has no links and no
// permissions; disk_test.go covers those on the real one.
//
// Model: the bytes of a file are durable as of its last Sync. The names in a
// folder are durable as of its last SyncDir; each later change of them survives
// or not on its own, but a rename is one change. POSIX promises no more.
type memFS struct {
	dirs map[string]*memDir
	ops  int
	// fault is asked at every operation, counted from 1; an error is given to
	// the caller, and of a write only the first half is done.
	fault func(n int, op string) error
	trace []string
	lying bool // Sync and SyncDir do nothing
}

type memDir struct {
	now, durable map[string]*memNode
	pending      []func(map[string]*memNode)
}

type memNode struct {
	dir          bool
	data, synced []byte
	mode         fs.FileMode
}

var errPower = errors.New("the power is cut")

func newMemFS(dirs ...string) *memFS {
	m := &memFS{dirs: map[string]*memDir{"/": newMemDir()}}
	for _, d := range dirs {
		if err := errors.Join(m.Mkdir(d), m.SyncDir(filepath.Dir(d))); err != nil {
			panic(err)
		}
	}
	return m
}

func newMemDir() *memDir {
	return &memDir{now: map[string]*memNode{}, durable: map[string]*memNode{}}
}

// put makes a durable file.
func (m *memFS) put(path, data string) {
	n := &memNode{data: []byte(data), synced: []byte(data), mode: 0o640}
	d := m.dirs[filepath.Dir(path)]
	d.now[filepath.Base(path)], d.durable[filepath.Base(path)] = n, n
}

func (m *memFS) step(op, path string) error {
	m.ops++
	m.trace = append(m.trace, op+" "+path)
	if m.fault == nil {
		return nil
	}
	if err := m.fault(m.ops, op); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

func (m *memFS) find(op, path string) (*memDir, string, *memNode, error) {
	if err := m.step(op, path); err != nil {
		return nil, "", nil, err
	}
	d := m.dirs[filepath.Dir(path)]
	if d == nil {
		return nil, "", nil, &fs.PathError{Op: op, Path: path, Err: fs.ErrNotExist}
	}
	name := filepath.Base(path)
	return d, name, d.now[name], nil
}

func (m *memFS) mustFind(op, path string) (*memDir, string, *memNode, error) {
	d, name, n, err := m.find(op, path)
	if err == nil && n == nil {
		err = &fs.PathError{Op: op, Path: path, Err: fs.ErrNotExist}
	}
	return d, name, n, err
}

func (d *memDir) change(f func(map[string]*memNode)) {
	f(d.now)
	d.pending = append(d.pending, f)
}

func (m *memFS) Stat(path string) (Info, error) {
	_, _, n, err := m.mustFind("stat", path)
	if err != nil {
		return Info{}, err
	}
	return Info{Mode: n.mode, Size: int64(len(n.data)), Links: 1, Writable: true}, nil
}

func (m *memFS) Resolve(path string) (string, error) {
	if m.dirs[path] != nil {
		return path, m.step("resolve", path)
	}
	_, _, _, err := m.mustFind("resolve", path)
	return path, err
}

func (m *memFS) Read(path string) ([]byte, error) {
	_, _, n, err := m.mustFind("read", path)
	if err != nil {
		return nil, err
	}
	return slices.Clone(n.data), nil
}

func (m *memFS) List(dir string) ([]string, error) {
	if err := m.step("list", dir); err != nil {
		return nil, err
	}
	if above := m.dirs[filepath.Dir(dir)]; above == nil || above.now[filepath.Base(dir)] == nil {
		return nil, &fs.PathError{Op: "list", Path: dir, Err: fs.ErrNotExist}
	}
	return sortedNames(m.dirs[dir].now), nil
}

func (m *memFS) Open(path string, how How) (File, error) {
	op := "open"
	if how == Fresh {
		op = "create"
	}
	d, name, n, err := m.find(op, path)
	switch {
	case err != nil:
		return nil, err
	case how == Fresh && n != nil:
		return nil, &fs.PathError{Op: op, Path: path, Err: fs.ErrExist}
	case how != Fresh && n == nil:
		return nil, &fs.PathError{Op: op, Path: path, Err: fs.ErrNotExist}
	case how == Fresh:
		n = &memNode{mode: 0o600}
		d.change(func(names map[string]*memNode) { names[name] = n })
	}
	f := &memFile{m: m, node: n, path: path}
	if how == Append {
		f.at = -1
	}
	return f, nil
}

func (m *memFS) Mkdir(path string) error {
	d, name, n, err := m.find("mkdir", path)
	if err == nil && n != nil {
		err = &fs.PathError{Op: "mkdir", Path: path, Err: fs.ErrExist}
	}
	if err == nil {
		m.dirs[path] = newMemDir()
		n = &memNode{dir: true, mode: fs.ModeDir | 0o700}
		d.change(func(names map[string]*memNode) { names[name] = n })
	}
	return err
}

func (m *memFS) Rename(from, to string) error {
	if filepath.Dir(from) != filepath.Dir(to) {
		return fmt.Errorf("rename from folder to folder: %s, %s", from, to)
	}
	d, name, n, err := m.mustFind("rename", from)
	if err == nil {
		d.change(func(names map[string]*memNode) { delete(names, name); names[filepath.Base(to)] = n })
	}
	return err
}

func (m *memFS) Remove(path string) error {
	d, name, n, err := m.mustFind("remove", path)
	if err != nil {
		return err
	}
	if n.dir && len(m.dirs[path].now) > 0 {
		return &fs.PathError{Op: "remove", Path: path, Err: errors.New("directory not empty")}
	}
	d.change(func(names map[string]*memNode) { delete(names, name) })
	return nil
}

func (m *memFS) SyncDir(dir string) error {
	if err := m.step("syncdir", dir); err != nil {
		return err
	}
	d := m.dirs[dir]
	if d == nil {
		return &fs.PathError{Op: "sync", Path: dir, Err: fs.ErrNotExist}
	}
	if m.lying {
		return nil
	}
	for _, f := range d.pending {
		f(d.durable)
	}
	d.pending = nil
	return nil
}

type memFile struct {
	m    *memFS
	node *memNode
	path string
	at   int // -1 appends
}

func (f *memFile) Write(p []byte) (int, error) {
	err := f.m.step("write", f.path)
	if errors.Is(err, errPower) {
		return 0, err
	}
	if err != nil {
		p = p[:len(p)/2]
	}
	data := slices.Clone(f.node.data)
	if f.at < 0 {
		data = append(data, p...)
	} else {
		data = append(data[:f.at], append(slices.Clone(p), data[min(len(data), f.at+len(p)):]...)...)
		f.at += len(p)
	}
	f.node.data = data
	return len(p), err
}

func (f *memFile) Like(path string) error {
	_, _, n, err := f.m.mustFind("like", path)
	if err == nil {
		f.node.mode = n.mode
	}
	return err
}

func (f *memFile) Sync() error {
	if err := f.m.step("sync", f.path); err != nil {
		return err
	}
	if !f.m.lying {
		f.node.synced = slices.Clone(f.node.data)
	}
	return nil
}

func (f *memFile) Close() error { return f.m.step("close", f.path) }

// fate decides what survives a cut of power.
type fate string

const (
	synced fate = "only what was synced"
	all    fate = "everything"
	some   fate = "some of the rest"
)

// reboot gives what is left after the power was cut.
func (m *memFS) reboot(f fate, rng *rand.Rand) *memFS {
	left := &memFS{dirs: map[string]*memDir{}}
	nodes := map[*memNode]*memNode{} // one file under two names stays one
	var visit func(path string)
	visit = func(path string) {
		d := m.dirs[path]
		names := map[string]*memNode{}
		for name, n := range d.durable {
			names[name] = n
		}
		for _, change := range d.pending {
			if f == all || f == some && rng.IntN(2) == 0 {
				change(names)
			}
		}
		out := newMemDir()
		left.dirs[path] = out
		for _, name := range sortedNames(names) {
			n := names[name]
			if nodes[n] == nil {
				data := n.survive(f, rng)
				nodes[n] = &memNode{dir: n.dir, data: data, synced: data, mode: n.mode}
			}
			out.now[name], out.durable[name] = nodes[n], nodes[n]
			if n.dir {
				visit(filepath.Join(path, name))
			}
		}
	}
	visit("/")
	return left
}

func (n *memNode) survive(f fate, rng *rand.Rand) []byte {
	switch {
	case f == all:
		return n.data
	case f == synced || string(n.data) == string(n.synced):
		return n.synced
	}
	if !strings.HasPrefix(string(n.data), string(n.synced)) { // overwritten
		return [][]byte{n.data, n.synced}[rng.IntN(2)]
	}
	end := len(n.synced) + rng.IntN(len(n.data)-len(n.synced)+1)
	data := slices.Clone(n.data[:end])
	if rng.IntN(4) == 0 { // the length reached the disk, the bytes did not
		clear(data[len(n.synced):])
	}
	return data
}

func sortedNames(names map[string]*memNode) []string {
	var list []string
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

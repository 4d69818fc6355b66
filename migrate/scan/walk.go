package scan

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// Skipped is a file that was not read, or a folder that could not be.
type Skipped struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// skippedFolders are never entered: version control, dependencies, build output
// and unpw's own folder.
var skippedFolders = map[string]bool{
	".git": true, ".hg": true, ".svn": true, "node_modules": true, "vendor": true, ".venv": true, "venv": true,
	"target": true, "build": true, "dist": true, "__pycache__": true, ".terraform": true, ".unpw": true,
}

// Root is a folder to scan. FS reads below it; Resolve gives the real path of a
// symbolic link relative to the root, false where it leads out of it. Resolve
// may be nil: then no link is followed.
type Root struct {
	FS      fs.FS
	Resolve func(name string) (string, bool)
}

// Dir gives the folder dir of this machine as a root.
func Dir(dir string) Root {
	return Root{FS: os.DirFS(dir), Resolve: func(name string) (string, bool) {
		base, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "", false
		}
		real, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return "", false
		}
		rel, err := filepath.Rel(base, real)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return "", false
		}
		return filepath.ToSlash(rel), true
	}}
}

// file is one file that may be read.
type file struct{ path string }

// walker lists files with several goroutines: most of the time of a scan goes
// into system calls.
type walker struct {
	root    Root
	exclude []string
	maxSize int64      // of files that are visited; 0: not looked at
	visit   func(file) // called from many goroutines

	mu       sync.Mutex
	skipped  []Skipped
	projects map[string]bool // folders that hold a .git
	wg       sync.WaitGroup
	slots    chan struct{}
}

func (w *walker) skip(name, reason string) {
	w.mu.Lock()
	w.skipped = append(w.skipped, Skipped{File: name, Reason: reason})
	w.mu.Unlock()
}

func (w *walker) project(dir string) {
	w.mu.Lock()
	w.projects[dir] = true
	w.mu.Unlock()
}

func (w *walker) walk(workers int) []Skipped {
	w.slots, w.projects = make(chan struct{}, workers), map[string]bool{}
	w.wg.Add(1)
	w.folder(".")
	w.wg.Wait()
	sort.Slice(w.skipped, func(i, j int) bool { return w.skipped[i].File < w.skipped[j].File })
	return w.skipped
}

func (w *walker) folder(dir string) {
	defer w.wg.Done()
	entries, err := fs.ReadDir(w.root.FS, dir)
	if err != nil {
		w.skip(dir, "folder cannot be read: "+reasonOf(err))
		return
	}
	for _, e := range entries {
		if e.Name() == ".git" {
			w.project(dir)
		}
		name := e.Name()
		if dir != "." {
			name = dir + "/" + name
		}
		if w.excluded(name) {
			continue
		}
		switch {
		case e.IsDir():
			if skippedFolders[e.Name()] {
				continue
			}
			w.wg.Add(1)
			select {
			case w.slots <- struct{}{}:
				go func() { w.folder(name); <-w.slots }()
			default:
				w.folder(name)
			}
		case e.Type()&fs.ModeSymlink != 0:
			w.link(name)
		case !e.Type().IsRegular():
			w.skip(name, "special file")
		default:
			w.regular(name, e)
		}
	}
}

func (w *walker) regular(name string, e fs.DirEntry) {
	if w.maxSize > 0 {
		switch info, err := e.Info(); {
		case err != nil:
			w.skip(name, "cannot be read: "+reasonOf(err))
			return
		case info.Size() > w.maxSize:
			w.skip(name, errTooLarge.Error())
			return
		}
	}
	w.visit(file{path: name})
}

// link follows a link to a file inside the root, once; links to folders are not
// followed, so that no loop can be entered.
func (w *walker) link(name string) {
	if w.root.Resolve == nil {
		return
	}
	real, ok := w.root.Resolve(name)
	if !ok {
		w.skip(name, "symbolic link that leads nowhere or out of the tree")
		return
	}
	info, err := fs.Stat(w.root.FS, real)
	if err != nil || info.IsDir() {
		return
	}
	for _, part := range strings.Split(path.Dir(real), "/") {
		if skippedFolders[part] {
			return
		}
	}
	if !info.Mode().IsRegular() {
		w.skip(name, "special file")
	}
	// The file itself is met where it lies; a second reading under another name
	// would make two integrations of one.
}

func (w *walker) excluded(name string) bool {
	for _, g := range w.exclude {
		if ok, _ := doublestar.Match(g, name); ok {
			return true
		}
	}
	return false
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "it is gone"
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return "input/output error"
}

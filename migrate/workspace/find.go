package workspace

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"unpw/migrate/fail"
)

// Dir is the name of the private folder beside unpw.yaml.
const Dir = ".unpw"

// Workspace is a folder with its unpw.yaml and .unpw/. Neither need exist.
type Workspace struct {
	Folder string            // absolute
	Config string            // path of unpw.yaml; Find sets it, --config may change it
	Rand   io.Reader         // where ids and names of runs come from
	Warn   func(text string) // is told what was repaired; may be nil
}

// Find gives the nearest folder upward from dir that holds unpw.yaml, or dir
// itself where none does.
func Find(dir string) (*Workspace, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fail.At(fail.Usage, dir, 0, "%s", cause(err)).In("find").Because(err)
	}
	info, err := os.Stat(abs)
	switch {
	case err != nil:
		return nil, fail.At(fail.Usage, dir, 0, "%s", cause(err)).In("find").Hint("name a folder that exists").Because(err)
	case !info.IsDir():
		return nil, fail.At(fail.Usage, dir, 0, "not a folder").In("find").Hint("name the folder it is in")
	}
	w := &Workspace{Folder: abs, Rand: rand.Reader}
	for folder := abs; ; folder = filepath.Dir(folder) {
		if info, err := os.Stat(filepath.Join(folder, FileName)); err == nil && !info.IsDir() {
			w.Folder = folder
			break
		}
		if folder == filepath.Dir(folder) {
			break
		}
	}
	w.Config = filepath.Join(w.Folder, FileName)
	return w, nil
}

// ReadConfig gives the bytes of unpw.yaml, nil where there is none.
func (w *Workspace) ReadConfig() ([]byte, error) {
	f, err := os.Open(w.Config)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		defer f.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(f, maxFile+1)); err == nil {
			return data, nil
		}
	}
	return nil, fail.At(fail.Usage, w.configName(), 0, "%s", cause(err)).In("read").Because(err)
}

// LoadConfig loads unpw.yaml, or the defaults where there is none.
func (w *Workspace) LoadConfig() (*Config, error) {
	data, err := w.ReadConfig()
	if err != nil {
		return nil, err
	}
	if data == nil {
		return Default()
	}
	return Load(w.configName(), data)
}

// WriteConfig puts changed in the place of unpw.yaml, whole or not at all.
// before is what ReadConfig gave: a file that somebody has saved meanwhile is
// left alone, with code Changed. A link keeps pointing to its file, and the file
// keeps its permissions.
func (w *Workspace) WriteConfig(before, changed []byte) error {
	now, err := w.ReadConfig()
	if err != nil {
		return err
	}
	if (now == nil) != (before == nil) || !bytes.Equal(now, before) {
		return fail.At(fail.Changed, w.configName(), 0, "was changed meanwhile").In("write").Hint("run the command again")
	}
	target := w.Config
	mode := fs.FileMode(0o644)
	if now != nil {
		info, err := os.Stat(target)
		if err == nil {
			mode = info.Mode().Perm()
			target, err = filepath.EvalSymlinks(target)
		}
		if err != nil {
			return fail.At(fail.Partial, w.configName(), 0, "%s", cause(err)).In("write").Because(err)
		}
	}
	folder, err := os.OpenRoot(filepath.Dir(target))
	if err == nil {
		defer folder.Close()
		err = replace(folder, filepath.Base(target), changed, mode)
	}
	if err != nil {
		return fail.At(fail.Partial, w.configName(), 0, "%s", cause(err)).In("write").
			Hint("make its folder writable").Because(err)
	}
	return nil
}

// configName is what errors call the configuration file.
func (w *Workspace) configName() string {
	if rel, err := filepath.Rel(w.Folder, w.Config); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return w.Config
}

// Path gives the absolute path of something under .unpw/.
func (w *Workspace) Path(elem ...string) string {
	return filepath.Join(append([]string{w.Folder, Dir}, elem...)...)
}

func (w *Workspace) warn(text string) {
	if w.Warn != nil {
		w.Warn(text)
	}
}

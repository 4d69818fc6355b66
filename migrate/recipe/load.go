package recipe

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// Limits of the language: docs/recipe-language.md 10.
const (
	maxFileSize = 64 << 10
	maxInFile   = 50
	maxFiles    = 200
)

// Catalogue is the recipes that a command works with.
type Catalogue struct {
	Recipes  []*Recipe
	Warnings []string // a built-in recipe was replaced
}

// Find gives the recipe called id, nil if there is none.
func (c *Catalogue) Find(id string) *Recipe {
	for _, r := range c.Recipes {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Load reads the built-in recipes (the *.yaml files of builtin) and then those
// of the user's directories; a user's recipe with a built-in id replaces it.
// Errors are *fail.Error with file and line; several are joined.
func Load(builtin fs.FS, dirs map[string]fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	if err := c.add(builtin, "", true); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(dirs))
	for name := range dirs {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := c.add(dirs[name], name, false); err != nil {
			return nil, err
		}
	}
	sort.SliceStable(c.Recipes, func(i, j int) bool { return c.Recipes[i].ID < c.Recipes[j].ID })
	return c, nil
}

func (c *Catalogue) add(fsys fs.FS, dir string, builtIn bool) error {
	files, err := recipeFiles(fsys)
	if err != nil {
		return fail.At(fail.Usage, dir, 0, "recipes cannot be read").Hint("give a folder that holds *.yaml recipe files")
	}
	if len(files) > maxFiles {
		return fail.At(fail.Usage, dir, 0, "more than %d recipe files", maxFiles)
	}
	var all []error
	own := map[string]string{}
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fail.At(fail.Usage, path.Join(dir, name), 0, "cannot be read")
		}
		recipes, err := Parse(path.Join(dir, name), data)
		if err != nil {
			all = append(all, err)
			continue
		}
		for _, r := range recipes {
			r.BuiltIn = builtIn
			if first, dup := own[r.ID]; dup {
				all = append(all, fail.At(fail.Usage, r.File, r.Line, "id %q is taken by %s", r.ID, first))
				continue
			}
			own[r.ID] = r.File
			c.put(r)
		}
	}
	return errors.Join(all...)
}

func (c *Catalogue) put(r *Recipe) {
	for i, old := range c.Recipes {
		if old.ID == r.ID {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s: replaces the built-in recipe %s", r.File, r.ID))
			c.Recipes[i] = r
			return
		}
	}
	c.Recipes = append(c.Recipes, r)
}

func recipeFiles(fsys fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !e.IsDir() && (strings.HasSuffix(p, ".yaml") || strings.HasSuffix(p, ".yml")) {
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

// Parse reads one recipe file. file is used in messages, and its base name is
// the id of the first recipe in it.
func Parse(file string, data []byte) ([]*Recipe, error) {
	if len(data) > maxFileSize {
		return nil, fail.At(fail.Usage, file, 0, "larger than %d KB", maxFileSize>>10)
	}
	sum := sha256.Sum256(data)
	dec := yaml.NewDecoder(bytes.NewReader(data))
	l := &loader{file: file}
	var out []*Recipe
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, l.syntax(err, data)
		}
		if len(doc.Content) == 0 {
			continue
		}
		if len(out) == maxInFile {
			return nil, fail.At(fail.Usage, file, doc.Content[0].Line, "more than %d recipes in one file", maxInFile)
		}
		r := &Recipe{File: file, Line: doc.Content[0].Line, Hash: hex.EncodeToString(sum[:])}
		l.plain(doc.Content[0])
		l.recipe(doc.Content[0], r)
		if len(out) > 0 {
			if len(r.Docs) == 0 {
				r.Docs = out[0].Docs
			}
			if r.Needs == nil {
				r.Needs = out[0].Needs
			}
		}
		l.check(r, len(out) == 0)
		out = append(out, r)
	}
	if len(out) == 0 && len(l.errs) == 0 {
		return nil, fail.At(fail.Usage, file, 1, "holds no recipe")
	}
	return out, errors.Join(l.errs...)
}

type loader struct {
	file string
	keys int // line of "keys" in the recipe being read
	errs []error
}

func (l *loader) fail(n *yaml.Node, format string, args ...any) *fail.Error {
	e := fail.At(fail.Usage, l.file, n.Line, format, args...)
	l.errs = append(l.errs, e)
	return e
}

// syntax explains the two YAML traps of the language where it meets them.
func (l *loader) syntax(err error, data []byte) error {
	line := 0
	if _, after, ok := strings.Cut(err.Error(), "line "); ok {
		_, _ = fmt.Sscanf(after, "%d", &line)
	}
	lines := strings.Split(string(data), "\n")
	for _, at := range []int{line, line - 1, line + 1} {
		if at < 1 || at > len(lines) {
			continue
		}
		text := lines[at-1]
		key, value, _ := strings.Cut(strings.TrimSpace(text), ":")
		value = strings.TrimSpace(value)
		if strings.Contains(text, "?") && strings.ContainsAny(text, "[{") {
			return fail.At(fail.Usage, l.file, at, "%s: an unquoted ? ends the text inside [ ]", key).Hint("write the addresses one a line, without brackets")
		}
		if value != "" && strings.ContainsAny(value[:1], "*&!%@`") {
			return fail.At(fail.Usage, l.file, at, "%s: a text that starts with %s wants quotes", key, value[:1]).Hint("put the text in quotes")
		}
	}
	return fail.At(fail.Usage, l.file, line, "not valid YAML here")
}

// plain refuses aliases, anchors and tags: a recipe is read by people.
func (l *loader) plain(n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		l.fail(n, "anchors and aliases are not part of the language").Hint("write the text out, or put a text that starts with * or & in quotes")
		return
	}
	if n.Style&yaml.TaggedStyle != 0 {
		l.fail(n, "tags are not part of the language").Hint("put a text that starts with ! in quotes")
	}
	for _, c := range n.Content {
		l.plain(c)
	}
}

func fileGlob(g, file, base string) bool {
	if strings.Contains(g, "/") {
		return doublestarMatch(g, file)
	}
	ok, _ := path.Match(strings.ToLower(g), strings.ToLower(base))
	return ok
}

// Package scan walks a folder and finds the integrations in it: which program
// logs in to Salesforce with a username and a password, where each of its
// settings stands, and where the names they refer to are defined. It reads and
// writes nothing but what it is given to read, decides nothing, and keeps no
// secret beyond the bytes of the files it found something in.
package scan

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// Options says what to look for and where not to look.
type Options struct {
	Recipes *recipe.Catalogue
	Exclude []string // doublestar globs on slash paths
	MaxSize int64    // bytes; 0 means DefaultMaxSize
	Workers int      // 0 means two for each core
	Only    []string // when not empty: findings in these files only (a PATH that is a file)
	Now     func() time.Time
}

// DefaultMaxSize is the size from which on a file is skipped.
const DefaultMaxSize = 16 << 20

// Result is what a scan found in one root.
type Result struct {
	Tree         *Tree
	Integrations []*Integration
	Skipped      []Skipped
	Files        int
	Bytes        int64
	Seconds      float64
}

// Scan reads root. The only errors are a cancelled context, and a root that
// cannot be read at all.
func Scan(ctx context.Context, root Root, o Options) (*Result, error) {
	start := o.now()
	s := &scanner{o: o, tree: newTree(root), hits: map[string][]byte{}}
	if err := s.collect(ctx); err != nil {
		return nil, err
	}
	s.open()
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	for _, d := range s.tree.Documents() {
		s.tree.index(d)
	}
	res := &Result{Tree: s.tree, Skipped: s.skipped, Files: s.count, Bytes: s.bytes}
	res.Integrations = s.integrations()
	sort.Slice(res.Skipped, func(i, j int) bool { return res.Skipped[i].File < res.Skipped[j].File })
	res.Seconds = o.now().Sub(start).Seconds()
	return res, nil
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Time{}
	}
	return o.Now()
}

type scanner struct {
	o    Options
	tree *Tree

	mu      sync.Mutex
	hits    map[string][]byte            // file → bytes, where a keyword occurs
	groups  map[*recipe.Recipe][][]int32 // keyword groups as indices of words
	skipped []Skipped
	count   int
	bytes   int64
}

func (s *scanner) maxSize() int64 {
	if s.o.MaxSize > 0 {
		return s.o.MaxSize
	}
	return DefaultMaxSize
}

func (s *scanner) workers() int {
	if s.o.Workers > 0 {
		return s.o.Workers
	}
	return 2 * runtime.GOMAXPROCS(0)
}

// collect walks the tree and keeps the files that hold a keyword.
func (s *scanner) collect(ctx context.Context) error {
	words := s.keywords()
	machine := newAutomaton(words)
	jobs := make(chan file, 256)
	var wg sync.WaitGroup
	for range s.workers() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var buf []byte
			seen := make([]bool, len(words))
			for f := range jobs {
				if ctx.Err() == nil {
					buf = s.read(f, buf, machine, seen)
				}
			}
		}()
	}
	var files []file
	var mu sync.Mutex
	w := &walker{root: s.tree.root, exclude: s.o.Exclude, maxSize: s.maxSize(), visit: func(f file) {
		mu.Lock()
		files = append(files, f)
		mu.Unlock()
		jobs <- f
	}}
	skipped := w.walk(s.workers())
	close(jobs)
	wg.Wait()
	if len(skipped) > 0 && skipped[0].File == "." {
		return fail.New(fail.Usage, "the folder to scan cannot be read: %s", strings.TrimPrefix(skipped[0].Reason, "folder cannot be read: ")).In("scan")
	}
	s.skipped = append(s.skipped, skipped...)
	sort.Slice(files, func(i, j int) bool { return files[i].path < files[j].path })
	s.tree.files = files
	return ctx.Err()
}

// read looks for keywords in one file and keeps its bytes where a recipe that
// reads such files finds its own.
func (s *scanner) read(f file, buf []byte, machine *automaton, seen []bool) []byte {
	data, err := readInto(s.tree.root.FS, f.path, f.size, buf)
	if err != nil {
		s.skip(f.path, "cannot be read: "+reasonOf(err))
		return buf
	}
	defer func() { s.mu.Lock(); s.count++; s.bytes += int64(len(data)); s.mu.Unlock() }()
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		s.skip(f.path, "binary")
		return data[:cap(data)]
	}
	any := false
	machine.find(data, func(w int32, _ int) bool {
		if !any {
			clear(seen)
			any = true
		}
		seen[w] = true
		return true
	})
	if any && s.interesting(f.path, seen) {
		kept := bytes.Clone(data)
		s.mu.Lock()
		s.hits[f.path] = kept
		s.mu.Unlock()
	}
	return data[:cap(data)]
}

// keywords lists the keywords of all recipes and notes each recipe's groups.
func (s *scanner) keywords() []string {
	var words []string
	index := map[string]int32{}
	s.groups = map[*recipe.Recipe][][]int32{}
	for _, r := range s.o.Recipes.Recipes {
		for _, group := range r.Keywords {
			var ids []int32
			for _, w := range group {
				if _, ok := index[w]; !ok {
					index[w] = int32(len(words))
					words = append(words, w)
				}
				ids = append(ids, index[w])
			}
			s.groups[r] = append(s.groups[r], ids)
		}
	}
	return words
}

// interesting tells whether a recipe reads files of this name and has one of
// its keyword groups in it.
func (s *scanner) interesting(name string, seen []bool) bool {
	for r, groups := range s.groups {
		for _, group := range groups {
			all := true
			for _, w := range group {
				all = all && seen[w]
			}
			if all && r.Reads(name) {
				return true
			}
		}
	}
	return false
}

func (s *scanner) skip(name, reason string) {
	s.mu.Lock()
	s.skipped = append(s.skipped, Skipped{File: name, Reason: reason})
	s.mu.Unlock()
}

// open parses the files that hold keywords.
func (s *scanner) open() {
	for name, data := range s.hits {
		s.openFile(name, data, true)
	}
}

// openFile parses a file into the tree. A file that is not in its own syntax is
// reported as skipped where report is set.
func (s *scanner) openFile(name string, data []byte, report bool) {
	if s.tree.docs[name] != nil {
		return
	}
	d, err := format.Open(name, data)
	var malformed *format.Malformed
	switch {
	case errors.As(err, &malformed):
		if report {
			s.skip(name, atLine(malformed))
		}
	case err != nil:
		if report {
			s.skip(name, "cannot be read in its syntax")
		}
	case d != nil:
		s.tree.docs[name] = d
	}
}

// follow finds where the names in the opened documents are defined and who else
// reads them: pass by pass, until a pass opens no new document.
func (s *scanner) follow(ctx context.Context) error {
	looked := map[string]bool{}
	for range 5 {
		names := wanted(s.tree.Documents())
		s.implicit(names)
		s.followers(names)
		var words []string
		for name := range names {
			if !looked[name] {
				looked[name] = true
				words = append(words, name)
			}
		}
		if len(words) == 0 {
			return nil
		}
		sort.Strings(words)
		if err := s.pass(ctx, words); err != nil {
			return err
		}
	}
	return nil
}

// implicit adds the variables that clients read by themselves.
func (s *scanner) implicit(names map[string]bool) {
	for _, r := range s.o.Recipes.Recipes {
		for _, f := range r.Flows {
			for _, rule := range f.Rules {
				for _, set := range rule.Settings {
					for _, p := range set.Paths {
						if p.Variable != "" && s.anyRead(r) {
							names[strings.ToLower(p.Variable)] = true
						}
					}
				}
			}
		}
	}
}

// followers adds the names by which companion documents refer to an integration.
func (s *scanner) followers(names map[string]bool) {
	for _, r := range s.o.Recipes.Recipes {
		if len(r.Companions) == 0 || !s.anyRead(r) {
			continue
		}
		last := map[string]bool{}
		for _, f := range r.Flows {
			if rule := f.Rule("name"); rule != nil {
				last[lastSegment(rule.Settings[0].Paths[0])] = true
			}
		}
		for _, c := range r.Companions {
			last[lastSegment(c.NamePath)] = true
		}
		for _, d := range s.tree.Documents() {
			if !r.Reads(d.Path) {
				continue
			}
			for _, n := range d.Root.Children {
				if last[n.Key] && n.Kind == format.Scalar && len(n.Value) >= 3 {
					names[strings.ToLower(n.Value)] = true
				}
			}
		}
	}
}

func lastSegment(p recipe.Path) string {
	if len(p.Segments) == 0 {
		return ""
	}
	return p.Segments[len(p.Segments)-1]
}

func (s *scanner) anyRead(r *recipe.Recipe) bool {
	for name := range s.hits {
		if r.Reads(name) {
			return true
		}
	}
	return false
}

// pass opens the files that hold one of words.
func (s *scanner) pass(ctx context.Context, words []string) error {
	machine := newAutomaton(words)
	jobs := make(chan file, 256)
	var wg sync.WaitGroup
	var mu sync.Mutex
	found := map[string][]byte{}
	for range s.workers() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var buf []byte
			for f := range jobs {
				data, err := readInto(s.tree.root.FS, f.path, f.size, buf)
				if err != nil || bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
					continue
				}
				buf = data[:cap(data)]
				hit := map[string]bool{}
				machine.find(data, func(w int32, end int) bool {
					if wordAt(data, end-len(words[w]), end) {
						hit[words[w]] = true
					}
					return true
				})
				if len(hit) == 0 {
					continue
				}
				mu.Lock()
				found[f.path] = bytes.Clone(data)
				mu.Unlock()
			}
		}()
	}
	for _, f := range s.tree.files {
		if s.tree.docs[f.path] == nil && ctx.Err() == nil {
			jobs <- f
		}
	}
	close(jobs)
	wg.Wait()
	for name, data := range found {
		s.openFile(name, data, false)
		if s.tree.docs[name] == nil && !isProse(name) {
			s.tree.unread = append(s.tree.unread, text{path: name, lower: bytes.ToLower(data)})
		}
	}
	return ctx.Err()
}

// wordAt tells whether data[start:end] is not a part of a longer name.
func wordAt(data []byte, start, end int) bool {
	word := func(c byte) bool {
		return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return (start <= 0 || !word(data[start-1])) && (end >= len(data) || !word(data[end]))
}

// isProse tells files that mention names without reading them.
func isProse(name string) bool {
	lower := strings.ToLower(name)
	for _, suffix := range []string{".md", ".txt", ".rst", ".adoc", ".html", ".log", ".csv", ".svg", ".lock"} {
		if strings.HasSuffix(lower, suffix) {
			return true
		}
	}
	return false
}

// List gives the files that a scan would look into, in order.
func List(ctx context.Context, root Root, o Options) ([]string, error) {
	s := &scanner{o: o}
	var mu sync.Mutex
	var files []string
	w := &walker{root: root, exclude: o.Exclude, maxSize: s.maxSize(), visit: func(f file) {
		mu.Lock()
		files = append(files, f.path)
		mu.Unlock()
	}}
	w.walk(s.workers())
	sort.Strings(files)
	return files, ctx.Err()
}

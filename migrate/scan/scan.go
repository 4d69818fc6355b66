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
	"unpw/migrate/text"
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
	s.tree.Index()
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
	hits    map[string][]byte // file → bytes, where a keyword occurs
	sieve   *sieve
	groups  []*recipe.Recipe // whose keywords the groups of sieve are
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
	s.keywords()
	jobs := make(chan file, 256)
	var wg sync.WaitGroup
	for range s.workers() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			buf := make([]byte, pieceSize)
			for f := range jobs {
				if ctx.Err() == nil {
					s.read(f, buf)
				}
			}
		}()
	}
	var files []file
	var mu sync.Mutex
	w := &walker{root: s.tree.root, exclude: s.o.Exclude, visit: func(f file) {
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
	s.tree.files, s.tree.projects = files, w.projects
	return ctx.Err()
}

// read looks for keywords in one file and keeps its bytes where a recipe that
// reads such files finds its own.
func (s *scanner) read(f file, buf []byte) {
	data, words, size, err := s.sift(f, buf, s.sieve.first)
	s.mu.Lock()
	if size >= 0 {
		s.count++
		s.bytes += size
	}
	s.mu.Unlock()
	switch {
	case errors.Is(err, errBinary), errors.Is(err, text.ErrHalf), errors.Is(err, errTooLarge), errors.Is(err, errSpecial):
		s.skip(f.path, err.Error())
	case err != nil:
		s.skip(f.path, "cannot be read: "+reasonOf(err))
	case data != nil && s.interesting(f.path, words):
		kept := bytes.Clone(data)
		s.mu.Lock()
		s.hits[f.path] = kept
		s.mu.Unlock()
	}
}

// keywords makes a sieve of the keywords of all recipes.
func (s *scanner) keywords() {
	var groups [][]string
	for _, r := range s.o.Recipes.Recipes {
		for _, group := range r.Keywords {
			groups = append(groups, group)
			s.groups = append(s.groups, r)
		}
	}
	for _, sign := range secretSigns { // behind the recipes' own: of no recipe
		groups = append(groups, []string{sign})
	}
	s.sieve = newSieve(groups)
}

// interesting tells whether a recipe reads files of this name, or one that may
// stand in it, and has one of its keyword groups in its text, and stands beside
// what it asks for.
func (s *scanner) interesting(name string, text []byte) bool {
	text = withSealed(text)
	seen := s.sieve.occurring(text, false)
	var carried []string
	looked := false
	for i, r := range s.groups {
		if !s.sieve.has(i, seen) {
			continue
		}
		reads := r.Reads(name)
		if !reads && !looked {
			carried, looked = carriedBy(name, text), true
		}
		if (reads || readsOne(r, carried)) && s.beside(name, r) {
			return true
		}
	}
	return false
}

func (s *scanner) beside(name string, r *recipe.Recipe) bool {
	for _, b := range r.Beside {
		if !s.tree.Beside(name, b.Name, b.Text) {
			return false
		}
	}
	return true
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

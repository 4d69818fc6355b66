package scan

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// follow finds where the names in the opened documents are defined and who else
// reads them: pass by pass, until a pass opens no new document.
func (s *scanner) follow(ctx context.Context) error {
	looked := map[string]bool{}
	variables := s.variables()
	for range 5 {
		names := wanted(s.tree.Documents())
		maps.Copy(names, variables)
		s.implicit(names)
		s.followers(names)
		var groups [][]string
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if !looked[name] {
				looked[name] = true
				groups = append(groups, parts(name))
			}
		}
		if len(groups) == 0 {
			return nil
		}
		if err := s.pass(ctx, newSieve(groups)); err != nil {
			return err
		}
	}
	return nil
}

// parts gives the words of a name. Those of one or two letters are in every file.
func parts(name string) []string {
	var out []string
	for _, w := range strings.Split(name, apart) {
		if len(w) >= 3 {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return []string{strings.ReplaceAll(name, apart, ".")}
	}
	return out
}

// variables gives the variables by which recipes find logins in the files that
// hold keywords.
func (s *scanner) variables() map[string]bool {
	names := map[string]bool{}
	for file := range s.hits {
		d := s.tree.docs[file]
		if d == nil || !holdsEnvironment(d) {
			continue
		}
		lower := lowerWords(d)
		for _, r := range s.o.Recipes.Recipes {
			if !r.Reads(file) || !r.HasKeyword(lower) || !s.beside(file, r) {
				continue
			}
			for _, name := range r.Variables(d) {
				if len(name) >= 3 {
					names[strings.ToLower(name)] = true
				}
			}
		}
	}
	return names
}

func holdsEnvironment(d *format.Document) bool {
	found := false
	d.Walk(func(n *format.Node) bool { found = found || n.Env; return !found })
	return found
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

// pass opens the files in which all words of a group of names occur.
func (s *scanner) pass(ctx context.Context, names *sieve) error {
	jobs := make(chan file, 256)
	var wg sync.WaitGroup
	var mu sync.Mutex
	type text struct {
		data []byte
		seen []bool
	}
	found := map[string]text{}
	for range s.workers() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			buf := make([]byte, pieceSize)
			for f := range jobs {
				data, words, _, err := s.sift(f, buf, names.first)
				if err != nil || data == nil {
					continue
				}
				seen := names.occurring(words, true)
				if !names.any(seen) {
					continue
				}
				t := text{bytes.Clone(data), seen}
				mu.Lock()
				found[f.path] = t
				mu.Unlock()
			}
		}()
	}
	for _, f := range s.tree.files {
		if s.tree.docs[f.path] == nil && !isProse(f.path) && ctx.Err() == nil {
			jobs <- f
		}
	}
	close(jobs)
	wg.Wait()
	for _, name := range slices.Sorted(maps.Keys(found)) {
		s.openFile(name, found[name].data, false)
		if s.tree.docs[name] != nil {
			continue
		}
		for i, occurs := range found[name].seen {
			if occurs {
				word := names.words[i]
				s.tree.naming[word] = append(s.tree.naming[word], name)
			}
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

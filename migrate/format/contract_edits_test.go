package format

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"unpw/migrate/text"
)

// containers gives what holds entries, those of inner documents too. Calls are
// entries of a file only in name: nobody takes a whole call away, so a file with
// calls is none of them. What stands on one line is no document without some of
// its parts: inner_test.go has its rules.
func containers(d *Document) []*Node {
	var all []*Node
	d.Walk(func(n *Node) bool {
		if len(n.Children) > 0 && n.Layout != Joined && (n.Parent != nil || !slices.ContainsFunc(n.Children, func(c *Node) bool { return c.Kind == Call }) && d.Syntax != "xml") {
			all = append(all, n)
		}
		return true
	})
	return all
}

// edited makes changes in a container and checks what is there then.
func (f fixture) edited(t *testing.T, what string, container *Node, changes []Change, fates map[*Node]fate) *Document {
	t.Helper()
	edits, err := Edits(container, changes)
	if err != nil {
		if refusedFor(err) == "" {
			t.Errorf("%s: %s: %v", f, what, err)
		}
		return nil
	}
	return f.check(t, what, container.Doc, edits, fates)
}

func TestContractRemoval(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		for _, c := range containers(d) {
			n := len(c.Children)
			for _, which := range subsets(n) {
				var changes []Change
				fates := map[*Node]fate{}
				for _, i := range which {
					if shaping(c.Children[i]) && len(which) < n {
						continue
					}
					changes = append(changes, Change{Node: c.Children[i], Remove: true})
					fates[c.Children[i]] = fate{removed: true}
				}
				f.edited(t, fmt.Sprintf("without %v of %d in %q", which, n, c.Key), c, changes, fates)
			}
		}
	}
}

// subsets gives the sets of n entries that matter: each alone, all, all but one,
// the first and the last two, every second.
func subsets(n int) [][]int {
	var all, even []int
	for i := range n {
		all = append(all, i)
		if i%2 == 0 {
			even = append(even, i)
		}
	}
	sets := [][]int{all, even}
	for i := range n {
		sets = append(sets, []int{i}, slices.Delete(slices.Clone(all), i, i+1))
		if i+1 < n {
			sets = append(sets, []int{i, i + 1})
		}
	}
	return sets
}

const addedValue = "added value"

func addedKey(i int) string { return fmt.Sprintf("ADDED_%d", i) }

// line is what seen says of a copy.
func line(i int) string { return addedKey(i) + " = " + addedValue }

// copies gives a copy of every entry of c that can be copied, nil for the others.
func copies(t *testing.T, c *Node, first int) []Fragment {
	t.Helper()
	out := make([]Fragment, len(c.Children))
	for i, n := range c.Children {
		if n.Kind != Scalar || n.KeySpan.Empty() || n.Opaque != "" {
			continue
		}
		added, err := Copy(n, addedKey(first+i), NewValue{Text: Literal(addedValue)})
		if err == nil {
			out[i] = added
		} else if refusedFor(err) == "" {
			t.Errorf("%q cannot be copied: %v", n.Key, err)
		}
	}
	return out
}

func TestContractInsertion(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		for _, c := range containers(d) {
			added, others := copies(t, c, 0), copies(t, c, 1000)
			var all, swapped []Change
			allFates, swappedFates := map[*Node]fate{}, map[*Node]fate{}
			for i, n := range c.Children {
				if added[i] == nil {
					continue
				}
				what := fmt.Sprintf("a copy of %q", n.Key)
				again := f.edited(t, what, c, []Change{{Node: n, After: []Fragment{added[i]}}}, map[*Node]fate{n: {added: []string{line(i)}}})
				if again != nil {
					f.takenBack(t, what, again, addedKey(i))
				}
				if shaping(n) {
					continue
				}
				f.edited(t, what+" twice in its place", c, []Change{{Node: n, Remove: true, After: []Fragment{added[i], others[i]}}},
					map[*Node]fate{n: {removed: true, added: []string{line(i), line(1000 + i)}}})
				all = append(all, Change{Node: n, After: []Fragment{added[i]}})
				allFates[n] = fate{added: []string{line(i)}}
				if fate := (fate{removed: i%2 == 0}); !fate.removed {
					swapped = append(swapped, Change{Node: n, After: []Fragment{added[i]}})
					fate.added = []string{line(i)}
					swappedFates[n] = fate
				} else if !shaping(n) {
					swapped = append(swapped, Change{Node: n, Remove: true})
					swappedFates[n] = fate
				}
			}
			f.edited(t, "a copy of each", c, all, allFates)
			f.edited(t, "a copy of every second, the others gone", c, swapped, swappedFates)
		}
	}
}

// takenBack removes what was inserted: the file is what it was, byte for byte.
func (f fixture) takenBack(t *testing.T, what string, d *Document, key string) {
	t.Helper()
	for _, c := range containers(d) {
		n := c.Child(key)
		if n == nil {
			continue
		}
		edits, err := Edits(c, []Change{{Node: n, Remove: true}})
		if err != nil {
			t.Errorf("%s: %s cannot be taken back: %v", f, what, err)
			return
		}
		src, err := text.Apply(d.Src, filled(t, c.Doc, edits))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(src, f.src) {
			t.Errorf("%s: %s and back:\n%q, was\n%q", f, what, src, f.src)
		}
		return
	}
	t.Errorf("%s: %s is not found again", f, what)
}

func TestContractEditsCompose(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		var edits []text.Edit
		fates := map[*Node]fate{}
		for i, n := range settings(d) {
			if n.Opaque != "" || n.Via != nil || n.Inner != nil || shaping(n) || n.Key == "" {
				continue
			}
			v := fmt.Sprintf("value %d", i)
			e, err := SetValue(n, Literal(v), false)
			if err != nil {
				continue
			}
			edits = append(edits, filled(t, n.Doc, []FileEdit{e})...)
			fates[n] = fate{value: &v}
		}
		src, err := text.Apply(f.src, edits)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		f.compare(t, "all values at once", d, opened(t, f.name, src), fates)
		if len(edits) < 2 {
			continue
		}
		// one after the other, from the end, gives the same bytes
		text.Sort(edits)
		step := f.src
		for _, e := range slices.Backward(edits) {
			if step, err = text.Apply(step, []text.Edit{e}); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(step, src) {
			t.Errorf("%s: one by one:\n%s\nat once:\n%s", f, step, src)
		}
	}
}

package apply

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/aymanbagabas/go-udiff"

	"unpw/migrate/fail"
	"unpw/migrate/text"
)

// Change is what an integration does to one file.
type Change struct {
	Root  string      // absolute
	File  string      // relative to Root, with /
	Old   []byte      // the bytes that Edits were made for
	Edits []text.Edit // what to change in Old
}

func (c Change) path() string { return filepath.Join(c.Root, filepath.FromSlash(c.File)) }

// act is a change ready to be made: located, its file read, its edits laid on
// top of what the run wrote before.
type act struct {
	n         int // number in the run
	root      string
	files     []string // names by which the integration knows it: links may lead to one file
	real      string
	old, new  []byte
	from      version // what the run knows of the file afterwards
	oldStaged bool
}

func (a *act) file() string { return a.files[0] }

// version is a file as a run has left it: base is the file as the plan saw it,
// edits lead from there to now.
type version struct {
	base  []byte
	edits []text.Edit
	now   []byte
}

// Check tells what Apply would refuse, and writes nothing: for a dry run.
func Check(fsys FS, in Integration) error {
	_, err := prepare(fsys, nil, in.Changes)
	return err
}

// prepare locates and reads every file and computes its new bytes. Files that
// would not change are left out.
func prepare(fsys FS, written map[string]*version, changes []Change) ([]*act, error) {
	var acts []*act
	for _, c := range changes {
		real, err := locate(fsys, c.Root, c.path(), c.File)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(acts, func(a *act) bool { return a.real == real })
		if i >= 0 {
			err = acts[i].join(c)
		} else {
			var a *act
			if a, err = open(fsys, written[real], c, real); err == nil {
				acts = append(acts, a)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(acts, func(a *act) bool { return bytes.Equal(a.old, a.new) }), nil
}

// open reads the file of c. Its bytes must be those that the edits were made
// for, or what an earlier integration of this run made of those.
func open(fsys FS, before *version, c Change, real string) (*act, error) {
	disk, err := fsys.Read(real)
	if err != nil {
		return nil, refuse(c.File, "%s", cause(err)).Because(err)
	}
	a := &act{root: c.Root, files: []string{c.File}, real: real, old: disk}
	switch {
	case bytes.Equal(disk, c.Old):
		a.from = version{base: c.Old}
	case before != nil && bytes.Equal(disk, before.now) && bytes.Equal(c.Old, before.base):
		a.from = version{base: before.base, edits: before.edits}
	default:
		return nil, changed(c.File, "changed since the plan").Hint("plan again")
	}
	if err := a.add(c); err != nil {
		return nil, err
	}
	if before != nil && bytes.Equal(disk, before.now) && !bytes.Equal(a.from.base, before.base) {
		// The caller had laid its edits on top itself. One that did not may
		// follow, so the whole way from the first base is kept.
		a.from = version{base: before.base, edits: lineEdits(before.base, a.new)}
	}
	return a, nil
}

// join adds a change that reaches the same file by another name.
func (a *act) join(c Change) error {
	if !bytes.Equal(c.Old, a.from.base) {
		return changed(c.File, "changed since the plan").Hint("plan again")
	}
	a.files = append(a.files, c.File)
	return a.add(c)
}

func (a *act) add(c Change) error {
	edits := union(a.from.edits, c.Edits)
	made, err := text.Apply(a.from.base, edits)
	if err != nil {
		return refuse(c.File, "two changes of it overlap").
			Hint("apply one of the two integrations, then plan again").Because(err)
	}
	a.from.edits, a.from.now, a.new = edits, made, made
	return nil
}

// union gives x and y as one list; an edit in both is made once.
func union(x, y []text.Edit) []text.Edit {
	all := slices.Clone(x)
	for _, e := range y {
		if !slices.Contains(x, e) {
			all = append(all, e)
		}
	}
	return all
}

// lineEdits gives the edits, of whole lines, that lead from before to after. It
// tries them: undo stands on them to the byte.
func lineEdits(before, after []byte) []text.Edit {
	found := udiff.Lines(string(before), string(after))
	edits := make([]text.Edit, len(found))
	for i, e := range found {
		edits[i] = text.Edit{Span: text.Span{Start: e.Start, End: e.End}, New: e.New}
	}
	if made, err := text.Apply(before, edits); err != nil || !bytes.Equal(made, after) {
		return []text.Edit{{Span: text.Span{End: len(before)}, New: string(after)}}
	}
	return edits
}

// hunks describes the way from old to new for the journal, in whole lines: by
// offsets, lengths and hashes.
func hunks(old, new []byte, hash func([]byte) string) []hunk {
	edits := lineEdits(old, new)
	list := make([]hunk, len(edits))
	for i, e := range edits {
		list[i] = hunk{Start: e.Start, End: e.End, Len: len(e.New)}
		if e.New != "" {
			list[i].New = hash([]byte(e.New))
		}
	}
	return list
}

// failure gives err as an error of this run's own, with an exit code: one that
// has none is fail.Partial, or fail.Interrupted where the caller was.
func (r *Run) failure(err error) *fail.Error {
	var e *fail.Error
	switch {
	case errors.As(err, &e):
		own := *e
		own.Hints = slices.Clone(e.Hints)
		if own.Op == kindApply {
			own.Op = r.state.Kind
		}
		return &own
	case errors.Is(err, context.Canceled):
		return fail.New(fail.Interrupted, "interrupted").In(r.state.Kind).Because(err)
	}
	return fail.New(fail.Partial, "%s", cause(err)).In(r.state.Kind).Because(err)
}

package apply

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"unpw/migrate/text"
)

// Two integrations, three files, one of them shared: what the tests of this
// file interrupt at every single operation.
const (
	sharedOld = "U=etl\nP=example-password\nT=example-token\n"
	bOld      = "kind: b\npassword: example-password\n"
	cOld      = `{"password": "example-password"}`
	runs      = "/w/.unpw/runs"
)

var cuts = []fate{synced, all, some, some, some} // each "some" has another seed

func estate() *memFS {
	m := newMemFS("/w", "/w/sub", "/w/.unpw")
	m.put("/w/a.env", sharedOld)
	m.put("/w/sub/b.yml", bOld)
	m.put("/w/c.json", cOld)
	return m
}

func two(root string) []Integration {
	verify := func(context.Context) error { return nil }
	return []Integration{
		{ID: "alpha", Verify: verify, Changes: []Change{
			change(root, "a.env", sharedOld, "P=example-password\n", "K=alpha\n"),
			change(root, "sub/b.yml", bOld, "password: example-password", "key: alpha"),
		}},
		{ID: "beta", Verify: verify, Changes: []Change{
			change(root, "a.env", sharedOld, "T=example-token", "C=beta"),
			change(root, "c.json", cOld, `"password": "example-password"`, `"key": "beta"`),
		}},
	}
}

// migrateAll is the run that is interrupted. It goes on after an error, as
// apply does.
func migrateAll(m *memFS) (results map[string]string, closed bool) {
	results = map[string]string{}
	r, err := Begin(m, runs, options())
	if err != nil {
		return results, false
	}
	for _, in := range two("/w") {
		results[in.ID] = r.Apply(context.Background(), in).Result
	}
	return results, r.Close() == nil
}

func undoAll(m *memFS) (results map[string]string, closed bool) {
	results = map[string]string{}
	report, err := Undo(context.Background(), m, runs, "", UndoOptions{Options: options()})
	for _, r := range report.Integrations {
		results[r.ID] = r.Result
	}
	return results, err == nil
}

// whole fails the test unless each integration is all new or all old, and tells
// which are new.
func whole(t *testing.T, m *memFS) map[string]bool {
	t.Helper()
	m.fault = nil
	is, err := mixture(m, "/w", 0o640)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

// mixture tells which integrations are new; an error says that one is neither
// new nor old, or that a mode changed.
func mixture(fsys FS, root string, mode fs.FileMode) (map[string]bool, error) {
	old := map[string]string{"a.env": sharedOld, "sub/b.yml": bOld, "c.json": cOld}
	got := map[string]string{}
	for file := range old {
		path := filepath.Join(root, file)
		data, err := fsys.Read(path)
		if err != nil {
			return nil, err
		}
		got[file] = string(data)
		if info, err := fsys.Stat(path); err != nil || info.Mode != mode {
			return nil, fmt.Errorf("%s has mode %v: %v", file, info.Mode, err)
		}
	}
	is := map[string]bool{"alpha": got["sub/b.yml"] != bOld, "beta": got["c.json"] != cOld}
	edits := map[string][]text.Edit{}
	for _, in := range two(root) {
		for _, c := range in.Changes {
			if is[in.ID] {
				edits[c.File] = append(edits[c.File], c.Edits...)
			}
		}
	}
	for file := range old {
		want, err := text.Apply([]byte(old[file]), edits[file])
		if err != nil {
			return nil, err
		}
		if got[file] != string(want) {
			return nil, fmt.Errorf("%s is %q with %v new, want %q", file, got[file], is, want)
		}
	}
	return is, nil
}

// clean fails the test if a temporary file or an open run is left.
func clean(t *testing.T, m *memFS) {
	t.Helper()
	for dir, d := range m.dirs {
		for name := range d.now {
			if strings.HasPrefix(name, ".unpw-") || strings.HasSuffix(name, ".new") || name == "new" {
				t.Fatalf("%s is left in %s", name, dir)
			}
		}
	}
	if open, err := Unfinished(m, runs); err != nil || len(open) > 0 {
		t.Fatalf("unfinished: %v, %v", open, err)
	}
}

func (m *memFS) recover(t *testing.T) {
	t.Helper()
	m.fault = nil
	if _, err := Recover(m, runs, options()); err != nil {
		t.Fatalf("recover: %v", err)
	}
}

// scenario is what is interrupted: do, on a prepared file system. done is the
// result that says an integration is as do wants it.
type scenario struct {
	name    string
	prepare func() *memFS
	do      func(*memFS) (map[string]string, bool)
	done    string
	isNew   bool // what done means for the files
}

func scenarios() []scenario {
	return []scenario{
		{"apply", estate, migrateAll, Rewritten, true},
		{"undo", func() *memFS {
			m := estate()
			migrateAll(m)
			m.ops, m.trace = 0, nil
			return m
		}, undoAll, Undone, false},
	}
}

func (s scenario) operations() int {
	m := s.prepare()
	if _, closed := s.do(m); !closed {
		panic(s.name + " fails without a fault")
	}
	return m.ops
}

func (s scenario) check(t *testing.T, m *memFS, results map[string]string) {
	t.Helper()
	is := whole(t, m)
	for id, result := range results {
		if result == s.done && is[id] != s.isNew {
			t.Fatalf("%s was %s, and is no longer", id, result)
		}
	}
}

// The power is cut before every operation; what was not synced is lost, kept,
// or kept in part.
func TestPowerCutAnywhere(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			n := s.operations()
			for at := 1; at <= n+1; at++ {
				for seed, f := range cuts {
					m := s.prepare()
					m.fault = from(at, errPower)
					results, _ := s.do(m)
					left := m.reboot(f, rand.New(rand.NewPCG(uint64(at), uint64(seed))))
					left.recover(t)
					s.check(t, left, results)
					clean(t, left)
					if _, ok := undoAll(left); !ok {
						t.Fatal("it cannot be undone")
					}
					if is := whole(t, left); is["alpha"] || is["beta"] {
						t.Fatalf("undone, %v are new", is)
					}
					if t.Failed() {
						t.Fatalf("cut before operation %d (%s), survived: %s", at, last(m), f)
					}
				}
			}
			t.Logf("%d cuts", (n+1)*len(cuts))
		})
	}
}

// The power is cut again while the first cut is being recovered from.
func TestPowerCutDuringRecovery(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			cut := 0
			for at := 1; at <= s.operations(); at += 3 {
				rng := rand.New(rand.NewPCG(uint64(at), 7))
				first := s.prepare()
				first.fault = from(at, errPower)
				results, _ := s.do(first)
				for again := 1; ; again++ {
					m := first.reboot(some, rng)
					m.fault = from(again, errPower)
					_, err := Recover(m, runs, options())
					if err == nil && m.ops < again {
						break
					}
					left := m.reboot(some, rng)
					left.recover(t)
					s.check(t, left, results)
					clean(t, left)
					cut++
				}
			}
			t.Logf("%d cuts", cut)
		})
	}
}

// One operation fails, the process lives: it restores or goes on at once.
func TestErrorAnywhere(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			for at := 1; at <= s.operations(); at++ {
				m := s.prepare()
				m.fault = func(n int, _ string) error {
					if n == at {
						return syscall.EIO
					}
					return nil
				}
				results, closed := s.do(m)
				s.check(t, m, results)
				for id, result := range results {
					if result == Failed && whole(t, m)[id] == s.isNew {
						t.Fatalf("operation %d (%s): %s failed, and was written", at, m.trace[at-1], id)
					}
				}
				if closed {
					clean(t, m)
				}
				m.recover(t)
				s.check(t, m, results)
				clean(t, m)
			}
		})
	}
}

// From one operation on the disk is full: what takes room fails, what gives
// room back does not. Files are whole at once, without recovery.
func TestFullDiskAnywhere(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			for at := 1; at <= s.operations(); at++ {
				m := s.prepare()
				m.fault = func(n int, op string) error {
					if n >= at && (op == "write" || op == "create" || op == "mkdir") {
						return syscall.ENOSPC
					}
					return nil
				}
				results, _ := s.do(m)
				s.check(t, m, results)
				m.recover(t)
				s.check(t, m, results)
				clean(t, m)
			}
		})
	}
}

// From one operation on nothing works, until it does again.
func TestDeadDiskAnywhere(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			for at := 1; at <= s.operations(); at++ {
				m := s.prepare()
				m.fault = from(at, syscall.EIO)
				results, _ := s.do(m)
				m.recover(t)
				s.check(t, m, results)
				clean(t, m)
			}
		})
	}
}

// The tests above can fail: on a disk that acknowledges a sync and does nothing,
// a cut of power leaves mixtures, or a run that cannot be recovered.
func TestPowerCutFindsMissingSync(t *testing.T) {
	s := scenarios()[0]
	found := 0
	for at := 1; at <= s.operations(); at++ {
		m := s.prepare()
		m.lying = true
		m.fault = from(at, errPower)
		s.do(m)
		left := m.reboot(some, rand.New(rand.NewPCG(uint64(at), 3)))
		_, err := Recover(left, runs, options())
		_, mixed := mixture(left, "/w", 0o640)
		if err != nil || mixed != nil {
			found++
		}
	}
	if found == 0 {
		t.Error("a disk that lies about syncs was not noticed")
	}
}

func from(at int, err error) func(int, string) error {
	return func(n int, _ string) error {
		if n >= at {
			return err
		}
		return nil
	}
}

func last(m *memFS) string { return m.trace[len(m.trace)-1] }

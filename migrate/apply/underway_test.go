package apply

import (
	"context"
	"strings"
	"testing"

	"unpw/migrate/fail"
)

// Bytes that change at the worst moments, by somebody's editor or a bad disk:
// the integration fails, nobody's text is lost.
func TestBytesThatChangeUnderway(t *testing.T) {
	const theirs = "THEIRS=1\n"
	for _, tt := range []struct {
		name   string
		at     string // the operation before which it happens
		do     func(m *memFS)
		reason string
		left   string // of a.env
	}{
		{
			"edited while the new file is staged", "create /w/.unpw-",
			func(m *memFS) { m.put("/w/a.env", theirs) },
			"apply a.env: changed while it was being replaced", theirs,
		}, {
			"edited after it was replaced", "syncdir /w",
			func(m *memFS) { m.put("/w/a.env", theirs) },
			"apply a.env: reads back differently from what was written", theirs,
		}, {
			"written wrongly", "like /w/a.env",
			func(m *memFS) {
				for name, n := range m.dirs["/w"].now {
					if strings.HasSuffix(name, ".new") {
						n.data = []byte("garbled")
					}
				}
			},
			"apply a.env: what was written reads back differently", sharedOld,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := estate()
			r, err := Begin(m, runs, options())
			if err != nil {
				t.Fatal(err)
			}
			happened := false
			m.fault = func(int, string) error {
				if op := last(m); !happened && (op == tt.at || strings.HasSuffix(tt.at, "-") && strings.HasPrefix(op, tt.at)) {
					happened = true
					tt.do(m)
				}
				return nil
			}
			result := r.Apply(context.Background(), two("/w")[0])
			if result.Why != tt.reason {
				t.Errorf("got %+v", result)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			if a, b := m.read(t, "/w/a.env"), m.read(t, "/w/sub/b.yml"); a != tt.left || b != bOld {
				t.Errorf("a.env holds %q, b.yml %q", a, b)
			}
			clean(t, m)
		})
	}
}

// A second integration that takes the first one's change back is not taken back
// itself when the run is cut off after both.
func TestRecoverLooksAtLaterIntegrations(t *testing.T) {
	m := estate()
	r, err := Begin(m, runs, options())
	if err != nil {
		t.Fatal(err)
	}
	first := change("/w", "c.json", cOld, "password", "key")
	second := change("/w", "c.json", strings.Replace(cOld, "password", "key", 1), "key", "password")
	if result := r.Apply(context.Background(), Integration{ID: "1", Changes: []Change{first}}); result.Result != Rewritten {
		t.Fatalf("got %+v", result)
	}
	if again := r.Apply(context.Background(), Integration{ID: "1", Changes: []Change{second}}); fail.CodeOf(again.Err) != fail.Bug {
		t.Errorf("one id twice: %+v", again)
	}
	if result := r.Apply(context.Background(), Integration{ID: "2", Changes: []Change{second}}); result.Result != Rewritten {
		t.Fatalf("got %+v", result)
	}
	m.recover(t)
	if got := m.read(t, "/w/c.json"); got != cOld {
		t.Errorf("c.json holds %q", got)
	}
	undo := func(only string, want string) {
		t.Helper()
		report, err := Undo(context.Background(), m, runs, r.Name, UndoOptions{Options: options(), Only: []string{only}})
		if err != nil || report.Integrations[0].Result != want {
			t.Errorf("undo %s: %+v, %v", only, report, err)
		}
	}
	undo("1", Failed)
	undo("2", Undone)
	undo("1", Undone)
	if got := m.read(t, "/w/c.json"); got != cOld {
		t.Errorf("c.json holds %q", got)
	}
}

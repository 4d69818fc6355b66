package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"unpw/migrate/fail"
)

// testEnv is an Env over buffers, in an empty folder.
func testEnv(t *testing.T, stdin string) (env Env, out, err *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	return Env{
		Stdin: strings.NewReader(stdin), Stdout: out, Stderr: err,
		Getenv:  func(string) string { return "" },
		Environ: func() []string { return nil },
		Getwd:   func() (string, error) { return dir, nil },
		Now:     func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) },
		Version: "0.1.0",
		BuildInfo: func() (*debug.BuildInfo, bool) {
			return &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc123"}, {Key: "vcs.modified", Value: "true"}}}, true
		},
	}, out, err
}

// runWith runs args on a tree that has one more command, "act", which does
// what act says.
func runWith(t *testing.T, ctx context.Context, act func(*app) error, args ...string) (code int, out, err string) {
	t.Helper()
	env, stdout, stderr := testEnv(t, "")
	a := newApp(env)
	root := newRoot(a)
	root.AddCommand(&cobra.Command{Use: "act", RunE: func(*cobra.Command, []string) error { return act(a) }})
	code = a.main(ctx, root, args)
	return code, stdout.String(), stderr.String()
}

func TestErrorsBecomeExitCodesAndMessages(t *testing.T) {
	changed := fail.At(fail.Changed, "etl/.env", 4, "changed since the plan").In("apply").Hint("plan again")
	tests := []struct {
		name string
		act  func(*app) error
		code int
		err  string
		json string
	}{
		{"done", func(*app) error { return nil }, 0, "", ""},
		{"an error with its hint", func(*app) error { return changed }, 5,
			"error: apply etl/.env:4: changed since the plan\nhint: plan again\n",
			`{"code":5,"message":"apply etl/.env:4: changed since the plan","file":"etl/.env","line":4,"hints":["plan again"]}`},
		{"an error inside another", func(*app) error { return errors.Join(errors.New("x"), changed) }, 5,
			"error: apply etl/.env:4: changed since the plan\nhint: plan again\n",
			`{"code":5,"message":"apply etl/.env:4: changed since the plan","file":"etl/.env","line":4,"hints":["plan again"]}`},
		{"an error that nobody thought of", func(*app) error { return errors.New("odd") }, 1,
			"error: odd\nhint: this is a bug in unpw: run it again with --debug and report what it prints\n",
			`{"code":1,"message":"odd","file":null,"line":null,"hints":["this is a bug in unpw: run it again with --debug and report what it prints"]}`},
		{"a hostile file name", func(*app) error { return fail.At(fail.Partial, "a\x1b[2J\n", 0, "is read-only") }, 4,
			`error: a\x1b[2J\n: is read-only` + "\n",
			`{"code":4,"message":"a\u001b[2J\n: is read-only","file":"a\u001b[2J\n","line":null,"hints":[]}`},
		{"a command that said everything itself", func(*app) error { return exit(fail.Findings) }, 3, "", ""},
		{"nothing more to say and all is well", func(*app) error { return exit(fail.Done) }, 0, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, err := runWith(t, context.Background(), tt.act, "act")
			if code != tt.code || out != "" || err != tt.err {
				t.Errorf("exit %d, stdout %q, stderr %q", code, out, err)
			}
			code, out, err = runWith(t, context.Background(), tt.act, "act", "--json")
			if code != tt.code || err != "" {
				t.Errorf("--json: exit %d, stderr %q", code, err)
			}
			want := ""
			if tt.json != "" {
				want = `{"schema":"unpw/error/v1","error":` + tt.json + `}`
			}
			if diff := cmp.Diff(want, compact(t, out)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func compact(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatalf("stdout is not one JSON value: %v\n%s", err, text)
	}
	return b.String()
}

func TestAnErrorAfterTheObjectGoesToStderr(t *testing.T) {
	code, out, err := runWith(t, context.Background(), func(a *app) error {
		if err := a.ui.JSON(map[string]int{"done": 1}); err != nil {
			return err
		}
		return fail.New(fail.Partial, "one was left")
	}, "act", "--json")
	if code != 4 || compact(t, out) != `{"done":1}` || err != "error: one was left\n" {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, err)
	}
}

func TestAPanicIsCodeOneAndShort(t *testing.T) {
	act := func(*app) error { panic("example-password") }
	code, out, err := runWith(t, context.Background(), act, "act")
	if code != 1 || out != "" || !strings.HasPrefix(err, "error: unpw broke down\nhint: ") || strings.Contains(err, "goroutine") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, err)
	}
	code, _, err = runWith(t, context.Background(), act, "act", "--debug")
	if code != 1 || !strings.Contains(err, "panic: a value of type string") || !strings.Contains(err, "goroutine") {
		t.Errorf("--debug: exit %d, stderr %q", code, err)
	}
	if strings.Contains(err, "example-password") {
		t.Error("the panic shows what the program was working on")
	}
	code, out, err = runWith(t, context.Background(), act, "act", "--json")
	if code != 1 || err != "" || !strings.Contains(compact(t, out), `"message":"unpw broke down"`) {
		t.Errorf("--json: exit %d, stdout %q, stderr %q", code, out, err)
	}
}

func TestInterruptionIsCode130(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, _, err := runWith(t, ctx, func(*app) error {
		return fail.New(fail.Unreachable, "no answer").Because(context.Canceled)
	}, "act")
	if code != 130 || err != "error: interrupted\n" {
		t.Errorf("exit %d, stderr %q", code, err)
	}
	code, _, _ = runWith(t, ctx, func(*app) error { return nil }, "act")
	if code != 0 {
		t.Errorf("a command that had finished: exit %d", code)
	}
	code, _, _ = runWith(t, ctx, func(*app) error { return fail.New(fail.Partial, "half") }, "act")
	if code != 4 {
		t.Errorf("a command that says how far it came: exit %d", code)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestResultsThatDoNotArriveAreAFailure(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"version", "--json"}, {"completion", "bash"}, {"--help"}} {
		env, _, stderr := testEnv(t, "")
		env.Stdout = fullDisk{}
		if code := Main(context.Background(), env, args); code != int(fail.Partial) {
			t.Errorf("%v: exit %d", args, code)
		}
		if !strings.Contains(stderr.String(), "error: ") {
			t.Errorf("%v: stderr %q", args, stderr)
		}
	}
}

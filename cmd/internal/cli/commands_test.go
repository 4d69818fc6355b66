package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/cmd/internal/prompt"
	"unpw/migrate/fail"
)

func TestVersionOf(t *testing.T) {
	module := func(version string) func() (*debug.BuildInfo, bool) {
		return func() (*debug.BuildInfo, bool) {
			return &debug.BuildInfo{Main: debug.Module{Version: version}}, true
		}
	}
	tests := []struct {
		name, linker string
		info         func() (*debug.BuildInfo, bool)
		want         string
	}{
		{"the linker's wins", "0.1.0", module("v0.2.0"), "0.1.0"},
		{"go install gives the module's", "", module("v0.2.0"), "v0.2.0"},
		{"a build in the tree", "", module("(devel)"), "devel"},
		{"no build information", "", func() (*debug.BuildInfo, bool) { return nil, false }, "devel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp(Env{Version: tt.linker, BuildInfo: tt.info, Getenv: func(string) string { return "" }})
			if got := a.version(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCompletionReadsItsShell(t *testing.T) {
	env, _, _ := testEnv(t, "")
	a := newApp(env)
	var got *completionOptions
	cmd := newCompletion(a, func(_ context.Context, o *completionOptions) error { got = o; return nil })
	cmd.SetArgs([]string{"fish"})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	if got == nil || got.shell != "fish" || got.root != cmd {
		t.Errorf("options %+v", got)
	}
}

func TestGlobalFlags(t *testing.T) {
	var got global
	code, _, _ := runWith(t, context.Background(), func(a *app) error { got = a.global; return nil },
		"-C", "tree", "act", "--config", "other.yaml", "--recipes", "a,b", "--recipes", "c", "-q", "--no-input", "--ca-file", "ca.pem")
	want := global{dir: "tree", config: "other.yaml", recipes: []string{"a,b", "c"}, quiet: true, noInput: true, caFile: "ca.pem"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(global{})); code != 0 || diff != "" {
		t.Error(code, diff)
	}
}

func TestPathsStartFromDir(t *testing.T) {
	env, _, _ := testEnv(t, "")
	a := newApp(env)
	wd, _ := env.Getwd()
	if err := os.Mkdir(filepath.Join(wd, "tree"), 0o755); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{"": wd, "tree": filepath.Join(wd, "tree"), wd: wd} {
		a.dir = dir
		if got, err := a.path("x"); err != nil || got != filepath.Join(want, "x") {
			t.Errorf("-C %q: %q, %v", dir, got, err)
		}
	}
	a.dir = "nowhere"
	if _, err := a.path("x"); fail.CodeOf(err) != fail.Usage {
		t.Errorf("-C nowhere: %v", err)
	}
}

func TestPrompterTakesAnswersThenAsksThenRecords(t *testing.T) {
	env, out, talk := testEnv(t, "Invoices\n")
	a := newApp(env)
	wd, _ := env.Getwd()
	given := "schema: unpw/answers/v1\nanswers:\n  go: true\n"
	if err := os.WriteFile(filepath.Join(wd, "given.yaml"), []byte(given), 0o600); err != nil {
		t.Fatal(err)
	}
	known := func(id string) bool { return id == "go" || id == "name" }
	p, err := a.prompter(asking{answers: "given.yaml", record: "kept.yaml"}, known, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	yes, err := p.Confirm(ctx, prompt.Question{ID: "go", Text: "Go?"}, false)
	if err != nil || !yes {
		t.Errorf("go = %v, %v", yes, err)
	}
	name, err := p.Input(ctx, prompt.Question{ID: "name", Text: "Name"}, "")
	if err != nil || name != "Invoices" {
		t.Errorf("name = %q, %v", name, err)
	}
	if out.Len() > 0 || !strings.Contains(talk.String(), "Name: ") || strings.Contains(talk.String(), "Go?") {
		t.Errorf("stdout %q, stderr %q", out, talk)
	}
	kept, err := os.ReadFile(filepath.Join(wd, "kept.yaml"))
	if err != nil || string(kept) != given+"  name: Invoices\n" {
		t.Errorf("recorded %q, %v", kept, err)
	}
}

func TestPrompterAsksNobodyWithNoInput(t *testing.T) {
	env, _, _ := testEnv(t, "y\n")
	a := newApp(env)
	a.noInput = true
	p, err := a.prompter(asking{}, func(string) bool { return true }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Confirm(context.Background(), prompt.Question{ID: "go"}, true); !errors.Is(err, prompt.ErrNoInput) {
		t.Errorf("error = %v", err)
	}
}

func TestPrompterNeedsItsAnswersFile(t *testing.T) {
	env, _, _ := testEnv(t, "")
	_, err := newApp(env).prompter(asking{answers: "none.yaml"}, nil, nil)
	if fail.CodeOf(err) != fail.Usage || err.Error() != "none.yaml: the answers file cannot be read" {
		t.Errorf("error = %v", err)
	}
}

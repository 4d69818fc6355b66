package prompt

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"unpw/cmd/internal/prompt/ptytest"
	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ask": func() { os.Exit(ask(os.Args[1:])) }, "pty": ptytest.Main})
}

// TestScripts asks with a real terminal, a pipe, and nobody. The program "ask"
// asks the kinds of questions named by its arguments, prints the answers on
// stdout, and exits as unpw would.
func TestScripts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no pseudo-terminal for tests on Windows")
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TERM", "xterm")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": ptytest.Exits},
	})
}

func ask(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o := Options{In: os.Stdin, Out: os.Stderr, Getenv: os.Getenv}
	o.Patience, _ = time.ParseDuration(os.Getenv("PATIENCE"))
	var kinds []string
	for _, arg := range args {
		switch arg {
		case "--plain":
			o.Plain = true
		case "--no-input":
			o.NoInput = true
		default:
			kinds = append(kinds, arg)
		}
	}
	p := New(o)
	for _, kind := range kinds {
		answer, err := askOne(ctx, p, kind)
		if err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			for _, hint := range fail.Of(err).Hints {
				fmt.Fprintln(os.Stderr, "hint:", hint)
			}
			return int(fail.CodeOf(err))
		}
		fmt.Printf("%s=%v\n", kind, answer)
	}
	return 0
}

func askOne(ctx context.Context, p Prompter, kind string) (any, error) {
	flows := []Option{{Value: "jwt-bearer", Help: "the same user stays"}, {Value: "client-credentials", Label: "client\x1b[2J credentials"}, {Value: "auto"}}
	switch kind {
	case "select":
		return p.Select(ctx, Question{ID: "flow", Text: "Which flow?", Flag: "--flow"}, flows, "jwt-bearer")
	case "multi":
		got, err := p.MultiSelect(ctx, Question{ID: "flows", Text: "Which flows?"}, flows, []string{"auto"})
		return strings.Join(got, ","), err
	case "input":
		return p.Input(ctx, Question{ID: "name", Text: "Name", Check: func(s string) error {
			if s == "bad" {
				return fmt.Errorf("that name is taken")
			}
			return nil
		}}, "Billing")
	case "confirm":
		return p.Confirm(ctx, Question{ID: "go", Text: "Rewrite the files?"}, false)
	case "secret":
		got, err := p.Secret(ctx, Question{ID: "token", Text: "Token"})
		return revealed(got), err
	}
	return nil, fail.New(fail.Bug, "no question %s", kind)
}

// revealed shows a secret to the test that typed it.
func revealed(s secret.Secret) string { return s.Reveal() }

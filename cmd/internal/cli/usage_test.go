package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"unpw/migrate/fail"
)

// typedRoot is the command tree with a command that has a flag of each kind.
func typedRoot(a *app) *cobra.Command {
	root := newRoot(a)
	cmd := &cobra.Command{Use: "act", Args: operands("PLAN"), RunE: func(*cobra.Command, []string) error { return nil }}
	cmd.Flags().Int("days", 0, "")
	cmd.Flags().Duration("wait", time.Second, "")
	cmd.Flags().Bool("all", false, "")
	var format string
	addOneOf(cmd, &format, "format", "text", []string{"text", "json"}, "")
	group := &cobra.Command{Use: "keys"}
	group.AddCommand(&cobra.Command{Use: "create", RunE: func(*cobra.Command, []string) error { return nil }})
	root.AddCommand(cmd, group)
	return root
}

func TestUsageErrorsAreCodeTwoAndRepeatNoValue(t *testing.T) {
	tests := []struct {
		args  string
		wants string
		hint  string
	}{
		{"--bogus", "unknown flag --bogus", "run 'unpw --help'"},
		{"act --password=hunter2", "unknown flag --password", "run 'unpw act --help'"},
		{"act -phunter2", "unknown flag -p", "run 'unpw act --help'"},
		{"act --=hunter2", "a flag cannot be read", "run 'unpw act --help'"},
		{"act --days hunter2", "flag --days must be a whole number", "run 'unpw act --help'"},
		{"act --wait hunter2", "flag --wait must be a duration such as 30s, 5m or 2h", "run 'unpw act --help'"},
		{"act --all=hunter2", "flag --all must be true or false", "run 'unpw act --help'"},
		{"act --format hunter2", "flag --format must be one of text, json", "run 'unpw act --help'"},
		{"act --format", "flag --format needs a value", "run 'unpw act --help'"},
		{"act", "PLAN is missing", "run 'unpw act --help'"},
		{"act plan.json hunter2", "too many arguments", "run 'unpw act --help'"},
		{"actt", "unknown command actt", "did you mean act?"},
		{"keys creat", "unknown command creat", "did you mean create?"},
		{"keys nothing", "unknown command nothing", "run 'unpw keys --help'"},
		{"help nothing", "unknown command nothing", "run 'unpw --help'"},
		{"completion hunter2", "no completion for shell hunter2", "pass bash, zsh, fish or powershell"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			for _, flag := range []string{"", "--json "} {
				env, out, stderr := testEnv(t, "")
				a := newApp(env)
				code := a.main(context.Background(), typedRoot(a), strings.Fields(flag+tt.args))
				if code != int(fail.Usage) {
					t.Errorf("exit %d, want 2", code)
				}
				text, silent := stderr.String(), out.String()
				if flag != "" {
					text, silent = silent, text
				}
				if !strings.Contains(text, tt.wants) || !strings.Contains(text, tt.hint) {
					t.Errorf("%q lacks %q or %q", text, tt.wants, tt.hint)
				}
				if silent != "" {
					t.Errorf("the other stream says %q", silent)
				}
				if strings.Contains(text, "hunter2") && !strings.HasPrefix(tt.args, "completion") {
					t.Errorf("%q repeats the value", text)
				}
			}
		})
	}
}

func TestAGroupPrintsItsHelp(t *testing.T) {
	env, out, _ := testEnv(t, "")
	a := newApp(env)
	if code := a.main(context.Background(), typedRoot(a), []string{"keys"}); code != 0 || !strings.Contains(out.String(), "create") {
		t.Errorf("exit %d, stdout %q", code, out)
	}
}

func TestJSONIsAskedForBeforeTheEndOfFlags(t *testing.T) {
	for args, want := range map[string]bool{"--bogus --json": true, "--json=true": true, "--bogus -- --json": false, "--json=false": false} {
		if got := asksForJSON(strings.Fields(args)); got != want {
			t.Errorf("%s: %v", args, got)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	env, _, _ := testEnv(t, "")
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			for _, part := range []string{"\n\nExample:\n  ", "\n\nExit status:\n  0    done\n"} {
				if !strings.Contains(cmd.Long, part) {
					t.Errorf("Long lacks %q: make it with help", part)
				}
			}
			if !strings.HasSuffix(cmd.Long, "130  interrupted") {
				t.Error("Long does not end with the exit codes: make it with help")
			}
			if s := cmd.Short; s == "" || strings.HasSuffix(s, ".") || strings.ToLower(s[:1]) != s[:1] {
				t.Errorf("Short %q: lower case and no full stop", s)
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(newApp(env)))
}

func TestHelpPrintsTheSameAsTheFlag(t *testing.T) {
	for _, name := range []string{"version", "completion", "help"} {
		env, asked, _ := testEnv(t, "")
		Main(context.Background(), env, []string{"help", name})
		env, flagged, _ := testEnv(t, "")
		Main(context.Background(), env, []string{name, "--help"})
		if asked.String() != flagged.String() || !strings.HasPrefix(asked.String(), "Usage: unpw "+name) {
			t.Errorf("help %s:\n%s\n%s --help:\n%s", name, asked, name, flagged)
		}
	}
}

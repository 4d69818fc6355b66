package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"unpw/migrate/fail"
)

// everyCode lists the codes that root's help explains.
var everyCode = []fail.Code{fail.Findings, fail.Partial, fail.Changed, fail.Locked, fail.Refused, fail.Unreachable}

// help makes the Long of a command: what it does, one example, and its exit
// codes. 0, 1, 2 and 130 are every command's; codes are the others.
func help(text, example string, codes ...fail.Code) string {
	codes = append(codes, fail.Done, fail.Bug, fail.Usage, fail.Interrupted)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nExample:\n  %s\n\nExit status:\n", text, example)
	for _, c := range fail.Codes() {
		if slices.Contains(codes, c.Code) {
			fmt.Fprintf(&b, "  %-3d  %s\n", c.Code, c.Meaning)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// section is a part of root's help.
type section struct {
	title    string
	commands []*cobra.Command
}

// addSections adds the commands to root and makes its help list them in their
// order, where cobra would sort them.
func addSections(root *cobra.Command, a *app, sections []section) {
	for _, s := range sections {
		root.AddCommand(s.commands...)
		for _, c := range s.commands {
			if c.Name() == "help" {
				root.SetHelpCommand(c) // else cobra adds its own
			}
		}
	}
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		a.begin()
		w := a.ui.Out()
		shown := sections
		if cmd != root {
			shown = []section{{"Commands", cmd.Commands()}}
		}
		printHelp(w, cmd, shown)
	})
}

func printHelp(w io.Writer, cmd *cobra.Command, sections []section) {
	use := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		use = cmd.CommandPath() + " COMMAND"
	}
	_, _ = fmt.Fprintf(w, "Usage: %s\n\n%s\n", use, cmd.Long)
	for _, s := range sections {
		if len(s.commands) == 0 {
			continue
		}
		_, _ = fmt.Fprintf(w, "\n%s:\n", s.title)
		for _, c := range s.commands {
			if !c.Hidden {
				_, _ = fmt.Fprintf(w, "  %-12s  %s\n", c.Name(), c.Short)
			}
		}
	}
	if cmd.HasAvailableLocalFlags() && cmd.HasParent() {
		_, _ = fmt.Fprintf(w, "\nFlags:\n%s", cmd.LocalFlags().FlagUsages())
	}
	_, _ = fmt.Fprintf(w, "\nGlobal flags:\n%s", cmd.Root().PersistentFlags().FlagUsages())
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "print the help of a command",
		Long:  help("Help prints what a command does, its flags and its exit codes.", "unpw help version"),
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err == nil {
				err = knownCommand(found, rest)
			}
			if err != nil {
				return usage(cmd.Root(), err)
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

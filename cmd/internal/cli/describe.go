package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// Description is a command as docs/commands.md shows it: what its --help
// prints, taken apart.
type Description struct {
	Use     string // "unpw keys create [APP…]"
	Short   string // empty for the program itself
	Text    string // what it does: paragraphs
	Example string // shell lines
	Status  string // its exit codes, one a line; empty for a command that only groups others
	Flags   string // its own flags, one a line; of the program, the global ones
}

// Describe gives every command that help lists, the program first, then in
// alphabetical order.
func Describe(env Env) []Description {
	return describe(newRoot(newApp(env)))
}

func describe(cmd *cobra.Command) []Description {
	d := Description{Use: cmd.UseLine(), Short: cmd.Short, Flags: cmd.NonInheritedFlags().FlagUsages()}
	if cmd.HasAvailableSubCommands() {
		d.Use = cmd.CommandPath() + " COMMAND"
	} else {
		d.Use = strings.TrimSuffix(d.Use, " [flags]")
	}
	if !cmd.HasParent() {
		d.Short, d.Flags = "", cmd.PersistentFlags().FlagUsages()
	}
	d.Text, d.Status, _ = strings.Cut(cmd.Long, "\n\nExit status:\n")
	d.Text, d.Example, _ = strings.Cut(d.Text, "\n\nExample:\n")
	all := []Description{d}
	for _, sub := range cmd.Commands() {
		if !sub.Hidden && sub.Name() != "help" {
			all = append(all, describe(sub)...)
		}
	}
	return all
}

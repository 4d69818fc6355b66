package cli

import (
	"context"

	"github.com/spf13/cobra"
)

const rootLong = `unpw moves Salesforce integrations off username-password logins, to JWT bearer
or client credentials, and proves that they still log in.

A secret is never the value of a flag. Results go to stdout, all talk to stderr.`

// newRoot makes the command tree: one line a command, in the order in which
// help lists them.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "unpw",
		Short: "move Salesforce integrations off username-password logins",
		Long:  help(rootLong, "unpw --help", everyCode...),
		Args:  knownCommand,
		RunE:  guideOrHelp(a),
	}
	a.addFlags(root)
	addSections(root, a, []section{
		{"The way through", []*cobra.Command{
			newGuide(a, nil),
			newScan(a, nil),
			newPlan(a, nil),
			newKeys(a),
			newApps(a),
			newCheck(a, nil),
			newExplain(a, nil),
			newApply(a, nil),
			newUndo(a, nil),
			newMigrate(a, nil),
			newRehearse(a, nil),
			newAudit(a, nil),
			newLockdown(a, nil),
		}},
		{"More", []*cobra.Command{
			newTemplate(a, nil),
			newToken(a, nil),
			newRecipes(a),
			newCompletion(a, nil),
			newHelp(),
			newVersion(a, nil),
		}},
	})
	return root
}

// prepare sets, on the whole tree, what every command has: the global flags
// take effect before its code runs, a command that only groups others refuses
// unknown ones, and cobra prints nothing of its own.
func (a *app) prepare(cmd *cobra.Command) {
	cmd.SilenceErrors, cmd.SilenceUsage, cmd.DisableAutoGenTag = true, true, true
	cmd.SuggestionsMinimumDistance = 2
	cmd.CompletionOptions.DisableDefaultCmd = true
	cmd.SetFlagErrorFunc(flagError)
	if !cmd.Runnable() {
		cmd.Args = knownCommand
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.begin()
		a.started = true
		return run(cmd, args)
	}
	for _, sub := range cmd.Commands() {
		a.prepare(sub)
	}
}

// either gives what a command runs: what a test passes to see the options
// alone, else the real thing.
func either[O any](runF, real func(context.Context, *O) error) func(context.Context, *O) error {
	if runF != nil {
		return runF
	}
	return real
}

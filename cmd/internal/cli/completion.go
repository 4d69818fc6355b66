package cli

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"unpw/migrate/fail"
)

type completionOptions struct {
	app   *app
	root  *cobra.Command
	shell string
}

const completionLong = `Completion prints a script that makes a shell complete the commands, flags and
words of unpw. SHELL is bash, zsh, fish or powershell. Load it where the shell
reads its own set-up.`

func newCompletion(a *app, runF func(context.Context, *completionOptions) error) *cobra.Command {
	o := &completionOptions{app: a}
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     "print a completion script for a shell",
		Long:      help(completionLong, "source <(unpw completion bash)"),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		Args:      operands("SHELL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.root, o.shell = cmd.Root(), args[0]
			return either(runF, runCompletion)(cmd.Context(), o)
		},
	}
}

// completionReport is unpw/completion/v1.
type completionReport struct {
	Schema string `json:"schema"`
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

func runCompletion(_ context.Context, o *completionOptions) error {
	var script bytes.Buffer
	var err error
	switch o.shell {
	case "bash":
		err = o.root.GenBashCompletionV2(&script, true)
	case "zsh":
		err = o.root.GenZshCompletion(&script)
	case "fish":
		err = o.root.GenFishCompletion(&script, true)
	case "powershell":
		err = o.root.GenPowerShellCompletionWithDesc(&script)
	default:
		return fail.New(fail.Usage, "no completion for shell %s", o.shell).Hint("pass bash, zsh, fish or powershell")
	}
	if err != nil {
		return err
	}
	if o.app.json {
		return o.app.ui.JSON(completionReport{"unpw/completion/v1", o.shell, script.String()})
	}
	// Not Text: the scripts hold control characters on purpose.
	_, err = o.app.ui.Out().Write(script.Bytes())
	return err
}

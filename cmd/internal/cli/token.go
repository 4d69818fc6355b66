package cli

import (
	"context"

	"github.com/spf13/cobra"

	"unpw/migrate/fail"
)

type tokenOptions struct {
	app *app
	id  string
}

const tokenLong = `Token logs in with the new login of the integration ID and prints the access
token, alone, on stdout: for a program that takes a token and knows no login of
its own. Where the token is good goes to stderr.

A terminal is refused, since what it shows stays there. A token is good for as
long as the session settings of the org say; take one a run.`

func newToken(a *app, runF func(context.Context, *tokenOptions) error) *cobra.Command {
	o := &tokenOptions{app: a}
	return &cobra.Command{
		Use:   "token ID",
		Short: "print an access token for a program that takes nothing else",
		Long:  help(tokenLong, "SF_ACCESS_TOKEN=$(unpw token nightly-deploy) ant deploy", fail.Refused, fail.Unreachable),
		Args:  operands("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.id = args[0]
			return either(runF, runToken)(cmd.Context(), o)
		},
	}
}

func runToken(ctx context.Context, o *tokenOptions) error {
	a := o.app
	if isTerminal(a.Stdout) {
		return fail.New(fail.Usage, "an access token is not shown on a terminal").In("token").Hint("hand it on: SF_ACCESS_TOKEN=$(unpw token %s)", o.id)
	}
	p, err := a.project()
	if err != nil {
		return err
	}
	t, err := p.Token(ctx, o.id)
	if err != nil {
		return err
	}
	if a.json {
		return a.ui.JSON(struct {
			Schema      string `json:"schema"`
			ID          string `json:"id"`
			InstanceURL string `json:"instanceUrl"`
			AccessToken string `json:"accessToken"`
		}{"unpw/token/v1", t.ID, t.InstanceURL, t.Access.Reveal()})
	}
	a.ui.Text(t.Access.Reveal() + "\n")
	a.ui.Talkf("good at %s", t.InstanceURL)
	return nil
}

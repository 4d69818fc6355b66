package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/explain"
	"unpw/migrate/fail"
)

type explainOptions struct {
	app  *app
	text string
	log  bool // the text is on stdin
	org  string
}

const explainLong = `Explain says what an answer of an org means, its causes with the likeliest first,
how to tell them apart, and what to do.

TEXT is an error, a JSON body, a SOAP fault, a status of Login History, or the id
of an entry, as a failed check names it. With - it is read from stdin, a log of any
length too: the lines that say something are found and quoted, with what may be a
secret masked.

Where one text stands for many causes ("authentication failure"), the list of what
to verify is printed. With --org the org is asked, line by line, what holds and what
is violated, for each of the workspace's password logins; no login is sent. A text that unpw does not know is said to be unknown, with
the entries nearest to it, and is no failure.`

func newExplain(a *app, runF func(context.Context, *explainOptions) error) *cobra.Command {
	o := &explainOptions{app: a}
	cmd := &cobra.Command{
		Use:   "explain [TEXT|-]",
		Short: "say what an error means, why, and what to do",
		Long:  help(explainLong, `unpw explain "invalid_grant: authentication failure"`),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.text = strings.Join(args, " ")
			o.log = o.text == "-"
			if strings.TrimSpace(o.text) == "" && o.org == "" {
				return fail.New(fail.Usage, "there is nothing to explain").Hint("pass the error as an argument, or - and a log on stdin")
			}
			return either(runF, runExplain)(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.org, "org", "", "go through the list of causes against the org `NAME` of unpw.yaml")
	return cmd
}

// refusedPassword is what --org without a text asks about.
const refusedPassword = "invalid_grant: authentication failure"

func runExplain(ctx context.Context, o *explainOptions) error {
	a := o.app
	if o.text == "" {
		o.text = refusedPassword
	}
	text := io.Reader(strings.NewReader(o.text))
	if o.log {
		text = a.Stdin
	}
	e, err := migrate.Explain(text)
	if err != nil {
		return err
	}
	switch {
	case o.org == "":
	case e.Verification == nil:
		a.ui.Warnf("org %s was not asked: there is a list for a refused password login only (%s)", o.org, refusedPassword)
	default:
		p, err := a.project()
		if err != nil {
			return err
		}
		if e.Verification, err = p.Verify(ctx, e.List, o.org); err != nil {
			return err
		}
	}
	if a.json {
		return a.ui.JSON(e)
	}
	o.show(e)
	return nil
}

// mostInFull is how many entries of one answer are printed in full.
const mostInFull = 3

func (o *explainOptions) show(e *migrate.Explained) {
	u := o.app.ui
	switch {
	case e.First == "":
		u.Printf("the text is empty: there is nothing to explain\n")
	case !e.Known && o.log:
		u.Printf("in %s there is nothing that unpw knows as an answer of an org\n", count(e.Lines, "line"))
	case !e.Known:
		u.Printf("unpw does not know this answer\n")
	}
	if len(e.Nearest) > 0 {
		u.Printf("nearest to it:\n")
		for _, n := range e.Nearest {
			u.Printf("  %s  %s\n", ui.Paint(ui.Bold, n.ID), n.Meaning)
		}
		u.Talkf("next: unpw explain ID")
	}
	for i, f := range e.Found {
		if i > 0 {
			u.Printf("\n")
		}
		if o.log {
			u.Printf("line %d, %s: %s\n\n", f.Line, times(f.Times), f.Quote)
		}
		switch {
		case e.Verification == nil || !e.List.Behind(f.Entries):
			o.entries(f)
		case e.Verification.Org != nil:
			o.verified(e.Verification)
		default:
			o.page(e, f)
		}
	}
}

// page is the answer that stands for many causes: its statuses, then the list.
func (o *explainOptions) page(e *migrate.Explained, f migrate.Said) {
	u := o.app.ui
	u.Text(e.List.Text())
	u.Printf("\nWhat Login History says to it (%s):\n", "Setup → Login History, column Status")
	var rows [][]any
	for _, x := range f.Entries {
		status := x.Status
		if status == "" {
			status = "(none is known)"
		}
		rows = append(rows, []any{"  " + status, x.Meaning, x.ID})
	}
	u.Table([]string{"  STATUS", "MEANS", "unpw explain"}, rows)
}

// verified is the list as an org answered it: a table a login, then what to do
// about each line that is violated, and where to look for what was not shown.
func (o *explainOptions) verified(v *migrate.Verification) {
	u := o.app.ui
	u.Printf("%s, org %s\n", v.Title, deref(v.Org))
	for _, login := range v.Logins {
		who := login.User
		switch {
		case login.Integration != "" && who != "":
			who = login.Integration + ", " + who
		case login.Integration != "":
			who = login.Integration
		case who == "":
			who = "no password login is known; what holds for all"
		}
		u.Printf("\n%s\n", ui.Paint(ui.Bold, who))
		rows := make([][]any, len(login.Lines))
		for i, l := range login.Lines {
			rows[i] = []any{"  " + l.ID, judged(l.Result), l.Claim, l.Seen}
		}
		u.Table([]string{"  LINE", "RESULT", "WHAT MUST HOLD", "SEEN"}, rows)
		for _, l := range login.Lines {
			switch l.Result {
			case explain.Violated:
				u.Printf("  %s: %s\n    do: %s\n    in %s\n", l.ID, l.Meaning, l.Do, l.Setup)
				if l.Command != "" {
					u.Printf("    $ %s\n", l.Command)
				}
				u.Printf("    source: %s%s\n", strings.Join(l.Source, "; "), doubted(l.Confidence))
			case explain.Unasked:
				u.Printf("  %s: look here: %s\n    in %s\n", l.ID, l.ByHand, l.Setup)
			}
		}
	}
}

func judged(result string) ui.Painted {
	return ui.Paint(map[string]ui.Style{explain.Holds: ui.Green, explain.Violated: ui.Red, explain.Unasked: ui.Yellow}[result], result)
}

func doubted(confidence string) string {
	if confidence == string(explain.Seen) {
		return ""
	}
	return "; unverified: " + strings.ReplaceAll(confidence, "-", " ")
}

func (o *explainOptions) entries(f migrate.Said) {
	u := o.app.ui
	for i, x := range f.Entries {
		if i == mostInFull {
			u.Printf("\nalso possible:\n")
		}
		if i >= mostInFull {
			u.Printf("  %s  %s\n", ui.Paint(ui.Bold, x.ID), x.Meaning)
			continue
		}
		if i > 0 {
			u.Printf("\nor:\n")
		}
		u.Text(explain.Text(x))
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return count(n, "time")
}

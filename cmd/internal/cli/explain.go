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
}

const explainLong = `Explain says what an answer of an org means, its causes with the likeliest first,
how to tell them apart, and what to do.

TEXT is an error, a JSON body, a SOAP fault, a status of Login History, or the id
of an entry, as a failed check names it. With - it is read from stdin, a log of any
length too: the lines that say something are found and quoted, with what may be a
secret masked.

Where one text stands for many causes ("authentication failure"), the list of what
to verify is printed. A text that unpw does not know is said to be unknown, with
the entries nearest to it, and is no failure.`

func newExplain(a *app, runF func(context.Context, *explainOptions) error) *cobra.Command {
	o := &explainOptions{app: a}
	return &cobra.Command{
		Use:   "explain [TEXT|-]",
		Short: "say what an error means, why, and what to do",
		Long:  help(explainLong, `unpw explain "invalid_grant: authentication failure"`),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.text = strings.Join(args, " ")
			o.log = o.text == "-"
			if strings.TrimSpace(o.text) == "" {
				return fail.New(fail.Usage, "there is nothing to explain").Hint("pass the error as an argument, or - and a log on stdin")
			}
			return either(runF, runExplain)(cmd.Context(), o)
		},
	}
}

func runExplain(_ context.Context, o *explainOptions) error {
	a := o.app
	text := io.Reader(strings.NewReader(o.text))
	if o.log {
		text = a.Stdin
	}
	e, err := migrate.Explain(text)
	if err != nil {
		return err
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
		if e.Verification != nil && e.List.Behind(f.Entries) {
			o.page(e, f)
			continue
		}
		o.entries(f)
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

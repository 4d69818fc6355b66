package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
)

type scanOptions struct {
	app           *app
	paths         []string
	format        string
	output        string
	exitCode      bool
	all           bool
	exclude       []string
	baseline      string
	writeBaseline string
}

const scanLong = `Scan finds the logins by user name and password in files: of every PATH, else of
the roots in unpw.yaml, else of the current folder. It writes nothing but the
files that -o and --write-baseline name, and shows no password.

What cannot be read is listed as skipped and changes no exit code.`

func newScan(a *app, runF func(context.Context, *scanOptions) error) *cobra.Command {
	o := &scanOptions{app: a}
	cmd := &cobra.Command{
		Use:   "scan [PATH…]",
		Short: "find username-password logins in files",
		Long:  help(scanLong, "unpw scan --exit-code services/", fail.Findings),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			return either(runF, runScan)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	addOneOf(cmd, &o.format, "format", "text", []string{"text", "json"}, "what is printed; json is the same as --json")
	f.StringVarP(&o.output, "output", "o", "", "write it to `FILE`")
	f.BoolVar(&o.exitCode, "exit-code", false, "exit with 3 if there are findings")
	f.BoolVar(&o.all, "all", false, "list also what is migrated, and every skipped file")
	f.StringArrayVar(&o.exclude, "exclude", nil, "leave out the files that `GLOB` matches (repeatable)")
	f.StringVar(&o.baseline, "baseline", "", "do not count the findings that are accepted in `FILE`")
	f.StringVar(&o.writeBaseline, "write-baseline", "", "accept all findings, in `FILE`")
	return cmd
}

func runScan(ctx context.Context, o *scanOptions) error {
	a := o.app
	if o.format == "json" && !a.json {
		a.json = true
		a.ui.SetMode(ui.Mode{JSON: true, Quiet: a.quiet})
	}
	p, err := a.project()
	if err != nil {
		return err
	}
	paths, err := a.paths(o.paths)
	if err != nil {
		return err
	}
	if o.baseline != "" {
		if o.baseline, err = a.path(o.baseline); err != nil {
			return err
		}
	}
	scanned, err := p.Scan(ctx, migrate.ScanOptions{Paths: paths, Exclude: o.exclude})
	if err != nil {
		return err
	}
	report, err := p.ScanReport(scanned, migrate.ReportOptions{All: o.all, Baseline: o.baseline})
	if err != nil {
		return err
	}
	if o.writeBaseline != "" {
		return o.accept(p, scanned)
	}
	if err := o.print(report); err != nil {
		return err
	}
	if o.exitCode && report.Findings() > 0 {
		return exit(fail.Findings)
	}
	return nil
}

// accept writes the baseline that accepts everything found.
func (o *scanOptions) accept(p *migrate.Project, scanned []migrate.Scanned) error {
	b := p.Baseline(scanned)
	data, err := b.JSON()
	if err != nil {
		return err
	}
	if err := o.app.writeOutput(o.writeBaseline, data); err != nil {
		return err
	}
	if o.app.json {
		return o.app.ui.JSON(b)
	}
	o.app.ui.Printf("%d accepted in %s\n", len(b.Accepted), o.writeBaseline)
	o.app.ui.Talkf("next: unpw scan --exit-code --baseline %s, or scan.baseline in unpw.yaml", o.writeBaseline)
	return nil
}

// print writes the report to stdout, or to the file of -o.
func (o *scanOptions) print(r *migrate.ScanReport) error {
	a := o.app
	switch {
	case o.output == "" && a.json:
		return a.ui.JSON(r)
	case o.output == "":
		o.text(a.ui, r)
		return nil
	}
	var data []byte
	if a.json {
		var err error
		if data, err = encode(r); err != nil {
			return err
		}
	} else {
		var b bytes.Buffer
		o.text(ui.New(ui.Config{Out: &b, Err: &b, Getenv: a.Getenv, Now: a.Now}), r)
		data = b.Bytes()
	}
	return a.writeOutput(o.output, data)
}

func (o *scanOptions) text(s *ui.Streams, r *migrate.ScanReport) {
	header := []string{"id", "recipe", "login", "outcome", "user", "host", "where", "note"}
	var rows [][]any
	noted := false
	for _, f := range r.Integrations {
		note := noteOf(f)
		noted = noted || note != ""
		where := fmt.Sprintf("%s:%d", f.File, f.Line)
		if f.Root != "" {
			where = strings.TrimSuffix(f.Root, "/") + "/" + where
		}
		rows = append(rows, []any{ui.Paint(ui.Bold, f.ID), f.Recipe, orDash(f.Login), orDash(f.Outcome), orDash(f.Username), orDash(f.Host), where, note})
	}
	if !noted {
		header = header[:len(header)-1]
	}
	s.Table(header, rows)
	if len(rows) > 0 {
		s.Printf("\n")
	}
	s.Printf("%s in %s\n", count(r.Findings(), "finding"), count(r.Stats.Files, "file"))
	o.skipped(s, r)
	if r.Findings() > 0 && o.output == "" {
		s.Talkf("next: %s", strings.TrimSpace("unpw plan "+strings.Join(o.paths, " ")))
	}
}

func (o *scanOptions) skipped(s *ui.Streams, r *migrate.ScanReport) {
	switch {
	case len(r.Skipped) == 0:
	case o.all || o.app.debug:
		for _, k := range r.Skipped {
			name := k.File
			if k.Root != "" {
				name = strings.TrimSuffix(k.Root, "/") + "/" + name
			}
			s.Printf("skipped %s: %s\n", name, k.Reason)
		}
	default:
		s.Printf("%d skipped; --all lists what and why\n", len(r.Skipped))
	}
}

// noteOf says why an integration is not simply a finding.
func noteOf(f migrate.Found) string {
	switch {
	case f.Accepted:
		return "accepted"
	case f.Until != "":
		return "kept until " + f.Until
	case f.Decision == "ignore":
		return "ignored"
	case f.State != "active":
		return f.State
	}
	return ""
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

// count gives "1 file", "2 files".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/audit"
	"unpw/migrate/fail"
)

type auditOptions struct {
	app      *app
	org      string
	since    string
	csv      string
	format   string
	output   string
	exitCode bool
}

const auditLong = `Audit asks the login history of an org who still logs in by password, and puts the
answer beside what a scan of the workspace finds:

  found and used       an integration that still has to move
  found and unused     one that can move at any time, or is gone
  used but not found   a login that no file here explains: it breaks on the day

The org is one of unpw.yaml, with orgs.NAME.access. Without access to the API, --csv
reads a Login History that an administrator exported (Setup → Login History →
Download, in English). What an audit cannot see is said with it. Nothing is changed.

The user of the access token needs Monitor Login History or Manage Users, else it sees
its own logins only; View Event Log Files and Customize Application show more.`

func newAudit(a *app, runF func(context.Context, *auditOptions) error) *cobra.Command {
	o := &auditOptions{app: a}
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "ask the org who still logs in by password",
		Long:  help(auditLong, "unpw audit --org prod --since 90d --exit-code", fail.Findings, fail.Refused, fail.Unreachable),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return either(runF, runAudit)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.org, "org", "", "the org `NAME` of unpw.yaml (default: the only one with access)")
	f.StringVar(&o.since, "since", "90d", "look this `TIME` back, as 90d or 36h; at most six months")
	f.StringVar(&o.csv, "csv", "", "read an exported Login History from `FILE`, - for stdin, and ask no org")
	addOneOf(cmd, &o.format, "format", "text", []string{"text", "json", "csv"}, "what is printed; json is the same as --json")
	f.StringVarP(&o.output, "output", "o", "", "write it to `FILE`")
	f.BoolVar(&o.exitCode, "exit-code", false, "exit with 3 if somebody still logs in by password")
	return cmd
}

func runAudit(ctx context.Context, o *auditOptions) error {
	a := o.app
	if o.format == "json" && !a.json {
		a.json = true
		a.ui.SetMode(ui.Mode{JSON: true, Quiet: a.quiet})
	}
	since, err := days(o.since)
	if err != nil {
		return fail.New(fail.Usage, "flag --since: %s", err)
	}
	p, err := a.project()
	if err != nil {
		return err
	}
	look := migrate.AuditOptions{Org: o.org, Since: since, Name: o.csv, Step: func(text string) { a.ui.Talkf("%s", text) }}
	if o.csv != "" {
		file, err := a.open(o.csv)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		look.CSV = file
	}
	r, err := p.Audit(ctx, look)
	if err != nil {
		return err
	}
	if err := o.print(r); err != nil {
		return err
	}
	if o.exitCode && !r.Clean {
		return exit(fail.Findings)
	}
	return nil
}

// open opens a file of the command line to be read a piece at a time; - is stdin.
func (a *app) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.Stdin), nil
	}
	path, err := a.path(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		why := "no such file"
		if errors.Is(err, fs.ErrPermission) {
			why = "permission denied"
		}
		return nil, fail.At(fail.Usage, name, 0, "%s", why).In("read").Because(err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, fail.At(fail.Usage, name, 0, "is a folder").In("read")
	}
	return f, nil
}

// days reads a time as flags have it: 90d, 12w, or what Go writes (36h).
func days(text string) (time.Duration, error) {
	wrong := errors.New("must be a time such as 90d or 36h")
	for suffix, hours := range map[string]int{"d": 24, "w": 7 * 24} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			n, err := strconv.Atoi(number)
			if err != nil || n <= 0 || n > 36500 {
				return 0, wrong
			}
			return time.Duration(n*hours) * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, wrong
	}
	return d, nil
}

// print writes the report to stdout, or to the file of -o.
func (o *auditOptions) print(r *audit.Report) error {
	a := o.app
	var data []byte
	var err error
	switch {
	case o.output == "" && a.json:
		return a.ui.JSON(r)
	case a.json:
		data, err = encode(r)
	case o.format == "csv":
		data, err = r.CSV()
		if err == nil && o.output == "" {
			a.ui.Text(string(data))
			return nil
		}
	case o.output == "":
		showAudit(a.ui, r)
		switch {
		case r.Summary.NotFound > 0:
			a.ui.Talkf("next: scan the trees of the programs that log in as these users: unpw scan PATH")
		case r.Summary.Used > 0:
			a.ui.Talkf("next: unpw plan")
		case r.Clean && r.Source != "csv":
			a.ui.Talkf("next: unpw lockdown --org %s", deref(r.Org))
		}
		return nil
	default:
		var b bytes.Buffer
		showAudit(ui.New(ui.Config{Out: &b, Err: &b, Getenv: a.Getenv, Now: a.Now}), r)
		data = b.Bytes()
	}
	if err != nil {
		return err
	}
	return a.writeOutput(o.output, data)
}

package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate/fail"
)

// Main runs unpw with args, without the program's name, and gives its exit
// code. The context is cancelled by Ctrl-C. A panic of the calling goroutine
// is code 1; one of another goroutine ends the process.
func Main(ctx context.Context, env Env, args []string) int {
	a := newApp(env)
	return a.main(ctx, newRoot(a), args)
}

// app is what every command is given.
type app struct {
	Env
	global
	ui  *ui.Streams
	log *slog.Logger // silent without --debug; never told a secret

	newConfig bool // the file of --config need not be there yet

	started bool // a command's own code runs: errors before are of usage
}

// global holds the global flags.
type global struct {
	dir     string
	config  string
	recipes []string
	json    bool
	quiet   bool
	debug   bool
	noInput bool
	caFile  string
}

func newApp(env Env) *app {
	return &app{
		Env: env,
		ui:  ui.New(ui.Config{Out: env.Stdout, Err: env.Stderr, Getenv: env.Getenv, Now: env.Now}),
		log: slog.New(slog.DiscardHandler),
	}
}

func (g *global) addFlags(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVarP(&g.dir, "dir", "C", "", "work as if started in `DIR`")
	f.StringVar(&g.config, "config", "", "read this `FILE` instead of unpw.yaml")
	f.StringArrayVar(&g.recipes, "recipes", nil, "use the recipes of `DIR` too (repeatable)")
	f.BoolVar(&g.json, "json", false, "print one JSON object on stdout")
	f.BoolVarP(&g.quiet, "quiet", "q", false, "say nothing but results, warnings and errors")
	f.BoolVar(&g.debug, "debug", false, "say what is being done, on stderr")
	f.BoolVar(&g.noInput, "no-input", false, "never ask")
	f.StringVar(&g.caFile, "ca-file", "", "trust the certificates in `FILE` (PEM) too")
}

// main carries out args on the command tree root and ends in finish.
func (a *app) main(ctx context.Context, root *cobra.Command, args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			code = a.finish(ctx, a.panicked(p, debug.Stack()))
		}
	}()
	a.prepare(root)
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	root.SetIn(a.Stdin)
	root.SetOut(a.ui.Out())
	root.SetErr(a.ui.Err())
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !a.started {
		a.json = a.json || asksForJSON(args)
		a.begin()
		err = usage(cmd, err)
	}
	return a.finish(ctx, err)
}

// begin puts the global flags to work.
func (a *app) begin() {
	a.ui.SetMode(ui.Mode{JSON: a.json, Quiet: a.quiet})
	if a.debug {
		a.log = slog.New(slog.NewTextHandler(a.ui.Err(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
}

// workdir gives the folder that relative paths start from: -C DIR, or the
// current one. It is absolute.
func (a *app) workdir() (string, error) {
	wd, err := a.Getwd()
	if err != nil {
		return "", fail.New(fail.Usage, "the current folder cannot be found").Because(err)
	}
	if a.dir == "" {
		return wd, nil
	}
	dir := a.dir
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(wd, dir)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", fail.At(fail.Usage, a.dir, 0, "not a folder").Because(err).Hint("pass a folder to -C")
	}
	return dir, nil
}

// path gives a path from the command line as an absolute one.
func (a *app) path(name string) (string, error) {
	if filepath.IsAbs(name) {
		return filepath.Clean(name), nil
	}
	dir, err := a.workdir()
	return filepath.Join(dir, name), err
}

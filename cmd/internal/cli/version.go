package cli

import (
	"context"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

type versionOptions struct {
	app *app
}

func newVersion(a *app, runF func(context.Context, *versionOptions) error) *cobra.Command {
	o := &versionOptions{app: a}
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		Long:  help("Version prints which unpw this is, what it was built from and by which Go.", "unpw version --json"),
		Args:  operands(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return either(runF, runVersion)(cmd.Context(), o)
		},
	}
}

// versionReport is unpw/version/v1. Revision and Time are null where the build
// did not see a repository.
type versionReport struct {
	Schema   string  `json:"schema"`
	Version  string  `json:"version"`
	Revision *string `json:"revision"`
	Time     *string `json:"time"`
	Modified bool    `json:"modified"`
	Go       string  `json:"go"`
	OS       string  `json:"os"`
	Arch     string  `json:"arch"`
}

func runVersion(_ context.Context, o *versionOptions) error {
	a := o.app
	r := versionReport{Schema: "unpw/version/v1", Version: a.version(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if info, ok := a.BuildInfo(); ok {
		r.Revision, r.Time = setting(info, "vcs.revision"), setting(info, "vcs.time")
		modified := setting(info, "vcs.modified")
		r.Modified = modified != nil && *modified == "true"
	}
	if a.json {
		return a.ui.JSON(r)
	}
	a.ui.Printf("unpw %s (%s, %s/%s)\n", r.Version, r.Go, r.OS, r.Arch)
	if r.Revision != nil {
		note := ""
		if r.Modified {
			note = ", modified"
		}
		a.ui.Printf("built from %s%s\n", *r.Revision, note)
	}
	return nil
}

// version gives the version of unpw: the linker's, else the module's, else
// "devel".
func (a *app) version() string {
	if a.Version != "" {
		return a.Version
	}
	if info, ok := a.BuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func setting(info *debug.BuildInfo, key string) *string {
	for _, s := range info.Settings {
		if s.Key == key && s.Value != "" {
			return &s.Value
		}
	}
	return nil
}

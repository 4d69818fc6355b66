package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"unpw/cmd/internal/prompt/ptytest"
)

// TestMain makes the test binary stand in for the programs of the scripts:
// unpw itself, pty (a person at a terminal) and as-nobody (see unpriv_test.go).
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"unpw": main, "pty": ptytest.Main, "as-nobody": asNobody})
}

// TestScripts runs testdata/script, one script a concept. A script starts in
// $WORK with its own files, and has, beside the commands of testscript:
//
//	exits CODE PROGRAM ARG…             demands one exit code
//	exec pty SCRIPT -- PROGRAM ARG…     a person at a terminal: see ptytest.Main
//	unpriv [-code N] PROGRAM ARG…       as an unprivileged user who owns $WORK
//	schema NAME FILE                    FILE (stdout) is what docs/schema/NAME.json allows
//	served FILE                         reaches the org of unpw rehearse --serve: see served
//
// UPDATE_SCRIPTS=1 writes what cmp finds into the scripts.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	if testing.Short() {
		files = slices.DeleteFunc(files, func(f string) bool { return playsAPerson(t, f) })
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  ptytest.Exits,
			"schema": schema,
			"served": served,
			"unpriv": unpriv,
		},
	})
}

// playsAPerson tells whether a script waits for screens on a terminal. Those are
// left out of short runs: under the race detector on a busy machine the seconds
// that a person is given are not enough.
func playsAPerson(t *testing.T, file string) bool {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^[^#\n]*\bpty `).Match(data) {
		return false
	}
	t.Logf("%s waits for screens: left out of a short run", file)
	return true
}

// setup gives a script the sample estate's folder in ESTATE, a home of its own, a terminal that takes colour, and no
// network: whatever goes beyond loopback meets a proxy that is not there.
func setup(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, ".home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	estate, err := filepath.Abs("../../templates/estate")
	if err != nil {
		return err
	}
	e.Setenv("ESTATE", estate)
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "XDG_CONFIG_HOME": filepath.Join(home, ".config"),
		"TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC",
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1,localhost,::1",
	} {
		e.Setenv(name, value)
	}
	e.Values[scriptT{}] = e.T()
	return nil
}

// scriptT is the key of a script's testing.T among its values.
type scriptT struct{}

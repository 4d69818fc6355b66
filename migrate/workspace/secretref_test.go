package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// The three kinds of reference against the real system.
func TestResolve(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands of this table are those of a Unix")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"one": "from-file\n", "crlf": "from-file\r\n", "lines": "-----BEGIN\nx\n-----END\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("UNPW_TEST_SET", "from-env")
	t.Setenv("UNPW_TEST_EMPTY", "")
	sh := func(script string) workspace.SecretRef {
		return workspace.SecretRef{Command: []string{"sh", "-c", script}}
	}
	for _, c := range []struct {
		name  string
		ref   workspace.SecretRef
		want  string
		cause string // of the error
	}{
		{"variable", workspace.SecretRef{Env: "UNPW_TEST_SET"}, "from-env", ""},
		{"variable that is not set", workspace.SecretRef{Env: "UNPW_TEST_UNSET"}, "", "the environment has no variable UNPW_TEST_UNSET"},
		{"empty variable", workspace.SecretRef{Env: "UNPW_TEST_EMPTY"}, "", "what it names is empty"},
		{"file in the workspace", workspace.SecretRef{File: "one"}, "from-file", ""},
		{"file with CRLF", workspace.SecretRef{File: "crlf"}, "from-file", ""},
		{"file of several lines", workspace.SecretRef{File: "lines"}, "-----BEGIN\nx\n-----END", ""},
		{"absolute path", workspace.SecretRef{File: filepath.Join(dir, "one")}, "from-file", ""},
		{"missing file", workspace.SecretRef{File: "none"}, "", "read none: no such file"},
		{"empty file", workspace.SecretRef{File: "empty"}, "", "what it names is empty"},
		{"command", workspace.SecretRef{Command: []string{"printf", "%s", "from-command"}}, "from-command", ""},
		{"no shell between", workspace.SecretRef{Command: []string{"printf", "%s", "$HOME; `id`"}}, "$HOME; `id`", ""},
		{"first line only", sh("printf 'one\r\ntwo\n'"), "one", ""},
		{"runs in the workspace", sh("cat one"), "from-file", ""},
		{"its messages are not shown", sh("echo example-noise >&2; echo from-command"), "from-command", ""},
		{"endless output", sh("echo first; head -c 3000000 /dev/zero"), "first", ""},
		{"command that fails", sh("echo example-noise; echo example-noise >&2; exit 3"), "", "the command failed: exit status 3"},
		{"command that is not there", workspace.SecretRef{Command: []string{"unpw-no-such-program", "example-noise"}}, "", "the command failed: executable file not found in $PATH"},
		{"command that prints nothing", sh("true"), "", "what it names is empty"},
		{"no reference", workspace.SecretRef{}, "", "an empty reference"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.ref.Resolve(t.Context(), workspace.SystemEnv(dir))
			if (err == nil) != (c.cause == "") || got.Reveal() != c.want {
				t.Fatalf("%q, %v", got.Reveal(), err)
			}
			if err == nil {
				return
			}
			e := fail.Of(err)
			if e.Code != fail.Usage || e.Cause != c.cause || strings.Contains(fmt.Sprintf("%v %+v", err, e.Hints), "example-noise") {
				t.Errorf("code %d: %v %q, want %q", e.Code, err, e.Hints, c.cause)
			}
		})
	}
}

func TestResolveStops(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is one of a Unix")
	}
	ref := workspace.SecretRef{Command: []string{"sleep", "60"}}
	env := workspace.SystemEnv(t.TempDir())
	env.Timeout = 50 * time.Millisecond
	begun := time.Now()
	_, err := ref.Resolve(t.Context(), env)
	if fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), "did not end within 50ms") {
		t.Error(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = ref.Resolve(cancelled, env)
	if fail.CodeOf(err) != fail.Interrupted || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// An error of a reference in unpw.yaml says where it stands.
func TestResolvePlace(t *testing.T) {
	c := load(t, "schema: unpw/config/v1\nvalues:\n  SF_PASSWORD: {env: UNPW_TEST_UNSET}\n")
	none := workspace.Env{Lookup: func(string) (string, bool) { return "", false }}
	_, err := c.Values["SF_PASSWORD"].Resolve(t.Context(), none)
	if e := checkError(t, err); e.Error() != "unpw.yaml:3: values.SF_PASSWORD: the environment has no variable UNPW_TEST_UNSET" {
		t.Error(e)
	}
	for want, ref := range map[string]workspace.SecretRef{
		"{env: A}": {Env: "A"}, "{file: b}": {File: "b"}, `{command: ["c", …]}`: {Command: []string{"c", "example-argument"}}, "{}": {},
	} {
		if ref.String() != want {
			t.Errorf("%s, want %s", ref, want)
		}
	}
}

package workspace

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// SecretRef says where a secret is. One of the fields is set.
type SecretRef struct {
	Env     string   // name of an environment variable
	File    string   // path; relative to the workspace
	Command []string // argument vector, run without a shell in the workspace

	at   string // field of unpw.yaml, for errors
	path string
	line int
}

// String gives the reference as unpw.yaml writes it; a command without its
// arguments.
func (r SecretRef) String() string {
	switch {
	case r.Env != "":
		return "{env: " + r.Env + "}"
	case r.File != "":
		return "{file: " + r.File + "}"
	case len(r.Command) > 0:
		return "{command: [" + strconv.Quote(r.Command[0]) + ", …]}"
	}
	return "{}"
}

// secretRef reads a reference. What stands there instead is never shown: it may
// be the secret itself.
func (d *decoder) secretRef(n *yaml.Node, at string) *SecretRef {
	const hint = "write {env: NAME}, {file: PATH} or {command: [argument, …]}"
	r := &SecretRef{at: at, path: d.path, line: n.Line}
	if n.Kind != yaml.MappingNode {
		d.wrong(n, at, "a secret reference is due, not %s", kindOf(n)).
			Hint("%s; a secret that stood here is no secret any more, so change it", hint)
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if !slices.Contains([]string{"env", "file", "command"}, n.Content[i].Value) {
			d.wrong(n.Content[i], at, "a secret reference has no such field").Hint(hint)
			return nil
		}
	}
	d.mapping(n, at, fields{
		"env": into(&r.Env, d.checked("the name of an environment variable", "use letters, digits and _", func(s string) bool {
			return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`).MatchString(s)
		})),
		"file": into(&r.File, d.text),
		"command": func(v *yaml.Node, at string) {
			if r.Command = list(d, d.text)(v, at); len(r.Command) == 0 && d.err == nil {
				d.wrong(v, at, "is empty").Hint("write the program and its arguments, one an item")
			}
		},
	})
	if len(n.Content) != 2 && d.err == nil {
		d.wrong(n, at, "a secret reference holds one of env, file and command").Hint(hint)
	}
	return r
}

// Env is what a secret reference is resolved against. SystemEnv gives the real
// one.
type Env struct {
	Lookup   func(name string) (string, bool)
	ReadFile func(path string) ([]byte, error)                        // path relative to the workspace
	Run      func(ctx context.Context, argv []string) ([]byte, error) // stdout of the command
	Timeout  time.Duration                                            // of a command; 0: 30 s
}

// Resolve fetches the secret: the variable's value, the file without its last
// line end, or the first line of what the command prints. Its errors name the
// reference and never what was found.
func (r SecretRef) Resolve(ctx context.Context, env Env) (secret.Secret, error) {
	text, err := r.fetch(ctx, env)
	if err != nil {
		return secret.Secret{}, err
	}
	if text == "" {
		return secret.Secret{}, r.failed("what it names is empty").Hint("put the secret there")
	}
	return secret.New(text), nil
}

func (r SecretRef) fetch(ctx context.Context, env Env) (string, error) {
	switch {
	case r.Env != "":
		text, ok := env.Lookup(r.Env)
		if !ok {
			return "", r.failed("the environment has no variable %s", r.Env).Hint("set %s and run again", r.Env)
		}
		return text, nil
	case r.File != "":
		data, err := env.ReadFile(r.File)
		if err != nil {
			return "", r.failed("read %s: %s", r.File, cause(err)).Hint("put the secret into that file").Because(err)
		}
		return trimLineEnd(string(data)), nil
	case len(r.Command) > 0:
		return r.run(ctx, env)
	}
	return "", r.failed("an empty reference")
}

func (r SecretRef) run(ctx context.Context, env Env) (string, error) {
	timeout := env.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, err := env.Run(limited, r.Command)
	switch {
	case ctx.Err() != nil:
		return "", fail.New(fail.Interrupted, "interrupted").Because(ctx.Err())
	case limited.Err() != nil:
		return "", r.failed("the command did not end within %s", timeout).Hint("run it by hand and see what it waits for")
	case err != nil:
		return "", r.failed("the command failed: %s", cause(err)).Hint("run it by hand: its output is not shown here").Because(err)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSuffix(first, "\r"), nil
}

func (r SecretRef) failed(format string, args ...any) *fail.Error {
	e := fail.At(fail.Usage, r.path, r.line, format, args...)
	if r.at != "" {
		e.Cause = r.at + ": " + e.Cause
	}
	return e
}

func trimLineEnd(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") }

// cause gives the reason of an error of the system without the paths and
// arguments around it.
func cause(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{{fs.ErrNotExist, "no such file"}, {fs.ErrPermission, "permission denied"}, {fs.ErrExist, "exists already"}} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}

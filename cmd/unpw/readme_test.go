package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What a page tells a stranger to type must work as it stands there, and print
// what the page shows. A page is played from top to bottom in an empty folder:
//
//	```sh run            its lines are run by sh -eu
//	```sh run exit=3     … and must end with that exit code
//	```text shows        the last run printed these lines, in this order; "…" in a
//	                     line is any text, a line "…" any lines
//	```yaml file=PATH    is written to PATH; append=PATH adds to it
//	<!-- run: COMMAND    what a reader does elsewhere; up to -->. REPO is this tree
//	<!-- org: DIR HOST --> an org for the logins in DIR is up from here on, with the
//	                     My Domain HOST
//
// Other blocks are shown only.
func TestPages(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a Unix shell, and a Go that reads SSL_CERT_FILE")
	}
	for _, page := range []string{"README.md", "docs/write-a-recipe.md"} {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("../..", page))
			if err != nil {
				t.Fatal(err)
			}
			repo, err := filepath.Abs("../..")
			if err != nil {
				t.Fatal(err)
			}
			p := &player{t: t, page: page, dir: t.TempDir()}
			p.env = append(os.Environ(), "REPO="+repo, "HOME="+p.dir, "HTTPS_PROXY=http://127.0.0.1:1", "NO_PROXY=", "NO_COLOR=1", "TERM=dumb")
			p.play(string(text))
			if p.ran == 0 {
				t.Error("the page shows no command that could be run")
			}
		})
	}
}

type player struct {
	t      *testing.T
	page   string
	dir    string
	env    []string
	line   int
	output string // of the last run, both streams
	ran    int
}

func (p *player) fatalf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf("%s:%d: %s", p.page, p.line, fmt.Sprintf(format, args...))
}

func (p *player) play(text string) {
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		p.line = i + 1
		switch line := lines[i]; {
		case strings.HasPrefix(line, "```"):
			end := i + 1
			for end < len(lines) && lines[end] != "```" {
				end++
			}
			if end == len(lines) {
				p.fatalf("the block has no end")
			}
			p.block(strings.Fields(strings.TrimPrefix(line, "```")), strings.Join(lines[i+1:end], "\n")+"\n")
			i = end
		case strings.HasPrefix(line, "<!-- run: "):
			command := strings.TrimPrefix(line, "<!-- run: ")
			for !strings.HasSuffix(command, " -->") {
				if i++; i == len(lines) {
					p.fatalf("the comment has no end")
				}
				command += "\n" + lines[i]
			}
			p.run(strings.TrimSuffix(command, " -->"), 0)
		case strings.HasPrefix(line, "<!-- org: "):
			dir, host, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "<!-- org: "), " -->"), " ")
			p.org(dir, host)
		}
	}
}

func (p *player) block(words []string, text string) {
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "run":
			code := 0
			if want, ok := strings.CutPrefix(words[len(words)-1], "exit="); ok {
				var err error
				if code, err = strconv.Atoi(want); err != nil {
					p.fatalf("%v", err)
				}
			}
			p.run(text, code)
		case "shows":
			p.shows(text)
		case "file", "append":
			p.write(value, text, name == "append")
		}
	}
}

func (p *player) run(script string, want int) {
	p.t.Helper()
	cmd := exec.Command("sh", "-euc", script)
	var output bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.dir, p.env, &output, &output
	err := cmd.Run()
	p.output, p.ran = output.String(), p.ran+1
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		p.fatalf("%v", err)
	}
	if code != want {
		p.fatalf("exit code %d, want %d, of\n%s\n%s", code, want, script, p.output)
	}
}

func (p *player) shows(text string) {
	p.t.Helper()
	rest := strings.Split(p.output, "\n")
	for _, want := range strings.Split(strings.TrimSpace(text), "\n") {
		if strings.TrimSpace(want) == "…" || strings.TrimSpace(want) == "" {
			continue
		}
		parts := strings.Split(strings.TrimRight(want, " "), "…")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		shape := regexp.MustCompile("^" + strings.Join(parts, ".*") + ` *$`)
		found := false
		for i, have := range rest {
			if shape.MatchString(have) {
				rest, found = rest[i+1:], true
				break
			}
		}
		if !found {
			p.fatalf("this line was not printed, or not in this place:\n%s\nprinted was:\n%s", want, p.output)
		}
	}
}

func (p *player) write(name, text string, behind bool) {
	p.t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.fatalf("%v", err)
	}
	if behind {
		old, err := os.ReadFile(path)
		if err != nil {
			p.fatalf("%v", err)
		}
		text = string(old) + text
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.fatalf("%v", err)
	}
}

// org starts the embedded org for what is found in dir, as a reader has one of
// Salesforce's: reached without a flag, and with an access token of an
// administrator in SF_ACCESS_TOKEN.
func (p *player) org(dir, host string) {
	p.t.Helper()
	cmd := exec.Command("unpw", "rehearse", "--serve", dir)
	cmd.Dir, cmd.Env = p.dir, p.env
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.fatalf("%v", err)
	}
	if err := cmd.Start(); err != nil {
		p.fatalf("%v", err)
	}
	p.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		timer := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
		_ = cmd.Wait() // it ends with 130
	})
	var served struct {
		Proxy, CA   string
		AdminTokens map[string]string
	}
	if err := json.NewDecoder(out).Decode(&served); err != nil {
		p.fatalf("the org is not up: %v", err)
	}
	token, err := os.ReadFile(served.AdminTokens[host])
	if err != nil {
		p.fatalf("the org has no My Domain %s: %v", host, err)
	}
	p.env = append(p.env, "SF_ACCESS_TOKEN="+string(token), "HTTPS_PROXY="+served.Proxy, "SSL_CERT_FILE="+served.CA)
}

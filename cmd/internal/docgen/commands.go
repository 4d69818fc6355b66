package main

import (
	"bytes"
	"runtime/debug"
	"strings"
	"time"

	"unpw/cmd/internal/cli"
)

// commands makes docs/commands.md of what every command prints with --help.
func commands() (string, error) {
	var m markdown
	m.title("Commands", "the command tree")
	all := cli.Describe(nowhere())
	m.linef("\n%s\n", paragraphs(all[0].Text))
	m.linef("Every command takes these flags:")
	m.block("text", dedent(all[0].Flags))
	m.head("command", "what it does")
	for _, d := range all[1:] {
		m.row("["+code(d.Use)+"](#"+anchor(d.Use)+")", plain(d.Short))
	}
	m.linef("\nExit codes are explained in [exit-codes.md](exit-codes.md), JSON in [json.md](json.md).")
	for _, d := range all[1:] {
		m.linef("\n## %s\n", code(d.Use))
		m.linef("%s", paragraphs(d.Text))
		if d.Example != "" {
			m.block("sh", dedent(d.Example))
		}
		if d.Flags != "" {
			m.block("text", dedent(d.Flags))
		}
		if d.Status != "" {
			m.head("exit code", "meaning")
			for line := range strings.SplitSeq(d.Status, "\n") {
				number, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
				m.row(number, plain(meaning))
			}
		}
	}
	return m.String(), nil
}

// nowhere is an environment that says nothing, so that pages are the same
// wherever they are made.
func nowhere() cli.Env {
	return cli.Env{
		Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{},
		Getenv: func(string) string { return "" }, Environ: func() []string { return nil },
		Getwd: func() (string, error) { return "/", nil }, Now: func() time.Time { return time.Time{} },
		Random: strings.NewReader(""), BuildInfo: func() (*debug.BuildInfo, bool) { return nil, false },
	}
}

// paragraphs gives help text as Markdown: what is indented there is shown as it
// is.
func paragraphs(text string) string {
	var m markdown
	for i, p := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			m.linef("")
		}
		if !strings.Contains("\n"+p, "\n ") {
			m.linef("%s", plain(p))
			continue
		}
		if !strings.HasPrefix(p, " ") {
			lead, rest, _ := strings.Cut(p, "\n")
			m.linef("%s", plain(lead))
			p = rest
		}
		m.block("text", dedent(p))
	}
	return strings.TrimSpace(m.String())
}

// dedent takes away the white space that all lines begin with.
func dedent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	least := -1
	for _, l := range lines {
		if n := len(l) - len(strings.TrimLeft(l, " ")); l != "" && (least < 0 || n < least) {
			least = n
		}
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l[min(max(least, 0), len(l)):], " ")
	}
	return strings.Join(lines, "\n")
}

// anchor gives the id that a heading gets on the usual hosts.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, heading)
}

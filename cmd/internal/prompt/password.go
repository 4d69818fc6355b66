package prompt

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"unpw/cmd/internal/ui"
	"unpw/migrate/secret"
)

// pasteMarks are what a terminal in bracketed-paste mode puts around a paste.
var pasteMarks = strings.NewReplacer("\x1b[200~", "", "\x1b[201~", "")

// Secret implements Prompter. On a terminal the text is typed unseen, without
// even a star for each character; from a pipe it is a line. Spaces belong to a
// secret, so nothing is trimmed.
func (p *Plain) Secret(ctx context.Context, q Question) (secret.Secret, error) {
	if q.Help != "" {
		p.say("%s\n", ui.Clean(q.Help))
	}
	p.say("%s (not shown): ", ui.Clean(q.Text))
	read := p.in.next
	if p.terminal != nil {
		read = p.unseen
	}
	text, err := read(ctx, p.patience)
	p.say("\n")
	if err != nil {
		return secret.Secret{}, p.stopped(ctx, q, err)
	}
	return secret.New(pasteMarks.Replace(text)), nil
}

// unseen reads a line with the echo off. term.ReadPassword switches it back on
// when it returns, which it does not on a signal or after too long a silence:
// then unseen restores the terminal and leaves the read behind. Nobody reads
// the terminal after that, because both end the questions.
func (p *Plain) unseen(ctx context.Context, limit time.Duration) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	fd := int(p.terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	done := make(chan line, 1)
	go func() {
		b, err := term.ReadPassword(fd)
		done <- line{string(b), err}
	}()
	got, err := await(ctx, limit, done)
	if err != nil {
		restore(fd, before, done)
		return "", err
	}
	return got.text, got.err
}

// terminalOf gives in as a file where it is a terminal.
func terminalOf(in io.Reader) *os.File {
	f, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}

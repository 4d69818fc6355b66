package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"unpw/cmd/internal/ui"
)

// Wrong answers in a row before a question is given up: a program that feeds
// nonsense must not loop for ever.
const mostWrong = 10

// Plain asks with lines and takes lines: for screen readers, dumb terminals,
// programs that drive unpw through a pipe, and CI.
type Plain struct {
	in       lines
	out      io.Writer
	terminal *os.File      // in, where it is a terminal: then secrets are typed unseen
	patience time.Duration // how long silence means that somebody thinks; 0: for ever
}

// NewPlain makes a Plain that asks on out and reads in. Silence longer than
// patience is taken for nobody there; 0 waits for ever, and suits only a
// reader that ends by itself.
func NewPlain(in io.Reader, out io.Writer, patience time.Duration) *Plain {
	return &Plain{in: lines{in: in}, out: out, terminal: terminalOf(in), patience: patience}
}

func (p *Plain) say(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format, args...) }

// ask prints prompt, reads lines and hands them to accept until it takes one.
// What accept says of a line is shown; it must not repeat the line.
func (p *Plain) ask(ctx context.Context, q Question, prompt string, accept func(string) error) error {
	if q.Help != "" {
		p.say("%s\n", ui.Clean(q.Help))
	}
	for range mostWrong {
		p.say("%s ", prompt)
		line, err := p.in.next(ctx, p.patience)
		if p.terminal == nil || err != nil {
			p.say("\n")
		}
		if err != nil {
			return p.stopped(ctx, q, err)
		}
		wrong := accept(typed(line))
		if wrong == nil {
			return nil
		}
		p.say("%s\n", ui.Clean(wrong.Error()))
	}
	return noInput(q, fmt.Sprintf("%d answers in a row were wrong", mostWrong))
}

// stopped turns the end of reading into the error of the question.
func (p *Plain) stopped(ctx context.Context, q Question, err error) error {
	switch {
	case ctx.Err() != nil:
		return cancelled()
	case errors.Is(err, errSilence):
		return noInput(q, silence(p.patience))
	case errors.Is(err, errTooLong):
		return noInput(q, "the answer is too long")
	case errors.Is(err, io.EOF):
		return noInput(q, "the input has ended")
	}
	return noInput(q, "the input cannot be read")
}

// Input implements Prompter.
func (p *Plain) Input(ctx context.Context, q Question, def string) (string, error) {
	prompt := ui.Clean(q.Text) + ":"
	if def != "" {
		prompt = fmt.Sprintf("%s [%s]:", ui.Clean(q.Text), ui.Clean(def))
	}
	var got string
	err := p.ask(ctx, q, prompt, func(line string) error {
		got = line
		if line == "" {
			got = def
		}
		return q.check(got)
	})
	return got, err
}

// Confirm implements Prompter.
func (p *Plain) Confirm(ctx context.Context, q Question, def bool) (bool, error) {
	choice := "[y/N]"
	if def {
		choice = "[Y/n]"
	}
	var got bool
	err := p.ask(ctx, q, ui.Clean(q.Text)+" "+choice+":", func(line string) error {
		switch strings.ToLower(line) {
		case "":
			got = def
		case "y", "yes":
			got = true
		case "n", "no":
			got = false
		default:
			return errors.New("answer yes or no")
		}
		return nil
	})
	return got && err == nil, err
}

var _ Prompter = (*Plain)(nil)

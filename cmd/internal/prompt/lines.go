package prompt

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"unpw/cmd/internal/ui"
)

// An answer is a line; one that is longer than this is no answer.
const longestLine = 64 << 10

var errTooLong = errors.New("line too long")

// errSilence: the time limit passed.
var errSilence = errors.New("silence")

// lines reads lines from a reader that cannot be interrupted. It takes byte by
// byte and only when asked, so what follows a line is left to the next reader
// of the same terminal.
type lines struct {
	in      io.Reader
	pushed  []byte // typed ahead, read by the terminal probe
	pending chan line
}

type line struct {
	text string
	err  error
}

// next gives the next line without its end. limit 0 waits for ever; the
// context ends the wait. After either, the read goes on in the background and
// its line belongs to the next call.
func (l *lines) next(ctx context.Context, limit time.Duration) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if l.pending == nil {
		l.pending = make(chan line, 1)
		go func(to chan<- line) {
			text, err := l.read()
			to <- line{text, err}
		}(l.pending)
	}
	got, err := await(ctx, limit, l.pending)
	if err != nil {
		return "", err
	}
	l.pending = nil
	return got.text, got.err
}

// await gives what arrives on from, unless the context ends or limit, where it
// is not 0, passes before.
func await[T any](ctx context.Context, limit time.Duration, from <-chan T) (T, error) {
	var none T
	var over <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case got := <-from:
		return got, nil
	case <-ctx.Done():
		return none, ctx.Err()
	case <-over:
		return none, errSilence
	}
}

func (l *lines) read() (string, error) {
	var b strings.Builder
	for {
		c, err := l.byte()
		switch {
		case errors.Is(err, io.EOF) && b.Len() > 0, err == nil && c == '\n':
			return strings.TrimSuffix(b.String(), "\r"), nil
		case err != nil:
			return "", err
		case b.Len() == longestLine:
			return "", errTooLong
		}
		b.WriteByte(c)
	}
}

func (l *lines) byte() (byte, error) {
	if len(l.pushed) > 0 {
		c := l.pushed[0]
		l.pushed = l.pushed[1:]
		return c, nil
	}
	var one [1]byte
	_, err := io.ReadFull(l.in, one[:])
	return one[0], err
}

// typed takes control sequences (a paste mark, a late answer to the probe) and
// control characters out of what a person typed.
func typed(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == 0x1b {
			i += escapeLen(text[i:]) - 1
			continue
		}
		b.WriteByte(text[i])
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if ui.Clean(string(r)) != string(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(b.String(), "")))
}

// escapeLen gives the length of the escape sequence that text starts with:
// ESC [ parameters letter, ESC O letter, or ESC and one byte.
func escapeLen(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case 'O':
		return min(3, len(text))
	case '[':
		for i := 2; i < len(text); i++ {
			if text[i] >= 0x40 && text[i] <= 0x7e {
				return i + 1
			}
		}
		return len(text)
	}
	return 2
}

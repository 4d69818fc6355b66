package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
)

func TestTyped(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"text", "etl", "etl"},
		{"spaces around", "  etl\t", "etl"},
		{"a paste", "\x1b[200~etl one\x1b[201~", "etl one"},
		{"a late answer to the probe", "\x1b[12;40Retl", "etl"},
		{"arrow keys", "e\x1bOAtl\x1b[D", "etl"},
		{"an escape sequence without end", "etl\x1b[12", "etl"},
		{"control characters", "e\x00t\x07l\u202e", "etl"},
		{"bytes that are no text", "e\xfftl", "etl"},
		{"other scripts", "数据", "数据"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := typed(tt.in); got != tt.want {
				t.Errorf("typed(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestKeysThatSurveyKnows(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"text and Enter", "ab\r", "ab\r"},
		{"the Escape key", "\x1b", "\x1b"},
		{"arrows stay", "\x1b[A\x1bOB\x1b[3~", "\x1b[A\x1bOB\x1b[3~"},
		{"the cursor's place stays", "\x1b[24;80R", "\x1b[24;80R"},
		{"Alt-x would end survey", "a\x1bxb", "ab"},
		{"a paste", "\x1b[200~ab\x1b[201~", "ab"},
		{"F5, Insert, Ctrl-arrow", "\x1b[15~\x1b[2~\x1b[1;5C", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := []byte(tt.in)
			if got := string(b[:known(b)]); got != tt.want {
				t.Errorf("known(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestLinesLeaveTheRestToOthers(t *testing.T) {
	in := strings.NewReader("one\r\ntwo\nrest")
	l := lines{in: in, pushed: []byte("typed ahead\nand ")}
	for _, want := range []string{"typed ahead", "and one", "two"} {
		got, err := l.next(context.Background(), 0)
		if err != nil || got != want {
			t.Fatalf("line %q, error %v; want %q", got, err, want)
		}
	}
	if rest, _ := io.ReadAll(in); string(rest) != "rest" {
		t.Errorf("left %q", rest)
	}
}

func TestTheLastLineNeedsNoEnd(t *testing.T) {
	l := lines{in: strings.NewReader("y")}
	if got, err := l.next(context.Background(), 0); got != "y" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := l.next(context.Background(), 0); !errors.Is(err, io.EOF) {
		t.Errorf("error = %v, want EOF", err)
	}
}

func TestAQuestionEnds(t *testing.T) {
	endless, feed := io.Pipe()
	t.Cleanup(func() { _ = feed.Close() })
	ended, end := context.WithCancel(context.Background())
	end()
	tests := []struct {
		name     string
		ctx      context.Context
		in       io.Reader
		patience time.Duration
		is       error
		code     fail.Code
	}{
		{"when the input ends", context.Background(), strings.NewReader(""), 0, ErrNoInput, fail.Usage},
		{"when a line never ends", context.Background(), strings.NewReader(strings.Repeat("x", 1<<20)), 0, ErrNoInput, fail.Usage},
		{"after silence", context.Background(), endless, time.Millisecond, ErrNoInput, fail.Usage},
		{"with its context", ended, endless, 0, ErrCancelled, fail.Interrupted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, kind := range []string{"select", "multi", "input", "confirm", "secret"} {
				_, err := askOne(tt.ctx, NewPlain(tt.in, new(bytes.Buffer), tt.patience), kind)
				if !errors.Is(err, tt.is) || fail.CodeOf(err) != tt.code {
					t.Errorf("%s: %v (exit %d)", kind, err, fail.CodeOf(err))
				}
			}
		})
	}
}

func TestNoneNamesTheQuestionAndWhatAnswersIt(t *testing.T) {
	for _, kind := range []string{"select", "multi", "input", "confirm", "secret"} {
		_, err := askOne(context.Background(), None{}, kind)
		if !errors.Is(err, ErrNoInput) || fail.CodeOf(err) != fail.Usage {
			t.Errorf("%s: %v", kind, err)
		}
	}
	_, err := askOne(context.Background(), None{}, "select")
	if hints := fail.Of(err).Hints; len(hints) != 2 || hints[0] != "pass --flow" || !strings.Contains(hints[1], "answer flow in") {
		t.Errorf("hints = %q", hints)
	}
}

package ui

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"unpw/migrate/secret"
)

// capture makes Streams over buffers; colour and width are those of a terminal
// when wanted, since a buffer is none.
func capture(terminal bool, width int) (s *Streams, out, err *bytes.Buffer) {
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	s = New(Config{Out: out, Err: err, Getenv: func(string) string { return "" }, Now: time.Now})
	s.out.colour, s.err.colour = terminal, terminal
	s.out.width, s.err.width = width, width
	s.status.on = terminal
	return s, out, err
}

func TestResultsGoToStdoutAndTalkToStderr(t *testing.T) {
	s, out, err := capture(false, 0)
	s.Printf("%d found\n", 2)
	s.Talkf("scanning %s", "etl")
	s.Warnf("no my-domain")
	if got := out.String(); got != "2 found\n" {
		t.Errorf("stdout = %q", got)
	}
	if got := err.String(); got != "scanning etl\nwarning: no my-domain\n" {
		t.Errorf("stderr = %q", got)
	}
}

func TestQuietKeepsWarningsAndErrors(t *testing.T) {
	s, _, err := capture(true, 40)
	s.SetMode(Mode{Quiet: true})
	s.Talkf("scanning")
	s.Status("scanning %d", 3)
	s.Warnf("w")
	s.Errorf("e")
	s.Hintf("h")
	want := "\x1b[33mwarning:\x1b[0m w\n\x1b[31merror:\x1b[0m e\n\x1b[36mhint:\x1b[0m h\n"
	if got := err.String(); got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestJSONIsAllThatStdoutCarries(t *testing.T) {
	s, out, err := capture(false, 0)
	s.SetMode(Mode{JSON: true})
	s.Printf("text\n")
	s.Text("text\n")
	s.Diff("+text\n")
	s.Table([]string{"ID"}, [][]any{{"text"}})
	if _, e := s.Out().Write([]byte("help\n")); e != nil {
		t.Fatal(e)
	}
	if e := s.JSON(map[string]any{"a": "<b>"}); e != nil {
		t.Fatal(e)
	}
	if e := s.JSON(map[string]any{}); e == nil {
		t.Error("a second object was written")
	}
	if got := out.String(); got != "{\n  \"a\": \"<b>\"\n}\n" {
		t.Errorf("stdout = %q", got)
	}
	if got := err.String(); got != "help\n" {
		t.Errorf("stderr = %q", got)
	}
}

func TestUntrustedArgumentsAreShownNotSent(t *testing.T) {
	s, out, _ := capture(true, 0)
	hostile := "a\x1b]0;x\x07\n\u202eb\u009b2J\xff"
	s.Printf("%s|%-3s|%v|%q\n", hostile, errors.New("\x1b[2J"), []string{"\r"}, "é\x1b")
	s.Printf("%s %s\n", Paint(Green, "ok\x1b[0m"), secret.New("example-password"))
	want := `a\x1b]0;x\x07\n\u202eb\u009b2J\xff|\x1b[2J|[\r]|"é\x1b"` + "\n" +
		"\x1b[32mok\\x1b[0m\x1b[0m ••••\n"
	if got := out.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestDiff(t *testing.T) {
	const diff = "--- a/.env\n+++ b/.env\n@@ -1,2 +1 @@\n-SF_PASSWORD=••••\n KEEP=\x1b[2J\r\n+SF_KEY\t=x\n"
	s, out, _ := capture(false, 0)
	s.Diff(diff)
	if got, want := out.String(), "--- a/.env\n+++ b/.env\n@@ -1,2 +1 @@\n-SF_PASSWORD=••••\n KEEP=\\x1b[2J\n+SF_KEY\t=x\n"; got != want {
		t.Errorf("plain: got %q, want %q", got, want)
	}
	s, out, _ = capture(true, 0)
	s.Diff(diff)
	for _, want := range []string{"\x1b[1m--- a/.env\x1b[0m\n", "\x1b[36m@@", "\x1b[31m-SF_PASSWORD=••••\x1b[0m\n", "\n KEEP=", "\x1b[32m+SF_KEY"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("coloured: %q lacks %q", out.String(), want)
		}
	}
}

func TestStatusIsOneLineThatOtherOutputReplaces(t *testing.T) {
	s, _, err := capture(true, 12)
	clock := time.Unix(0, 0)
	s.now = func() time.Time { return clock }
	s.Status("scanning %s", "a\nlong/path/name")
	s.Status("too soon")
	clock = clock.Add(time.Second)
	s.Status("done")
	s.Talkf("3 files")
	want := "\r\x1b[2mscanning a…\x1b[0m\x1b[K" + "\r\x1b[2mdone\x1b[0m\x1b[K" + "\r\x1b[K3 files\n"
	if got := err.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	s, _, err = capture(false, 0)
	s.Status("scanning")
	if err.Len() != 0 {
		t.Errorf("a pipe got a status line: %q", err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFailedRemembersThatResultsDidNotArrive(t *testing.T) {
	s := New(Config{Out: brokenPipe{}, Err: new(bytes.Buffer), Getenv: func(string) string { return "" }, Now: time.Now})
	if s.Failed() != nil {
		t.Error("failed before writing")
	}
	s.Printf("x\n")
	if s.Failed() == nil {
		t.Error("the failed write is forgotten")
	}
}

func TestColourIsForTerminalsOnly(t *testing.T) {
	for _, env := range []map[string]string{{"TERM": "xterm"}, {"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}, {}} {
		if colourOn(new(bytes.Buffer), func(k string) string { return env[k] }) {
			t.Errorf("colour into a buffer with %v", env)
		}
	}
}

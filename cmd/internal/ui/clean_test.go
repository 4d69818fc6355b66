package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, line, text string }{
		{"plain text stays", "etl/.env", "etl/.env", "etl/.env"},
		{"other scripts stay", "naïve 日本 👩\u200d💻", "naïve 日本 👩\u200d💻", "naïve 日本 👩\u200d💻"},
		{"line ends", "a\nb\tc\r", `a\nb\tc\r`, "a\nb\tc\\r"},
		{"escape sequence", "\x1b[31mred", `\x1b[31mred`, `\x1b[31mred`},
		{"window title", "\x1b]0;t\x07", `\x1b]0;t\x07`, `\x1b]0;t\x07`},
		{"C1 control", "\u009b2J", `\u009b2J`, `\u009b2J`},
		{"raw C1 byte", "\x9b2J", `\x9b2J`, `\x9b2J`},
		{"text turned around", "exe.\u202evne", `exe.\u202evne`, `exe.\u202evne`},
		{"tag characters hide text", "a\U000e0041", `a\U000e0041`, `a\U000e0041`},
		{"backspace and delete", "a\b\x7f", `a\x08\x7f`, `a\x08\x7f`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.line {
				t.Errorf("Clean = %q, want %q", got, tt.line)
			}
			if got := CleanText(tt.in); got != tt.text {
				t.Errorf("CleanText = %q, want %q", got, tt.text)
			}
		})
	}
}

func TestNothingCleanedIsObeyed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		out := Clean(in)
		if !utf8.ValidString(out) {
			t.Fatalf("%q is not UTF-8", out)
		}
		if strings.ContainsFunc(out, unicode.IsControl) {
			t.Fatalf("%q holds a control character", out)
		}
		if Clean(out) != out {
			t.Fatalf("cleaning %q again changes it", out)
		}
	})
}

package text_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"unpw/migrate/text"
)

var encodings = []text.Encoding{text.UTF8, text.UTF16LE, text.UTF16BE, text.Latin1}

func TestEncodingOf(t *testing.T) {
	for src, want := range map[string]text.Encoding{
		"": text.UTF8, "a": text.UTF8, "\ufeffa": text.UTF8, "\xff\xfea\x00": text.UTF16LE, "\xfe\xff\x00a": text.UTF16BE, "\xff": text.UTF8, "\xe9": text.UTF8,
	} {
		if got := text.EncodingOf([]byte(src)); got != want {
			t.Errorf("%q: %s, want %s", src, got, want)
		}
	}
}

func TestEncodingSpellsTexts(t *testing.T) {
	for _, c := range []struct {
		encoding text.Encoding
		src      string
		want     string
	}{
		{text.UTF16LE, "\xff\xfea\x00\xe9\x00\x3d\xd8\x00\xde", "\ufeffaé😀"},
		{text.UTF16BE, "\xfe\xff\x00a\x00\xe9\xd8\x3d\xde\x00", "\ufeffaé😀"},
		{text.Latin1, "a=\xe9\xff\r\n", "a=éÿ\r\n"},
		{text.UTF8, "\ufeffa\xff", "\ufeffa\xff"},
	} {
		got, err := c.encoding.Decode([]byte(c.src))
		if err != nil || string(got) != c.want {
			t.Errorf("%s %q: %q (%v)", c.encoding, c.src, got, err)
		}
	}
}

// What is not exactly a text cannot be edited around.
func TestEncodingRefusesWhatIsNoText(t *testing.T) {
	for _, src := range []string{"\xff\xfea", "\xff\xfe\x00\xd8", "\xff\xfe\x00\xdca\x00", "\xff\xfe\x00\xd8a\x00", "\xff\xfe\x00\x00", "\xfe\xff\x00\x00"} {
		if got, err := text.EncodingOf([]byte(src)).Decode([]byte(src)); err == nil {
			t.Errorf("%q is read as %q", src, got)
		}
	}
}

// A text that a file's encoding has no bytes for is an error that names it, and
// never a question mark.
func TestEncodingNamesItselfWhereItHasNoBytes(t *testing.T) {
	for _, c := range []struct {
		encoding text.Encoding
		s        string
	}{{text.Latin1, "aĀsecret"}, {text.Latin1, "😀secret"}, {text.UTF16LE, "secret\xff"}} {
		got, err := c.encoding.Encode(c.s)
		if err == nil || !strings.Contains(err.Error(), string(c.encoding)) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s %q: %q, %v", c.encoding, c.s, got, err)
		}
	}
}

// Decoding and encoding are each other's way back, and the length of a beginning
// is the place of the rest.
func TestPropertyEncodingIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(encodings).Draw(t, "encoding")
		s := rapid.StringMatching(`[a-z=\r\n\té😀�\x{feff}]{0,30}`).Draw(t, "text")
		if e == text.Latin1 {
			s = strings.NewReplacer("😀", "", "\ufffd", "", "\ufeff", "").Replace(s)
		}
		src, err := e.Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := e.Decode([]byte(src))
		if err != nil || string(back) != s {
			t.Fatalf("%s: %q came back as %q (%v)", e, s, back, err)
		}
		for at := range s {
			head, err := e.Encode(s[:at])
			if err != nil || e.Len([]byte(s[:at])) != len(head) || !strings.HasPrefix(src, head) {
				t.Fatalf("%s: %q: %d bytes lie before %d, %d are said to", e, s, len(head), at, e.Len([]byte(s[:at])))
			}
		}
	})
}

func FuzzEncoding(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00\x3d\xd8\x00\xde"))
	f.Add([]byte("\xfe\xff\xd8\x3d"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, e := range encodings {
			decoded, err := e.Decode(src)
			if err != nil {
				continue
			}
			if e != text.UTF8 && !utf8.Valid(decoded) {
				t.Fatalf("%s: %q is no UTF-8", e, decoded)
			}
			if back, err := e.Encode(string(decoded)); err != nil || !bytes.Equal([]byte(back), src) {
				t.Fatalf("%s: %q came back as %q (%v)", e, src, back, err)
			}
		}
	})
}

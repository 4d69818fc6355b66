package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Encoding says how the bytes of a file spell its text. Everything that reads or
// edits a text sees it in UTF-8; a byte order mark is its first character.
type Encoding string

// The encodings.
const (
	UTF8    Encoding = "UTF-8"
	UTF16LE Encoding = "UTF-16LE"
	UTF16BE Encoding = "UTF-16BE"
	Latin1  Encoding = "ISO-8859-1" // of Java properties; nothing in a file says so
)

// EncodingOf tells the encoding by the byte order mark that src begins with;
// without one it is UTF-8.
func EncodingOf(src []byte) Encoding {
	switch {
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}):
		return UTF16LE
	case bytes.HasPrefix(src, []byte{0xfe, 0xff}):
		return UTF16BE
	}
	return UTF8
}

func (e Encoding) order() binary.AppendByteOrder {
	if e == UTF16BE {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (e Encoding) unit(src []byte, at int) uint16 {
	if e == UTF16BE {
		return binary.BigEndian.Uint16(src[at:])
	}
	return binary.LittleEndian.Uint16(src[at:])
}

// ErrHalf says that bytes are no text in UTF-16.
var ErrHalf = errors.New("the text is not in UTF-16: half a character, or one that no text has")

// Decode gives the text that src spells; src itself in UTF-8. It fails where
// encoding it again would not give src: no edit could leave the rest as it is.
func (e Encoding) Decode(src []byte) ([]byte, error) {
	switch e {
	case Latin1:
		out := make([]byte, 0, len(src)+len(src)/8)
		for _, c := range src {
			out = utf8.AppendRune(out, rune(c))
		}
		return out, nil
	case UTF16LE, UTF16BE:
		if len(src)%2 != 0 {
			return nil, ErrHalf
		}
		out := make([]byte, 0, len(src)/2+len(src)/16)
		for at := 0; at < len(src); at += 2 {
			r := rune(e.unit(src, at))
			if utf16.IsSurrogate(r) && at+4 <= len(src) {
				at += 2
				r = utf16.DecodeRune(r, rune(e.unit(src, at)))
				if r == utf8.RuneError {
					return nil, ErrHalf
				}
			} else if r == 0 || utf16.IsSurrogate(r) {
				return nil, ErrHalf
			}
			out = utf8.AppendRune(out, r)
		}
		return out, nil
	}
	return src, nil
}

// Encode spells s, a text in UTF-8, in e. The error names the encoding and not the
// text.
func (e Encoding) Encode(s string) (string, error) {
	if e == UTF8 {
		return s, nil
	}
	var out []byte
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)), e == Latin1 && r > 0xff:
			return "", fmt.Errorf("a character of the new text cannot be written in %s, the encoding of the file", e)
		case e == Latin1:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = e.order().AppendUint16(e.order().AppendUint16(out, uint16(high)), uint16(low))
		default:
			out = e.order().AppendUint16(out, uint16(r))
		}
	}
	return string(out), nil
}

// Len gives how many bytes e takes for a text in UTF-8, so that the beginning of
// a text says where its rest stands in the file.
func (e Encoding) Len(text []byte) int {
	if e == UTF8 {
		return len(text)
	}
	n := utf8.RuneCount(text)
	if e == Latin1 {
		return n
	}
	for _, c := range text {
		if c >= 0xf0 { // the first byte of a character that takes two units
			n++
		}
	}
	return 2 * n
}

package format

import (
	"bytes"
	"unicode/utf8"

	"unpw/migrate/text"
)

// Open parses src, the text of the file path, in the syntax its name asks for,
// and sees through the shapes that settings take in every syntax: pairs, values
// in wrappers, groups of environment variables, references, documents in values.
// It gives nil, nil for a file that no syntax reads, and refuses more than MaxSize
// bytes without looking at them.
func Open(path string, src []byte) (*Document, error) {
	if len(src) > MaxSize {
		return nil, &Malformed{Line: 1, Why: "larger than a file of settings is"}
	}
	encoding := EncodingOf(path, src)
	decoded, err := encoding.Decode(src)
	if err != nil {
		return nil, &Malformed{Line: 1, Why: err.Error()}
	}
	s := For(path, decoded)
	if s == nil {
		return nil, nil
	}
	if err := sixteen(decoded); err != nil {
		return nil, err
	}
	d, err := s.Parse(decoded)
	if err != nil {
		return nil, err
	}
	d.Path, d.Encoding = path, encoding
	d.shape()
	return d, nil
}

// EncodingOf tells the encoding of the file path, whose bytes src is or begins
// with: UTF-16 by its byte order mark, and for a properties file that is not in
// UTF-8 the historic encoding of Java, Latin-1.
//
// https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html
func EncodingOf(path string, src []byte) text.Encoding {
	e := text.EncodingOf(src)
	if e == text.UTF8 && !utf8.Valid(src) {
		if _, ok := For(path, nil).(Properties); ok {
			return text.Latin1
		}
	}
	return e
}

// Bytes gives the bytes of the file that d is.
func (d *Document) Bytes() []byte {
	raw, err := d.Encoding.Encode(string(d.Src))
	if err != nil || d.Encoding == text.UTF8 {
		return d.Src
	}
	return []byte(raw)
}

// Outside gives where the part s of a file's text stands in its bytes.
func (d *Document) Outside(s text.Span) text.Span {
	start := d.Encoding.Len(d.Src[:s.Start])
	return text.Span{Start: start, End: start + d.Encoding.Len(s.Slice(d.Src))}
}

// sixteen refuses a text in UTF-16 or UTF-32 without a byte order mark, and one
// that is no text.
func sixteen(src []byte) error {
	for _, begin := range []string{"\xff\xfe", "\xfe\xff", "\x00"} {
		if bytes.HasPrefix(src, []byte(begin)) || len(src) > 1 && src[1] == 0 || bytes.HasPrefix(src, []byte(mark+"\x00")) {
			return &Malformed{Line: 1, Why: "the text is in UTF-16 without a byte order mark, or no text"}
		}
	}
	return nil
}

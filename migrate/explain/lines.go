package explain

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// longestLine is how much of a line is held, in bytes; a longer one is looked at
// in pieces that overlap.
const (
	longestLine = 64 << 10
	overlap     = 512
)

// eachLine calls do for every line of r, without its end; pieces of one line have
// its number.
func eachLine(r io.Reader, do func(number int, text string)) error {
	b := bufio.NewReaderSize(r, longestLine)
	number, rest := 1, ""
	for {
		piece, err := b.ReadSlice('\n')
		text := rest + string(piece)
		rest = ""
		if errors.Is(err, bufio.ErrBufferFull) {
			do(number, text)
			rest = wholeWords(text[len(text)-overlap:])
			continue
		}
		if text != "" {
			do(number, strings.ToValidUTF8(strings.TrimRight(text, "\r\n"), "\uFFFD"))
		}
		number++
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// wholeWords gives a part of a line from where a word begins: what is left of one
// may be a secret whose name stands before it.
func wholeWords(part string) string {
	at := strings.IndexAny(part, " \t\"'&,;<>{}")
	if at < 0 {
		return ""
	}
	return part[at:]
}

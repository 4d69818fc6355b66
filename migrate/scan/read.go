package scan

import (
	"bytes"
	"errors"
	"io"
	"io/fs"

	"unpw/migrate/text"
)

// pieceSize is how much of a file is looked at in one piece: nearly every file
// with settings is smaller, and a large one takes no more memory.
const pieceSize = 128 << 10

var (
	errBinary   = errors.New("binary")
	errWide     = errors.New("UTF-16") // to be decoded first
	errTooLarge = errors.New("larger than scan.max-size")
	errSpecial  = errors.New("special file")
)

// sift gives the bytes of a file in which one of first's words occurs; nil for
// others. They are valid until buf, of pieceSize, is used again. Words are looked
// for in the text: that of a file in UTF-16 is given too, else it is the bytes
// themselves. It gives too how many bytes it looked at, less than 0 where it could
// not look. What a file gains meanwhile is not read.
func (s *scanner) sift(f file, buf []byte, first *shifter) (data, words []byte, looked int64, err error) {
	data, looked, err = s.siftBytes(f, buf, first)
	if !errors.Is(err, errWide) {
		return data, data, looked, err
	}
	if data, err = s.whole(f); err != nil {
		return nil, nil, -1, err
	}
	words, err = text.EncodingOf(data).Decode(data)
	switch {
	case err != nil:
		return nil, nil, int64(len(data)), err
	case !first.holds(words):
		return nil, nil, int64(len(data)), nil
	}
	return data, words, int64(len(data)), nil
}

func (s *scanner) siftBytes(f file, buf []byte, first *shifter) (data []byte, looked int64, err error) {
	r, size, err := s.openToRead(f)
	if err != nil {
		return nil, -1, err
	}
	defer func() { _ = r.Close() }()
	carried := 0
	for looked < size {
		n, err := io.ReadFull(r, buf[carried:carried+int(min(size-looked, int64(len(buf)-carried)))])
		short := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !short {
			return nil, -1, err
		}
		piece := buf[:carried+n]
		if looked == 0 {
			if err := textual(piece); err != nil {
				return nil, int64(n), err
			}
		}
		looked += int64(n)
		if first.holds(piece) {
			if looked == int64(len(piece)) && (looked == size || short) {
				return piece, looked, nil
			}
			data, err := s.whole(f)
			return data, size, err
		}
		if short {
			break
		}
		carried = copy(buf, piece[len(piece)-min(len(piece), first.longest-1):])
	}
	return nil, looked, nil
}

// openToRead opens a file of a size that is read.
func (s *scanner) openToRead(f file) (fs.File, int64, error) {
	r, err := s.tree.root.FS.Open(f.path)
	if err != nil {
		return nil, 0, err
	}
	info, err := r.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errSpecial // it was a file when it was listed
	case info.Size() > s.maxSize():
		err = errTooLarge
	default:
		return r, info.Size(), nil
	}
	_ = r.Close()
	return nil, 0, err
}

// whole reads all of a file.
func (s *scanner) whole(f file) ([]byte, error) {
	r, size, err := s.openToRead(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	data := make([]byte, size)
	n, err := io.ReadFull(r, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return data[:n], err
}

// textual refuses what begins like no text, and tells one in UTF-16.
func textual(head []byte) error {
	head = head[:min(len(head), 8000)]
	switch {
	case text.EncodingOf(head) != text.UTF8:
		return errWide
	case bytes.IndexByte(head, 0) >= 0:
		return errBinary
	}
	return nil
}

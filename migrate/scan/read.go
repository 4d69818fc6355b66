package scan

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// pieceSize is how much of a file is looked at in one piece: nearly every file
// with settings is smaller, and a large one takes no more memory.
const pieceSize = 128 << 10

var (
	errBinary = errors.New("binary")
	errUTF16  = errors.New("UTF-16 text")
)

// sift gives the bytes of a file in which one of first's words occurs; nil for
// others. They are valid until buf, of pieceSize, is used again. It gives too
// how many bytes it looked at. What a file gains meanwhile is not read.
func sift(fsys fs.FS, f file, buf []byte, first *shifter) (data []byte, size int64, err error) {
	r, err := fsys.Open(f.path)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = r.Close() }()
	carried := 0
	for left := f.size; left > 0 || size == 0; {
		n, err := io.ReadFull(r, buf[carried:carried+int(min(left, int64(len(buf)-carried)))])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, size, err
		}
		piece := buf[:carried+n]
		if size == 0 {
			if err := textual(piece); err != nil {
				return nil, int64(n), err
			}
		}
		size, left = size+int64(n), left-int64(n)
		if first.holds(piece) {
			if size == f.size && size == int64(len(piece)) {
				return piece, size, nil
			}
			data, err := whole(fsys, f)
			return data, f.size, err
		}
		if err != nil || n == 0 {
			break
		}
		carried = copy(buf, piece[len(piece)-min(len(piece), first.longest-1):])
	}
	return nil, size, nil
}

// whole reads all of a file, up to the size it had when it was listed.
func whole(fsys fs.FS, f file) ([]byte, error) {
	r, err := fsys.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	data := make([]byte, f.size)
	n, err := io.ReadFull(r, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return data[:n], err
}

// textual refuses what begins like no text in one byte a letter.
func textual(head []byte) error {
	head = head[:min(len(head), 8000)]
	if bytes.IndexByte(head, 0) < 0 {
		return nil
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return errUTF16
	}
	return errBinary
}

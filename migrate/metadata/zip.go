package metadata

import (
	"archive/zip"
	"bytes"
	"time"
)

// pack puts files into a zip in their order, all of the day the format begins
// with, so that equal files give equal bytes (of one Go release: the compressor
// may change with the next). Entries are deflated, not stored: a stored entry
// whose size follows its data is refused by Java's reader.
func pack(files []File) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = entry.Write(f.Data)
		}
		if err != nil {
			panic("metadata: a bytes.Buffer refused a write")
		}
	}
	if err := w.Close(); err != nil {
		panic("metadata: a bytes.Buffer refused a write")
	}
	return out.Bytes()
}

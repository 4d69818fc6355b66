package apply

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"unpw/migrate/fail"
)

// The journal is one JSON object a line, appended and synced before the act
// that it announces. It holds offsets and keyed hashes, no text of a file.
//
// Lines are numbered. An append that failed may have left a part of its lines,
// or all of them: the next append takes the same number again, and a reader
// drops every line from a repeated number on. So a mark that could not be
// written for certain can be taken back, and a torn line is told from a damaged
// one: behind a torn line no number is missing.

// op is what a line says.
type op string

// The lines of an integration, in order. It is settled by committed or
// restored; with neither, a crash left it unfinished.
const (
	intent    op = "intent"    // a file is going to change
	done      op = "done"      // it has been replaced
	committed op = "committed" // every file is new and was read back
	aborted   op = "aborted"   // its files are being restored
	undone    op = "undone"    // a file has its old bytes again
	restored  op = "restored"  // every file has
)

// line is one line of the journal.
type line struct {
	Seq         int       `json:"seq"`
	At          time.Time `json:"at"`
	Op          op        `json:"op"`
	Integration string    `json:"integration"`
	N           int       `json:"n,omitempty"` // number of the file in the run: backup/NNNN
	Root        string    `json:"root,omitempty"`
	File        string    `json:"file,omitempty"` // as the user knows it
	Real        string    `json:"real,omitempty"` // where it is, links followed
	Old         string    `json:"old,omitempty"`  // hash of the bytes before
	New         string    `json:"new,omitempty"`  // and after
	Hunks       []hunk    `json:"hunks,omitempty"`
}

// hunk says that the bytes Start to End of the old file became Len bytes with
// the hash New.
type hunk struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Len   int    `json:"len"`
	New   string `json:"new,omitempty"`
}

// journal appends lines to one file.
type journal struct {
	file File
	next int  // number of the next line
	torn bool // the file may end within a line
	now  func() time.Time
}

// openJournal opens path for appending, behind the lines it holds.
func openJournal(fsys FS, path string, now func() time.Time) (*journal, []line, error) {
	data, err := fsys.Read(path)
	if err != nil {
		return nil, nil, err
	}
	lines, err := parseJournal(data)
	if err != nil {
		return nil, nil, err
	}
	f, err := fsys.Open(path, Append)
	if err != nil {
		return nil, nil, err
	}
	torn := len(data) > 0 && data[len(data)-1] != '\n'
	return &journal{file: f, next: len(lines) + 1, torn: torn, now: now}, lines, nil
}

// append writes lines in one go and syncs. After an error nothing may be acted
// upon that they announce.
func (j *journal) append(lines ...line) error {
	var b bytes.Buffer
	if j.torn {
		b.WriteByte('\n')
	}
	for i, l := range lines {
		l.Seq, l.At = j.next+i, j.now().UTC()
		text, err := json.Marshal(l)
		if err != nil {
			return err
		}
		b.Write(append(text, '\n'))
	}
	j.torn = true
	if _, err := j.file.Write(b.Bytes()); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.torn = false
	j.next += len(lines)
	return nil
}

// parseJournal reads the lines that count.
func parseJournal(data []byte) ([]line, error) {
	var lines []line
	damaged := 0 // line number of one that cannot be read, until the next shows that none is missing
	at := 0
	for len(data) > 0 {
		at++
		text, rest, whole := bytes.Cut(data, []byte("\n"))
		data = rest
		if len(text) == 0 {
			continue
		}
		var l line
		if !whole || json.Unmarshal(text, &l) != nil || l.Seq < 1 {
			damaged = at
			continue
		}
		if l.Seq > len(lines)+1 {
			return nil, fail.New(fail.Partial, "the journal is damaged at line %d", max(damaged, at-1)).
				Hint("restore the files from the run's backup folder by hand")
		}
		lines = append(lines[:l.Seq-1], l)
		damaged = 0
	}
	return lines, nil
}

// readJournal reads the journal at path; that there is none is no error.
func readJournal(fsys FS, path string) ([]line, error) {
	data, err := fsys.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseJournal(data)
}

// entry is what a journal says of one integration.
type entry struct {
	id      string
	intents []line
	settled op   // committed, restored, or empty
	gone    bool // undone since the journal was read
}

// entries groups lines by integration, in order of their first intent. An
// integration that was tried again within one run is an entry each time.
func entries(lines []line) []*entry {
	var list []*entry
	open := map[string]*entry{}
	for _, l := range lines {
		e := open[l.Integration]
		if e == nil || e.settled != "" && l.Op == intent {
			e = &entry{id: l.Integration}
			open[l.Integration] = e
			list = append(list, e)
		}
		switch l.Op {
		case intent:
			e.intents = append(e.intents, l)
		case committed, restored:
			e.settled = l.Op
		case aborted:
			e.settled = ""
		}
	}
	return list
}

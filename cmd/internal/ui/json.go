package ui

import (
	"bytes"
	"encoding/json"
	"errors"
)

// JSON writes v to stdout as the one object of a command with --json. A second
// object is refused: a reader of stdout could not parse two.
func (s *Streams) JSON(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return errors.New("write json: the object cannot be encoded")
	}
	return s.emit(b.String())
}

// JSONLine writes an object that is encoded already as the one line of a command
// whose result is that line, with or without --json.
func (s *Streams) JSONLine(line []byte) error { return s.emit(string(line) + "\n") }

func (s *Streams) emit(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.emitted {
		return errors.New("write json: a command writes one object")
	}
	s.emitted = true
	s.write(text)
	return s.failed
}

// Emitted tells whether the JSON object was written.
func (s *Streams) Emitted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emitted
}

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
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.emitted {
		return errors.New("write json: a command writes one object")
	}
	s.emitted = true
	s.write(b.String())
	return s.failed
}

// Emitted tells whether the JSON object was written.
func (s *Streams) Emitted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emitted
}

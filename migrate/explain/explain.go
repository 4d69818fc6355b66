// Package explain is the catalogue of what a Salesforce org says when it
// refuses: for each answer its meaning, its causes in order of likelihood, how
// to tell them apart and what to do. The entries are data (templates/errors);
// this package loads, finds and prints them.
//
// It asks no org, reads no file of the user and knows no flow's code. Strings
// in the catalogue are hints: Salesforce lists its token-endpoint errors
// nowhere, so they are compared as substrings, whatever their case.
package explain

import (
	"slices"
	"strings"
)

// Confidence says how an entry is known.
type Confidence string

// The values of Confidence.
const (
	Seen       Confidence = "seen"              // in Salesforce's documentation or source code
	ThirdParty Confidence = "third-party"       // in an issue, a vendor's documentation, a field report
	General    Confidence = "general-knowledge" // in no source that was read
	Inferred   Confidence = "inferred"          // follows from a fact that was seen
)

// Entry is one answer of an org. Several entries may share a text: the
// platform hides causes behind one message, and then Status tells them apart.
type Entry struct {
	ID     string
	Family string   // stem of the file it is in
	Flows  []string // the contract's words, or any, deploy, resource, refresh-token, web-server, token-exchange

	HTTP           int  // status of the answer; 0 where there is none
	HTTPUnverified bool // no source showed HTTP
	Error          string
	Description    []string // fragments; one of them in an answer is a match
	answer         string   // whole text, with {placeholders}

	Status     string // Login History, column Status
	StatusCode string // Login event, LOGIN_STATUS
	Also       []string

	// NotRehearsed says why the rehearsal org cannot give this answer; "" where it
	// can, or where the flow is one that it does not have.
	NotRehearsed string

	Meaning    string
	Causes     []string // most likely first
	TellApart  []string
	Fix        []Step
	See        []string // ids
	Source     []string
	Confidence Confidence
	Line       int // in its file
}

// Step is one thing to do.
type Step struct {
	Setup   string // path through Setup; may be empty
	Do      string
	Command string // may be empty
}

// Verified tells whether Salesforce itself is the source of the entry.
func (e *Entry) Verified() bool { return e.Confidence == Seen }

// Answer gives the text with which an org answers. Each pair of values is a
// placeholder's name and what to put there.
func (e *Entry) Answer(values ...string) string {
	text := e.answer
	if text == "" && len(e.Description) > 0 {
		text = e.Description[0]
	}
	for i := 0; i+1 < len(values); i += 2 {
		text = strings.ReplaceAll(text, "{"+values[i]+"}", values[i+1])
	}
	return text
}

// For tells whether the entry is about flow; entries of "any" are about every
// flow of the token endpoint.
func (e *Entry) For(flow string) bool {
	return slices.Contains(e.Flows, flow) || slices.Contains(e.Flows, "any") && flow != "deploy" && flow != "resource" && flow != "soap-login"
}

// Catalogue is the loaded entries. It does not change and may be shared.
type Catalogue struct {
	entries []*Entry
	byID    map[string]*Entry
}

// Entries gives all entries, in order of file and line.
func (c *Catalogue) Entries() []*Entry { return slices.Clone(c.entries) }

// ByID gives the entry of that id, or nil.
func (c *Catalogue) ByID(id string) *Entry { return c.byID[id] }

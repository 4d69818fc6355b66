package explain

import (
	"cmp"
	"slices"
	"strings"
)

// Query is what is known of a failure. Every field may be empty. For a text
// that someone pasted, put it in Description.
type Query struct {
	Flow        string // jwt-bearer, client-credentials, oauth-password, soap-login, deploy, resource …
	Error       string // the field error, or the code of a fault
	Description string // the field error_description, a deploy problem, or any text
	Status      string // Login History Status, or a LOGIN_STATUS code
	Fault       string // a SOAP fault string
}

// Match gives the entries that fit, best first. A text that an entry knows
// beats an error code alone; among entries with the same text, the one whose
// status fits and whose flow is asked for comes first, then the order of the
// catalogue, which is the order of likelihood. Nothing known gives nil.
func (c *Catalogue) Match(q Query) []*Entry {
	type hit struct {
		entry *Entry
		score int
	}
	var strong, weak []hit
	for _, e := range c.entries {
		texts, code := score(e, q)
		switch {
		case texts > 0:
			strong = append(strong, hit{e, texts + code})
		case code > 0:
			weak = append(weak, hit{e, code})
		}
	}
	hits := strong
	if len(hits) == 0 {
		hits = weak
	}
	if q.Flow != "" {
		inFlow := slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return !h.entry.For(q.Flow) })
		if len(inFlow) > 0 {
			hits = inFlow
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	var found []*Entry
	for _, h := range hits {
		found = append(found, h.entry)
	}
	return found
}

// score rates how well the texts of e fit, and how well its error code does.
func score(e *Entry, q Query) (texts, code int) {
	const (
		codeWeight   = 30
		flowWeight   = 10
		textWeight   = 100
		statusWeight = 300
	)
	said := strings.Join([]string{q.Description, q.Fault}, "\n")
	longest := 0
	for _, fragment := range e.Description {
		if contains(said, fragment) {
			longest = max(longest, len(fragment))
		}
	}
	if longest > 0 {
		texts = textWeight + longest
	}
	// A pasted text may hold the status too, but a status of one word such as
	// "Success" says too little there.
	for _, status := range append([]string{e.Status, e.StatusCode}, e.Also...) {
		switch {
		case contains(q.Status, status):
			texts += statusWeight
		case strings.ContainsAny(status, " _") && contains(said, status):
			texts += textWeight/2 + len(status)
		}
	}
	if e.Error != "" && (strings.EqualFold(q.Error, e.Error) || names(said, e.Error)) {
		code = codeWeight
		if q.Flow != "" && slices.Contains(e.Flows, q.Flow) {
			code += flowWeight
		}
	} else if texts > 0 && q.Flow != "" && slices.Contains(e.Flows, q.Flow) {
		code = flowWeight
	}
	return texts, code
}

func contains(text, part string) bool {
	return text != "" && part != "" && strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// names tells whether a text names a code: as a word of its own, and one that is
// also an English word (GONE) in its own case.
func names(text, code string) bool {
	if strings.Contains(code, "_") {
		text, code = strings.ToLower(text), strings.ToLower(code)
	}
	for from := 0; ; {
		at := strings.Index(text[from:], code)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(code)
		if (at == 0 || !wordByte(text[at-1])) && (end == len(text) || !wordByte(text[end])) {
			return true
		}
		from = at + 1
	}
}

func wordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

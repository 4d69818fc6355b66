package explain

import (
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Found is one refusal in a text: what was said, where, how often, and what it
// may be.
type Found struct {
	Quote   string   // the line that says it, with what may be a secret masked
	Line    int      // of the first one, from 1
	Times   int      // how often the same was said
	Entries []*Entry // best first; never empty
}

// Finding is what a text holds.
type Finding struct {
	Found []Found // each once, in order of the first line
	Lines int
	First string // the first line that is not blank, masked
	text  string // what is compared for the nearest entries
}

// mergeWithin is how many lines may lie between the code and the description of
// one refusal: a JSON body written over lines, a SOAP fault.
const mergeWithin = 4

// mostQuoted is how much of one line is quoted, in bytes.
const mostQuoted = 200

// Find reads a text of any length and finds what orgs said in it: a bare error, a
// JSON body, a SOAP fault, or lines in a log. It keeps a few lines at a time. The
// error is the reader's own.
func (c *Catalogue) Find(r io.Reader) (*Finding, error) {
	f := &finder{c: c, words: c.words(), out: &Finding{}, seen: map[string]int{}, looked: map[string]int{}}
	err := eachLine(r, f.line)
	f.close()
	return f.out, err
}

type finder struct {
	c      *Catalogue
	words  []string
	out    *Finding
	seen   map[string]int // the entries of what was found → its place
	looked map[string]int // texts and code of what was said → its place; -1 where nothing is known of it
	open   *spoken
}

// spoken is a refusal that may go on in the next lines.
type spoken struct {
	from, last  int
	text        string
	quote       string // a line as it is, and where in it the refusal stands
	at          int
	said        string // the texts of the catalogue in it
	code, words bool
}

func (f *finder) line(number int, text string) {
	f.out.Lines = number
	if len(f.out.text) < 4096 {
		f.out.text += text[:min(len(text), 4096)] + "\n"
	}
	if f.out.First == "" && strings.TrimSpace(text) != "" {
		f.out.First = excerpt(text, 0)
	}
	if f.open != nil && number-f.open.last > mergeWithin {
		f.close()
	}
	at, said := f.hit(strings.ToLower(text))
	code := codeIn(text)
	if code != "" && !f.c.knows(code) {
		code = ""
	}
	if at < 0 && code == "" {
		return
	}
	says := at >= 0
	if o := f.open; o != nil && !says && o.code && strings.EqualFold(code, codeIn(o.text)) {
		o.last = number // a fault names its code more than once
		return
	}
	if o := f.open; o != nil && (says && !o.words || code != "" && !o.code && !says) {
		o.text += "\n" + text
		o.last, o.code, o.words, o.said = number, o.code || code != "", o.words || says, o.said+said
		if says {
			o.quote, o.at = text, at
		}
		return
	}
	f.close()
	f.open = &spoken{from: number, last: number, text: text, quote: text, at: max(at, 0), said: said, code: code != "", words: says}
}

// close looks up what was said; what was said before is only counted.
func (f *finder) close() {
	o := f.open
	f.open = nil
	if o == nil {
		return
	}
	q := Query{Flow: flowIn(o.text), Error: codeIn(o.text), Description: o.text}
	said := q.Flow + "\x00" + q.Error + "\x00" + o.said
	at, known := f.looked[said]
	if !known {
		at = f.look(o, q)
		f.looked[said] = at
	}
	if at >= 0 {
		f.out.Found[at].Times++
	}
}

// look gives the place of what was said; -1 where the catalogue does not know it.
func (f *finder) look(o *spoken, q Query) int {
	entries := f.c.Match(q)
	if len(entries) == 0 {
		return -1
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	key := strings.Join(ids, " ")
	at, ok := f.seen[key]
	if !ok {
		at = len(f.out.Found)
		f.seen[key] = at
		f.out.Found = append(f.out.Found, Found{Quote: excerpt(o.quote, o.at), Line: o.from, Entries: entries})
	}
	return at
}

// hit gives where the longest text of the catalogue stands in a line of lower
// case, -1 for nowhere, and a word for all that do.
func (f *finder) hit(lower string) (at int, said string) {
	at, longest := -1, 0
	for i, w := range f.words {
		if place := strings.Index(lower, w); place >= 0 {
			said += strconv.Itoa(i) + " "
			if len(w) > longest {
				at, longest = place, len(w)
			}
		}
	}
	return at, said
}

// words gives what in a line makes it worth a look: every text of the catalogue
// that is not a common word.
func (c *Catalogue) words() []string {
	var list []string
	for _, e := range c.entries {
		texts := slices.Concat(e.Description, e.Also, []string{e.StatusCode})
		if strings.Contains(e.Status, " ") {
			texts = append(texts, e.Status)
		}
		for _, t := range texts {
			if t = strings.ToLower(t); t != "" && !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
	}
	return list
}

// codes of a refusal, as answers and clients write them: "error":"invalid_grant",
// error=…, errorCode, <faultcode>sf:…, and such names before a colon.
var (
	namedCode = regexp.MustCompile(`(?i)\b(?:error|error_?code|exception_?code|fault_?code|status_?code)\\?["']?\s*[:=>]\s*\\?["']?(?:[a-z]+:)?([a-z][a-z_]{3,60})\b`)
	bareCode  = regexp.MustCompile(`\b((?:[a-z]+_)+[a-z]+|(?:[A-Z]+_)+[A-Z]+)\b`)
)

// codeIn gives the first error code that a text names, or "".
func codeIn(text string) string {
	if m := namedCode.FindStringSubmatch(text); m != nil && strings.Contains(m[1], "_") {
		return m[1]
	}
	for _, m := range bareCode.FindAllString(text, 20) {
		if oauthCode(m) {
			return m
		}
	}
	return ""
}

// oauthCode tells whether a word by itself speaks of a refused login.
func oauthCode(word string) bool {
	w := strings.ToLower(word)
	for _, prefix := range []string{"invalid_", "unsupported_grant", "unauthorized_client", "inactive_", "oauth_", "login_error_", "login_oauth_", "app_not_found", "redirect_uri_mismatch", "insufficient_access", "api_disabled", "request_limit_exceeded", "unsupported_api"} {
		if strings.HasPrefix(w, prefix) {
			return true
		}
	}
	return false
}

func (c *Catalogue) knows(code string) bool {
	return slices.ContainsFunc(c.entries, func(e *Entry) bool {
		return strings.EqualFold(e.Error, code) || e.StatusCode == code
	})
}

// flowIn gives the flow that a text speaks of, or "".
func flowIn(text string) string {
	for _, f := range []struct{ sign, flow string }{
		{"grant-type:jwt-bearer", "jwt-bearer"}, {"grant-type%3Ajwt-bearer", "jwt-bearer"}, {"grant_type=password", "oauth-password"},
		{"client_credentials", "client-credentials"}, {"grant_type=refresh_token", "refresh-token"}, {"grant_type=authorization_code", "web-server"},
		{"/services/Soap/", "soap-login"}, {"soapenv:Fault", "soap-login"}, {"sf:INVALID_LOGIN", "soap-login"},
	} {
		if strings.Contains(text, f.sign) {
			return f.flow
		}
	}
	return ""
}

// around is how much of a line is masked for a quote, before it and after.
const around = 1024

// excerpt gives the part of a line around at, masked.
func excerpt(line string, at int) string {
	at = min(at, len(line))
	end := min(len(line), at+around)
	if at > around {
		before := wholeWords(line[at-around : at])
		line, at = before+line[at:end], len(before)
	} else {
		line = line[:end]
	}
	masked := Mask(strings.TrimSpace(line))
	if len(masked) <= mostQuoted {
		return strings.ToValidUTF8(masked, "")
	}
	// What is masked before the place moved it. A third of the quote stands before.
	at = len(Mask(line[:min(at, len(line))]))
	from := max(0, min(at-mostQuoted/3, len(masked)-mostQuoted))
	return strings.ToValidUTF8("…"+masked[from:min(from+mostQuoted, len(masked))]+"…", "")
}

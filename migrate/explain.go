package migrate

import (
	"io"
	"io/fs"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/templates"
)

// Catalogue gives what unpw knows of the answers of orgs.
func Catalogue() (*explain.Catalogue, error) {
	errors, err := fs.Sub(templates.Errors, "errors")
	if err != nil {
		return nil, fail.New(fail.Bug, "the error catalogue is not there")
	}
	return explain.Load(errors)
}

// Explained is unpw/explain/v1: what a text means, as far as the catalogue knows
// it, and the verification list where it stands behind the answer.
type Explained struct {
	Schema       string        `json:"schema"`
	Known        bool          `json:"known"` // something in the text is in the catalogue
	Lines        int           `json:"lines"` // of the text
	First        string        `json:"first"` // its first line, masked
	Found        []Said        `json:"found"`
	Nearest      []Answer      `json:"nearest"`      // where nothing is known
	Verification *Verification `json:"verification"` // null where it does not concern the text

	List *explain.Verification `json:"-"`
}

// Said is one refusal in a text.
type Said struct {
	Quote   string   `json:"quote"` // masked
	Line    int      `json:"line"`
	Times   int      `json:"times"`
	Answers []Answer `json:"answers"` // best first

	Entries []*explain.Entry `json:"-"`
}

// Answer is an entry of the catalogue.
type Answer struct {
	ID          string       `json:"id"`
	Flows       []string     `json:"flows"`
	HTTP        *int         `json:"http"`
	Error       string       `json:"error"`
	Description []string     `json:"description"`
	Status      string       `json:"status"` // in Login History
	Meaning     string       `json:"meaning"`
	Causes      []string     `json:"causes"`
	TellApart   []string     `json:"tellApart"`
	Fix         []AnswerStep `json:"fix"`
	See         []string     `json:"see"`
	Source      []string     `json:"source"`
	Confidence  string       `json:"confidence"`

	Entry *explain.Entry `json:"-"`
}

// AnswerStep is one thing to do about an answer.
type AnswerStep struct {
	Setup   string `json:"setup"`
	Do      string `json:"do"`
	Command string `json:"command"`
}

// Explain says what a text means: an error, a JSON body, a SOAP fault, a log of
// any length, or the id of an entry. It asks nobody.
func Explain(text io.Reader) (*Explained, error) {
	c, err := Catalogue()
	if err != nil {
		return nil, err
	}
	list, err := explain.LoadVerification(templates.Verification, c)
	if err != nil {
		return nil, err
	}
	out := &Explained{Schema: "unpw/explain/v1", Found: []Said{}, Nearest: []Answer{}, List: list}
	found, err := c.Find(text)
	if err != nil {
		return nil, fail.New(fail.Usage, "the text cannot be read").In("explain").Because(err)
	}
	out.Lines, out.First = found.Lines, found.First
	if e := c.ByID(found.First); e != nil && found.Lines == 1 {
		found.Found = []explain.Found{{Quote: e.ID, Line: 1, Times: 1, Entries: []*explain.Entry{e}}}
	}
	for _, f := range found.Found {
		said := Said{Quote: f.Quote, Line: f.Line, Times: f.Times, Answers: answers(f.Entries), Entries: f.Entries}
		out.Found = append(out.Found, said)
		if out.Verification == nil && list.Behind(f.Entries) {
			out.Verification = unasked(list)
		}
	}
	out.Known = len(out.Found) > 0
	if !out.Known {
		out.Nearest = answers(c.Nearest(found, 3))
	}
	return out, nil
}

func answers(entries []*explain.Entry) []Answer {
	list := []Answer{}
	for _, e := range entries {
		a := Answer{ID: e.ID, Flows: e.Flows, Error: e.Error, Description: orEmpty(e.Description), Status: e.Status, Meaning: e.Meaning, Causes: e.Causes,
			TellApart: e.TellApart, Fix: []AnswerStep{}, See: orEmpty(e.See), Source: e.Source, Confidence: string(e.Confidence), Entry: e}
		if e.HTTP != 0 {
			a.HTTP = &e.HTTP
		}
		for _, s := range e.Fix {
			a.Fix = append(a.Fix, AnswerStep(s))
		}
		list = append(list, a)
	}
	return list
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

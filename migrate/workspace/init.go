package workspace

import (
	"bytes"

	"unpw/migrate/fail"
	"unpw/migrate/text"
)

// Set is one decision to write into unpw.yaml.
type Set struct {
	Path      []string // like integrations, billing-etl, flow
	Value     any      // string, bool, int, []string, time.Time (a day), SecretRef, or nil for null
	Comment   string   // stands behind the value where its line is new
	IfMissing bool     // what is there already stays
}

// heading is what a new unpw.yaml begins with.
const heading = `# What unpw migrates, and how. People edit this file; it is committed and holds
# no secret. What is left out has its default, and a flag wins over what is here.
schema: ` + SchemaName + "\n"

// about is the comment above a section that is new.
func about(section string) string {
	switch section {
	case "scan":
		return "Where to look, and where not."
	case "orgs":
		return "The Salesforce orgs, and the hosts in files that mean them."
	case "keys":
		return "How keys are made, and where integrations find them when they run."
	case "defaults":
		return "What holds for every integration that does not say otherwise."
	case "apps":
		return "The apps in Salesforce: only what differs from the defaults."
	case "integrations":
		return "decision: migrate, keep (with until and reason), or ignore (with reason)."
	case "values":
		return "Where unpw itself finds what ${NAME} in files stands for."
	case "dates":
		return "Last days that differ from those unpw knows."
	}
	return ""
}

// Init gives an unpw.yaml with these decisions: a new one where existing is
// blank, else existing with only the bytes of those values changed or added.
// Comments, order, quotes and line ends stay. It changes nothing and fails
// where existing is not valid, where a value cannot be located exactly (a text
// over several lines, a list with one item a line), or where the outcome would
// not be valid.
func Init(existing []byte, sets ...Set) ([]byte, error) {
	if len(bytes.TrimSpace(existing)) == 0 {
		existing = []byte(heading)
	}
	if _, err := Load(FileName, existing); err != nil {
		return nil, err
	}
	e, err := newEditor(existing)
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		if err := e.add(s); err != nil {
			return nil, err
		}
	}
	if err := e.merge(e.root, e.wanted, nil); err != nil {
		return nil, err
	}
	if len(e.edits) == 0 {
		return existing, nil
	}
	changed, err := text.Apply(e.src, e.edits)
	if err != nil {
		return nil, e.lost(0, "the places overlap")
	}
	if err := e.verify(changed); err != nil {
		return nil, err
	}
	return changed, nil
}

// verify reads the new file: it must be valid, and the old one but for what was
// meant.
func (e *editor) verify(changed []byte) error {
	root, err := parse(FileName, changed)
	if err != nil {
		return e.lost(0, "the outcome would not be YAML")
	}
	want, err := e.expected()
	if err != nil {
		return err
	}
	if got := flatten(root); !want.equal(got) {
		return e.lost(0, "the outcome would say something else")
	}
	if _, err := Load(FileName, changed); err != nil {
		// Its line is one of a file that is not written.
		refused := fail.At(fail.Usage, FileName, 0, "not changed, since it would not be valid: %s", fail.Of(err).Cause).In("edit")
		refused.Hints = fail.Of(err).Hints
		return refused
	}
	return nil
}

// lost is the error for what cannot be edited exactly.
func (e *editor) lost(line int, why string) *fail.Error {
	return fail.At(fail.Usage, FileName, line, "not changed: %s", why).In("edit").
		Hint("edit this place by hand; nothing was written")
}

package explain

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// reader turns YAML nodes into entries and keeps the first error, so that every
// complaint can name its line.
type reader struct {
	file string
	err  error
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		r.err = fail.At(fail.Usage, r.file, n.Line, format, args...)
	}
}

func (r *reader) entry(n *yaml.Node) *Entry {
	e := &Entry{Line: n.Line}
	r.fields(n, func(key string, v *yaml.Node) bool {
		switch key {
		case "id":
			e.ID = r.text(v)
		case "flows":
			e.Flows = r.texts(v)
		case "http":
			e.HTTP = r.number(v)
		case "http-unverified":
			e.HTTPUnverified = r.flag(v)
		case "error":
			e.Error = r.text(v)
		case "description":
			e.Description = r.texts(v)
		case "answer":
			e.answer = r.text(v)
		case "status":
			e.Status = r.text(v)
		case "status-code":
			e.StatusCode = r.text(v)
		case "also":
			e.Also = r.texts(v)
		case "not-rehearsed":
			e.NotRehearsed = r.text(v)
		case "meaning":
			e.Meaning = r.text(v)
		case "causes":
			e.Causes = r.texts(v)
		case "tell-apart":
			e.TellApart = r.texts(v)
		case "fix":
			for _, item := range r.items(v) {
				e.Fix = append(e.Fix, r.step(item))
			}
		case "see":
			e.See = r.texts(v)
		case "source":
			e.Source = r.texts(v)
		case "confidence":
			e.Confidence = Confidence(r.text(v))
		default:
			return false
		}
		return true
	})
	if r.err == nil {
		if wrong := check(e); wrong != "" {
			r.fail(n, "%s", wrong)
		}
	}
	return e
}

func (r *reader) step(n *yaml.Node) Step {
	var s Step
	r.fields(n, func(key string, v *yaml.Node) bool {
		switch key {
		case "setup":
			s.Setup = r.text(v)
		case "do":
			s.Do = r.text(v)
		case "command":
			s.Command = r.text(v)
		default:
			return false
		}
		return true
	})
	if s.Do == "" {
		r.fail(n, "a step of fix needs do")
	}
	return s
}

// fields calls set for each pair of a mapping; set says whether it knows the
// key.
func (r *reader) fields(n *yaml.Node, set func(key string, v *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "a mapping is expected")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] {
			r.fail(k, "field %s is there twice", k.Value)
		}
		seen[k.Value] = true
		if !set(k.Value, v) {
			r.fail(k, "unknown field %s", k.Value)
		}
	}
}

func (r *reader) items(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "a list is expected")
		return nil
	}
	return n.Content
}

func (r *reader) texts(n *yaml.Node) []string {
	var list []string
	for _, item := range r.items(n) {
		list = append(list, r.text(item))
	}
	return list
}

func (r *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Value == "" {
		r.fail(n, "a text is expected")
		return ""
	}
	return n.Value
}

func (r *reader) number(n *yaml.Node) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.fail(n, "a number is expected")
	}
	return v
}

func (r *reader) flag(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		r.fail(n, "true or false is expected")
	}
	return n.Value == "true"
}

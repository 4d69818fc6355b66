package scan

import (
	"bytes"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/text"
)

// passed gives a reading of tox.ini in which the variables that it lets through
// (passenv) are declared, each in its line; nil where there is none.
func passed(d *format.Document) *format.Document {
	names := make([][]byte, bytes.Count(d.Src, []byte("\n"))+1)
	found, line, inside := false, 0, false
	for at := 0; at < len(d.Src); line++ {
		end := text.LineEnd(d.Src, at)
		written := string(d.Src[at:end])
		key, value, assigned := strings.Cut(written, "=")
		switch {
		case assigned && !strings.HasPrefix(written, " "):
			inside = strings.TrimSpace(key) == "passenv"
		case strings.TrimSpace(written) != "" && !strings.ContainsAny(written[:1], " \t"):
			inside = false
		default:
			value = written
		}
		if name := strings.TrimSpace(value); inside && isVariable(name) {
			names[line], found = []byte(name+"="), true
		}
		at = end
	}
	if !found {
		return nil
	}
	again, err := format.Open("passenv.env", bytes.Join(names, []byte("\n")))
	if err != nil || again == nil {
		return nil
	}
	again.Path = d.Path
	again.Walk(func(n *format.Node) bool {
		if n.Kind == format.Scalar {
			n.Kind = format.Map // no value: it is not empty, it comes from outside
		}
		return true
	})
	return again
}

func isVariable(name string) bool {
	return name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == ""
}

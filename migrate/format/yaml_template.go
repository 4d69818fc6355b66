package format

import (
	"bytes"

	"unpw/migrate/text"
)

// maskTemplates gives src with every {{ … }} and {% … %} replaced by as many
// bytes that YAML takes for a word, or for a comment where a line holds nothing
// else.
func maskTemplates(src []byte) []byte {
	if !bytes.Contains(src, []byte("{{")) && !bytes.Contains(src, []byte("{%")) {
		return src
	}
	out := bytes.Clone(src)
	for at := 0; at < len(out); {
		end := text.LineEnd(out, at)
		maskLine(out[at:end])
		at = end
	}
	return out
}

func maskLine(line []byte) {
	found := templatesIn(line)
	if len(found) == 0 {
		return
	}
	rest, at := false, 0
	for _, t := range found {
		rest = rest || len(bytes.TrimSpace(line[at:t.Start])) > 0
		at = t.End
	}
	if !rest && len(bytes.TrimSpace(line[at:])) == 0 {
		line[found[0].Start] = '#'
		return
	}
	for _, t := range found {
		for j := t.Start; j < t.End; j++ {
			line[j] = 'x'
		}
	}
}

// templatesIn gives the places of the templates on a line.
func templatesIn(line []byte) []text.Span {
	last := map[byte]int{'{': bytes.LastIndex(line, []byte("}}")), '%': bytes.LastIndex(line, []byte("%}"))}
	if last['{'] < 0 && last['%'] < 0 {
		return nil
	}
	var found []text.Span
	for i := 0; i+1 < len(line); {
		open := bytes.IndexByte(line[i:len(line)-1], '{')
		if open < 0 {
			break
		}
		i += open
		closing := []byte("}}")
		if line[i+1] == '%' {
			closing = []byte("%}")
		}
		if end, known := last[line[i+1]]; !known || end < i+2 {
			i++
			continue
		}
		end := i + 2 + bytes.Index(line[i+2:], closing) + 2
		found = append(found, text.Span{Start: i, End: end})
		i = end
	}
	return found
}

// templates gives the places of the templates within span.
func (p *yamlParser) templates(span text.Span) []text.Span {
	if !p.templated || bytes.IndexByte(span.Slice(p.src), '{') < 0 {
		return nil
	}
	var found []text.Span
	for at := span.Start; at < span.End; {
		end := min(text.LineEnd(p.src, at), span.End)
		for _, t := range templatesIn(p.src[at:end]) {
			found = append(found, text.Span{Start: at + t.Start, End: at + t.End})
		}
		at = end
	}
	return found
}

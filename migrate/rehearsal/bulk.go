package rehearsal

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// job is a job of either Bulk API. Its work is done at once when its data is
// there: nothing here is slow.
type job struct {
	id, object, operation string
	contentType           string // CSV, JSON
	state                 string
	owner                 *user
	created               time.Time
	second                bool // of Bulk API 2.0

	query   string
	data    []byte   // 2.0: what was uploaded
	batches []*batch // 1.0
	results []result
	found   []record // of a query
	columns []string
}

// result is what became of one row of a job.
type result struct {
	given   map[string]any
	id      string
	created bool
	refused string // "CODE:TEXT"; "" where it worked
}

func (o *org) job(id string, second bool) *job {
	for _, j := range o.jobs {
		if sameID(j.id, id) && j.second == second {
			return j
		}
	}
	return nil
}

// known tells whether the job is one that this org does.
func (j *job) known() bool {
	switch j.operation {
	case "query", "queryAll":
		return j.object == "" || tableNamed(j.object) != nil
	case "insert", "update", "delete":
		return objectNamed(j.object) != nil
	}
	return false
}

// work does the operation on every row.
func (c *call) work(j *job, rows []map[string]any) []result {
	o := objectNamed(j.object)
	var out []result
	for _, given := range rows {
		r := result{given: given}
		fields := maps.Clone(given)
		id := takeID(fields)
		var refused *refusal
		switch j.operation {
		case "insert":
			r.id, refused = c.insert(o, fields)
			r.created = refused == nil
		case "update":
			r.id, refused = id, c.update(o, id, fields)
		case "delete":
			r.id, refused = id, c.erase(o, id)
		}
		if refused != nil {
			r.id, r.refused = "", c.w.entry(refused).Error+":"+c.w.textOf(refused)+":--"
		}
		out = append(out, r)
	}
	return out
}

// find runs the query of a job and keeps what it found.
func (c *call) find(soql string) (columns []string, rows []record, refused *refusal) {
	q, unexpected, ok := parseSOQL(soql)
	if !ok || q.count {
		return nil, nil, refuse(queryMalformed, "token", unexpected)
	}
	found, refused := c.run(q)
	return q.fields, found, refused
}

// parseRows reads CSV with a heading. An empty value is left out, #N/A is null
// (Bulk API guide, Prepare CSV Files).
func parseRows(data []byte) (rows []map[string]any, columns []string, ok bool) {
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, nil, false
	}
	for _, line := range all[1:] {
		row := map[string]any{}
		for i, value := range line {
			switch value {
			case "":
			case "#N/A":
				row[all[0][i]] = nil
			default:
				row[all[0][i]] = value
			}
		}
		rows = append(rows, row)
	}
	return rows, all[0], true
}

// parseJSONRows reads a list of records.
func parseJSONRows(data []byte) (rows []map[string]any, ok bool) {
	return rows, json.Unmarshal(data, &rows) == nil
}

// csvText writes a heading and lines, every value quoted, as the platform does.
func csvText(lines ...[]string) string {
	var b strings.Builder
	for _, line := range lines {
		for i, value := range line {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(value, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// foundCSV writes what a query found.
func foundCSV(columns []string, rows []record) string {
	lines := [][]string{columns}
	for _, row := range rows {
		line := make([]string, len(columns))
		for i, name := range columns {
			value := any(nil)
			if parent, child, dotted := strings.Cut(name, "."); dotted {
				if inner, ok := row[parent].(record); ok {
					value = inner[child]
				}
			} else {
				value = row[name]
			}
			line[i] = shown(value)
		}
		lines = append(lines, line)
	}
	return csvText(lines...)
}

// asGiven writes a row as it was sent.
func asGiven(columns []string, given map[string]any) []string {
	line := make([]string, len(columns))
	for i, name := range columns {
		line[i] = shown(given[name])
	}
	return line
}

func failures(results []result) int {
	return len(slices.DeleteFunc(slices.Clone(results), func(r result) bool { return r.refused == "" }))
}

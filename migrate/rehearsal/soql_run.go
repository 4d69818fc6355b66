package rehearsal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// run answers a query with the rows that match, in order. Rows keep only the
// fields that were asked for.
func (c *call) run(q soql) ([]record, *refusal) {
	t := tableNamed(q.object)
	if t == nil {
		return nil, refuse(queryObjectUnknown, "object", q.object)
	}
	for i, name := range q.fields {
		f, refused := t.resolve(name)
		if refused != nil {
			return nil, refused
		}
		q.fields[i] = f.name
	}
	tests := make([]func(record) bool, 0, len(q.where))
	for _, w := range q.where {
		f, refused := t.resolve(w.field)
		if refused != nil {
			return nil, refused
		}
		if f.unfilterable {
			return nil, refuse(queryFieldUnfiltered, "field", f.name)
		}
		test, refused := c.test(f, w)
		if refused != nil {
			return nil, refused
		}
		tests = append(tests, test)
	}
	for i, o := range q.order {
		f, refused := t.resolve(o.field)
		if refused != nil {
			return nil, refused
		}
		q.order[i].field = f.name
	}
	var rows []record
	for _, row := range t.rows(c) {
		if !slices.ContainsFunc(tests, func(test func(record) bool) bool { return !test(row) }) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b record) int {
		for _, o := range q.order {
			if d := compare(a[o.field], b[o.field]); d != 0 {
				if o.down {
					return -d
				}
				return d
			}
		}
		return 0
	})
	if q.limit >= 0 && len(rows) > q.limit {
		rows = rows[:q.limit]
	}
	for i, row := range rows {
		rows[i] = t.selected(row, q.fields)
	}
	return rows, nil
}

// test turns a comparison into a predicate. The literal must fit the type of
// the field, as the platform demands.
func (c *call) test(f column, w comparison) (func(record) bool, *refusal) {
	type bounds struct{ from, to any } // a point, or the span of a date literal
	var spans []bounds
	for _, l := range w.values {
		from, to, ok := c.value(f, l)
		if !ok {
			return nil, refuse(queryMalformed, "token", l.text)
		}
		spans = append(spans, bounds{from, to})
	}
	return func(row record) bool {
		v := row[f.name]
		for _, s := range spans {
			below, above := compare(v, s.from) < 0, compare(v, s.to) > 0
			if v == nil || s.from == nil {
				below, above = v != s.from, v != s.from
			}
			switch w.op {
			case "=", "IN":
				if !below && !above {
					return true
				}
			case "!=":
				return below || above
			case "<":
				return v != nil && below
			case "<=":
				return v != nil && !above
			case ">":
				return v != nil && above
			case ">=":
				return v != nil && !below
			}
		}
		return false
	}, nil
}

// value reads a literal for a field: the first and the last value that it
// stands for, which differ for date literals only.
func (c *call) value(f column, l literal) (from, to any, ok bool) {
	word := strings.ToUpper(l.text)
	if !l.quoted && word == "NULL" {
		return nil, nil, true
	}
	switch f.kind {
	case aTime:
		if l.quoted {
			return nil, nil, false
		}
		now := c.w.now().UTC()
		today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
		endOf := func(day time.Time) time.Time { return day.AddDate(0, 0, 1).Add(-time.Nanosecond) }
		if n, isN := strings.CutPrefix(word, "LAST_N_DAYS:"); isN {
			days, err := strconv.Atoi(n)
			return today.AddDate(0, 0, -days), endOf(today), err == nil && days > 0
		}
		switch word {
		case "TODAY":
			return today, endOf(today), true
		case "YESTERDAY":
			return today.AddDate(0, 0, -1), endOf(today.AddDate(0, 0, -1)), true
		}
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.000-0700"} {
			if at, err := time.Parse(layout, l.text); err == nil {
				return at, at, true
			}
		}
		return nil, nil, false
	case aFlag:
		return word == "TRUE", word == "TRUE", !l.quoted && (word == "TRUE" || word == "FALSE")
	case anID:
		if l.quoted && len(l.text) == 15 {
			return id18(l.text), id18(l.text), true
		}
	}
	return l.text, l.text, l.quoted
}

// compare orders two values of one kind; nil comes first. Texts compare
// whatever their case, as the platform does.
func compare(a, b any) int {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(strings.ToLower(x), strings.ToLower(y))
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(btoi(x), btoi(y))
		}
	}
	return cmp.Compare(btoi(a != nil), btoi(b != nil))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

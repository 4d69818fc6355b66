package rehearsal

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// cursor is the rest of a query that was answered in part.
type cursor struct {
	session *session
	rows    []record
	at      int
}

// query is GET /query?q=.
func (c *call) query() response {
	q, unexpected, ok := parseSOQL(c.r.URL.Query().Get("q"))
	if !ok {
		return c.refuse(queryMalformed, "token", unexpected)
	}
	if c.r.URL.Query().Get("columns") == "true" {
		return c.columns(q)
	}
	rows, refused := c.run(q)
	if refused != nil {
		return c.w.dataRefusal(refused)
	}
	if q.count {
		return reply(http.StatusOK, map[string]any{"totalSize": len(rows), "done": true, "records": []record{}})
	}
	return c.page(&cursor{session: c.s, rows: rows}, "01g"+c.w.random.word(15))
}

// more is GET /query/LOCATOR-OFFSET, the nextRecordsUrl of an answer. Each is
// good once.
func (c *call) more(locator string) response {
	rest := c.w.cursors[locator]
	if rest == nil || rest.session != c.s {
		return c.refuse(notFound)
	}
	delete(c.w.cursors, locator)
	name, _, _ := strings.Cut(locator, "-")
	return c.page(rest, name)
}

func (c *call) page(rest *cursor, name string) response {
	end := min(rest.at+c.w.batchSize, len(rest.rows))
	body := map[string]any{"totalSize": len(rest.rows), "done": end == len(rest.rows), "records": written(rest.rows[rest.at:end])}
	if end < len(rest.rows) {
		locator := name + "-" + strconv.Itoa(end)
		rest.at = end
		c.w.cursors[locator] = rest
		body["nextRecordsUrl"] = c.base + "/query/" + locator
	}
	return reply(http.StatusOK, body)
}

// written puts times into the data API's form.
func written(rows []record) []record {
	out := make([]record, 0, len(rows))
	for _, row := range rows {
		shown := record{}
		for name, value := range row {
			if at, ok := value.(time.Time); ok {
				value = timestamp(at)
			}
			shown[name] = value
		}
		out = append(out, shown)
	}
	return out
}

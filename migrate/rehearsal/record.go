package rehearsal

import (
	"net/http"
	"strings"
)

// record is GET /sobjects/OBJECT/ID: all fields that are known here, or those of
// the parameter fields.
func (c *call) record(object, id string) response {
	t := tableNamed(object)
	if t == nil {
		return c.refuse(notFound)
	}
	for _, row := range t.rows(c) {
		if text, _ := row["Id"].(string); !sameID(text, id) {
			continue
		}
		var fields []string
		for _, column := range t.columns {
			if !strings.Contains(column.name, ".") {
				fields = append(fields, column.name)
			}
		}
		if asked := commas(c.r.URL.Query().Get("fields")); len(asked) > 0 {
			fields = fields[:0]
			for _, name := range asked {
				column, refused := t.resolve(name)
				if refused != nil {
					return c.w.dataRefusal(refused)
				}
				fields = append(fields, column.name)
			}
		}
		return reply(http.StatusOK, written([]record{t.selected(row, fields)})[0])
	}
	return c.refuse(recordGone)
}

package rehearsal

import (
	"net/http"
	"strings"
)

// writable tells whether records of the object can be made and deleted here.
func writable(object string) bool { return object == "Account" || object == "PermissionSetAssignment" }

func (t *table) description() map[string]any {
	return map[string]any{
		"name":       t.name,
		"label":      t.name,
		"queryable":  true,
		"createable": writable(t.name),
		"deletable":  writable(t.name),
		"updateable": false,
	}
}

// objects is GET /sobjects/.
func (c *call) objects() response {
	all := []map[string]any{}
	for _, t := range tables() {
		all = append(all, t.description())
	}
	return reply(http.StatusOK, map[string]any{"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": all})
}

// describe is GET /sobjects/OBJECT/describe.
func (c *call) describe(object string) response {
	t := tableNamed(object)
	if t == nil {
		return c.refuse(notFound)
	}
	types := map[valueKind]string{aText: "string", anID: "reference", aTime: "datetime", aFlag: "boolean"}
	fields := []map[string]any{}
	for _, f := range t.columns {
		if strings.Contains(f.name, ".") {
			continue
		}
		field := map[string]any{
			"name":              f.name,
			"label":             f.name,
			"type":              types[f.kind],
			"filterable":        !f.unfilterable,
			"sortable":          true,
			"createable":        writable(t.name) && f.name != "Id",
			"nillable":          !writable(t.name),
			"defaultedOnCreate": f.name == "Id" || f.kind == aFlag,
			"length":            0,
		}
		switch {
		case f.name == "Id":
			field["type"], field["length"] = "id", 18
		case f.kind == anID:
			field["length"] = 18
		case f.kind == aText:
			field["length"] = 255
		}
		fields = append(fields, field)
	}
	body := t.description()
	body["fields"] = fields
	return reply(http.StatusOK, body)
}

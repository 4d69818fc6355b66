package rehearsal

import (
	"net/http"
	"strings"
)

// description is what a user may do with the object.
func (t *table) description(u *user) map[string]any {
	o := objectNamed(t.name)
	makes := o != nil && !u.readOnly || t.name == "PermissionSetAssignment" && u.modifyMetadata
	prefix := any(nil)
	if o != nil {
		prefix = o.prefix
	}
	return map[string]any{
		"name":         t.name,
		"label":        t.name,
		"labelPlural":  t.name + "s",
		"keyPrefix":    prefix,
		"custom":       false,
		"queryable":    true,
		"retrieveable": true,
		"searchable":   o != nil,
		"createable":   makes,
		"deletable":    makes,
		"updateable":   makes && o != nil,
		"urls": map[string]string{
			"sobject":  "/services/data/v66.0/sobjects/" + t.name,
			"describe": "/services/data/v66.0/sobjects/" + t.name + "/describe",
		},
	}
}

// objects is GET /sobjects/.
func (c *call) objects() response {
	all := []map[string]any{}
	for _, t := range tables() {
		all = append(all, t.description(c.s.user))
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
	makes := t.description(c.s.user)["createable"] == true
	o := objectNamed(t.name)
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
			"createable":        makes && f.name != "Id",
			"updateable":        false,
			"nillable":          !makes,
			"defaultedOnCreate": f.name == "Id" || f.kind == aFlag,
			"length":            0,
			"custom":            false,
			"picklistValues":    []string{},
			"referenceTo":       []string{},
		}
		if o != nil {
			set := o.field(f.name)
			field["createable"], field["updateable"] = makes && set != nil, makes && set != nil
			field["nillable"] = set == nil || !set.required
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
	body := t.description(c.s.user)
	body["fields"], body["childRelationships"], body["recordTypeInfos"] = fields, []string{}, []string{}
	return reply(http.StatusOK, body)
}

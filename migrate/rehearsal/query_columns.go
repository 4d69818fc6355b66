package rehearsal

import (
	"net/http"
	"strings"
)

// columns answers a query with ?columns=true, which describes what the query
// would find and runs nothing. The Salesforce CLI asks that before each query;
// the resource is not documented, its shape is that of what the CLI reads.
func (c *call) columns(q soql) response {
	t := tableNamed(q.object)
	if t == nil {
		return c.refuse(queryObjectUnknown, "object", q.object)
	}
	list := []map[string]any{}
	parents := map[string]map[string]any{}
	selected := false
	for _, name := range q.fields {
		f, refused := t.resolve(name)
		if refused != nil {
			return c.w.dataRefusal(refused)
		}
		selected = selected || f.name == "Id"
		parent, child, dotted := strings.Cut(f.name, ".")
		if !dotted {
			list = append(list, describedColumn(f.name, f.kind))
			continue
		}
		if parents[parent] == nil {
			parents[parent] = describedColumn(parent, anID)
			list = append(list, parents[parent])
		}
		joined, _ := parents[parent]["joinColumns"].([]map[string]any)
		parents[parent]["joinColumns"] = append(joined, describedColumn(child, f.kind))
	}
	return reply(http.StatusOK, map[string]any{
		"columnMetadata": list, "entityName": t.name, "groupBy": false, "idSelected": selected, "keyPrefix": t.description(c.s.user)["keyPrefix"],
	})
}

func describedColumn(name string, kind valueKind) map[string]any {
	types := map[valueKind]string{aText: "String", anID: "Id", aTime: "Datetime", aFlag: "Boolean"}
	return map[string]any{
		"aggregate": false, "apexType": types[kind], "booleanType": kind == aFlag, "columnName": name, "custom": false, "displayName": name,
		"foreignKeyName": nil, "insertable": false, "joinColumns": []map[string]any{}, "numberType": false, "textType": kind == aText, "updatable": false,
	}
}

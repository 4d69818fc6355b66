package rehearsal

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// sobject is what is below /sobjects/OBJECT: records of the business objects,
// and PermissionSetAssignment, which a deploy cannot make.
func (c *call) sobject(path []string) response {
	name, id := path[0], ""
	if len(path) > 1 {
		id = path[1]
	}
	o := objectNamed(name)
	switch {
	case len(path) > 2:
		return c.refuse(notFound)
	case name == "PermissionSetAssignment":
		return c.assignment(id)
	case o == nil && tableNamed(name) != nil && id != "" && c.r.Method == http.MethodGet:
		return c.readRow(tableNamed(name), id)
	case o == nil:
		return c.refuse(notFound)
	case id == "":
		return c.collection(o)
	}
	return c.single(o, id)
}

// collection is /sobjects/OBJECT: what the object is, or a new record.
func (c *call) collection(o *object) response {
	switch c.r.Method {
	case http.MethodGet:
		return reply(http.StatusOK, map[string]any{"objectDescribe": tableNamed(o.name).description(c.s.user), "recentItems": []record{}})
	case http.MethodPost:
		given, ok := c.fields()
		if !ok {
			return c.refuse(bodyMalformed)
		}
		id, refused := c.insert(o, given)
		if refused != nil {
			return c.w.dataRefusal(refused)
		}
		return created(id)
	}
	return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "GET, POST")
}

// single is /sobjects/OBJECT/ID. Some HTTP clients cannot PATCH and name the
// method in the query.
func (c *call) single(o *object, id string) response {
	method := c.r.Method
	if method == http.MethodPost && strings.EqualFold(c.r.URL.Query().Get("_HttpMethod"), http.MethodPatch) {
		method = http.MethodPatch
	}
	var refused *refusal
	switch method {
	case http.MethodGet:
		return c.readRow(tableNamed(o.name), id)
	case http.MethodPatch:
		given, ok := c.fields()
		if !ok {
			return c.refuse(bodyMalformed)
		}
		refused = c.update(o, id, given)
	case http.MethodDelete:
		refused = c.erase(o, id)
	default:
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "DELETE, GET, PATCH")
	}
	if refused != nil {
		return c.w.dataRefusal(refused)
	}
	return response{status: http.StatusNoContent}
}

// readRow is one record with all fields, or those of ?fields=.
func (c *call) readRow(t *table, id string) response {
	var fields []string
	if asked := c.r.URL.Query().Get("fields"); asked != "" {
		for name := range strings.SplitSeq(asked, ",") {
			f, refused := t.resolve(strings.TrimSpace(name))
			if refused != nil {
				return c.w.dataRefusal(refused)
			}
			fields = append(fields, f.name)
		}
	} else {
		for _, f := range t.columns {
			if !strings.Contains(f.name, ".") {
				fields = append(fields, f.name)
			}
		}
	}
	for _, row := range t.rows(c) {
		if found, _ := row["Id"].(string); sameID(found, id) {
			return reply(http.StatusOK, written([]record{t.selected(row, fields)})[0])
		}
	}
	return c.refuse(notFound)
}

func (c *call) fields() (given map[string]any, ok bool) {
	return given, json.Unmarshal(c.r.body, &given) == nil && given != nil
}

func created(id string) response {
	return reply(http.StatusCreated, map[string]any{"id": id, "success": true, "errors": []string{}})
}

// assignment gives a permission set to a user, or takes it away.
func (c *call) assignment(id string) response {
	allowed := http.MethodPost
	if id != "" {
		allowed = http.MethodDelete
	}
	switch {
	case c.r.Method == http.MethodGet && id != "":
		return c.readRow(tableNamed("PermissionSetAssignment"), id)
	case c.r.Method != allowed:
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", allowed)
	case !c.s.user.modifyMetadata:
		return c.refuse(insufficientAccess, "needed", "Assign Permission Sets")
	case id != "":
		return c.unassign(id)
	}
	given, ok := c.fields()
	if !ok {
		return c.refuse(bodyMalformed)
	}
	return c.assign(given)
}

func (c *call) assign(given map[string]any) response {
	assignee, _ := given["AssigneeId"].(string)
	set, _ := given["PermissionSetId"].(string)
	switch {
	case assignee == "":
		return c.refuse(fieldRequired, "fields", "AssigneeId")
	case set == "":
		return c.refuse(fieldRequired, "fields", "PermissionSetId")
	}
	u, p := c.s.org.userByID(assignee), c.s.org.permissionSetByID(set)
	if u == nil || p == nil {
		return c.refuse(referenceInvalid)
	}
	for _, a := range c.s.org.assignments {
		if a.userID == u.id && a.permissionSetID == p.id {
			return c.refuse(duplicateValue, "fields", "AssigneeId, PermissionSetId", "id", a.id)
		}
	}
	a := assignment{c.w.random.id("0Pa"), u.id, p.id}
	c.s.org.assignments = append(c.s.org.assignments, a)
	return created(a.id)
}

func (c *call) unassign(id string) response {
	o := c.s.org
	before := len(o.assignments)
	o.assignments = slices.DeleteFunc(o.assignments, func(a assignment) bool { return sameID(a.id, id) })
	if len(o.assignments) == before {
		return c.refuse(recordGone)
	}
	return response{status: http.StatusNoContent}
}

// shown writes a value as CSV has it.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return ""
}

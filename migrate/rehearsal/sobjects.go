package rehearsal

import (
	"encoding/json"
	"net/http"
	"slices"
)

// sobject is GET /sobjects/OBJECT/ID, POST /sobjects/OBJECT and DELETE /sobjects/OBJECT/ID for the two
// objects that can be written: PermissionSetAssignment, and Account as a
// harmless one.
func (c *call) sobject(path []string) response {
	object, id := path[0], ""
	if len(path) > 1 {
		id = path[1]
	}
	if c.r.Method == http.MethodGet && len(path) == 2 {
		return c.record(object, id)
	}
	allowed := http.MethodPost
	if id != "" {
		allowed = http.MethodDelete
	}
	switch {
	case len(path) > 2:
		return c.refuse(notFound)
	case object != "Account" && object != "PermissionSetAssignment":
		return c.refuse(notFound)
	case c.r.Method != allowed:
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", allowed)
	case object == "PermissionSetAssignment" && !c.s.user.modifyMetadata:
		return c.refuse(insufficientAccess, "needed", "Assign Permission Sets")
	case id != "":
		return c.remove(object, id)
	}
	var fields map[string]any
	if json.Unmarshal(c.r.body, &fields) != nil {
		return c.refuse(bodyMalformed)
	}
	if object == "Account" {
		return c.createAccount(fields)
	}
	return c.createAssignment(fields)
}

func created(id string) response {
	return reply(http.StatusCreated, map[string]any{"id": id, "success": true, "errors": []string{}})
}

func (c *call) createAccount(fields map[string]any) response {
	name, _ := fields["Name"].(string)
	if name == "" {
		return c.refuse(fieldRequired, "fields", "Name")
	}
	a := account{c.w.random.id("001"), name}
	c.s.org.accounts = append(c.s.org.accounts, a)
	return created(a.id)
}

func (c *call) createAssignment(fields map[string]any) response {
	assignee, _ := fields["AssigneeId"].(string)
	set, _ := fields["PermissionSetId"].(string)
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

func (c *call) remove(object, id string) response {
	o := c.s.org
	before := len(o.accounts) + len(o.assignments)
	if object == "Account" {
		o.accounts = slices.DeleteFunc(o.accounts, func(a account) bool { return sameID(a.id, id) })
	} else {
		o.assignments = slices.DeleteFunc(o.assignments, func(a assignment) bool { return sameID(a.id, id) })
	}
	if len(o.accounts)+len(o.assignments) == before {
		return c.refuse(recordGone)
	}
	return response{status: http.StatusNoContent}
}

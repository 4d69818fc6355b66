package rehearsal

import (
	"encoding/json"
	"net/http"
	"strings"
)

// mostInCollection is how many records one request takes (REST API guide,
// sObject Collections).
const mostInCollection = 200

// collections is /composite/sobjects: many records in one request, each with a
// result of its own. allOrNone is not served: what works, works.
func (c *call) collections() response {
	type one struct {
		ID      any  `json:"id"`
		Success bool `json:"success"`
		Errors  any  `json:"errors"`
	}
	results := []one{}
	add := func(id string, refused *refusal) {
		r := one{orNil(id), refused == nil, []string{}}
		if refused != nil {
			r.ID = nil
			r.Errors = []map[string]any{{"statusCode": c.w.entry(refused).Error, "message": c.w.textOf(refused), "fields": []string{}}}
		}
		results = append(results, r)
	}
	if c.r.Method == http.MethodDelete {
		for id := range strings.SplitSeq(c.r.URL.Query().Get("ids"), ",") {
			if o := objectOf(id); o != nil {
				add(id, c.erase(o, id))
			} else {
				add("", refuse(recordGone))
			}
		}
		return reply(http.StatusOK, results)
	}
	if c.r.Method != http.MethodPost && c.r.Method != http.MethodPatch {
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "DELETE, PATCH, POST")
	}
	var asked struct{ Records []map[string]any }
	if json.Unmarshal(c.r.body, &asked) != nil || len(asked.Records) > mostInCollection {
		return c.refuse(bodyMalformed)
	}
	for _, given := range asked.Records {
		attributes, _ := given["attributes"].(map[string]any)
		name, _ := attributes["type"].(string)
		o := objectNamed(name)
		switch {
		case o == nil:
			add("", refuse(notFound))
		case c.r.Method == http.MethodPost:
			add(c.insert(o, given))
		default:
			id := takeID(given)
			add(id, c.update(o, id, given))
		}
	}
	return reply(http.StatusOK, results)
}

// takeID takes the id out of a record, however its key is written.
func takeID(given map[string]any) string {
	for name, value := range given {
		if strings.EqualFold(name, "Id") {
			delete(given, name)
			id, _ := value.(string)
			return id
		}
	}
	return ""
}

// objectOf gives the business object whose records have ids like this.
func objectOf(id string) *object {
	for _, o := range objects() {
		if strings.HasPrefix(id, o.prefix) {
			return &o
		}
	}
	return nil
}

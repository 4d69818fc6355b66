package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// sample is what a required text field gets.
const sample = "unpw check"

// write makes a record and removes it. Rights on records and fields show
// nowhere else before the integration meets them. What the org starts on a new
// record (flows, triggers) does run.
func (r *run) write(ctx context.Context) Check {
	w := r.target.Write
	if w.Object == "" {
		return skipped("not asked for")
	}
	s := r.session()
	fields := w.Fields
	if fields == nil {
		required, err := s.Fields(ctx, w.Object)
		if fail.CodeOf(err) == fail.Refused {
			// What counts is what the org says to the write itself, so a guess
			// at the one field that most objects require is sent.
			required, err = []org.Field{{Name: "Name", Type: "string", Createable: true}}, nil
		}
		if err != nil {
			return r.failedBy(resource, err)
		}
		var unfilled []string
		if fields, unfilled = fill(required); len(unfilled) > 0 {
			return skipped(fmt.Sprintf("%s requires %s, which cannot be made up", oauth.Clean(w.Object), strings.Join(unfilled, ", ")))
		}
	}
	id, err := s.Create(ctx, w.Object, fields)
	if err != nil {
		return r.failedBy(resource, err)
	}
	made := oauth.Clean(w.Object + " " + id)
	// The record goes even when the user has just interrupted.
	if err := s.Delete(context.WithoutCancel(ctx), w.Object, id); err != nil {
		r.failure(fail.CodeOf(err))
		c := r.told(Failed, resource, err)
		c.Seen = made + " was made and could not be removed: " + c.Seen
		c.Do = "remove it by hand; " + c.Do
		return c
	}
	return ok(made + " was made and removed")
}

// fill makes up what a new record needs; unfilled names what is no text.
func fill(fields []org.Field) (values map[string]any, unfilled []string) {
	values = map[string]any{}
	for _, f := range fields {
		switch {
		case !f.Required():
		case (f.Type == "string" || f.Type == "textarea") && (f.Length == 0 || f.Length >= len(sample)):
			values[f.Name] = sample
		case f.Type == "boolean":
			values[f.Name] = false
		default:
			unfilled = append(unfilled, oauth.Clean(f.Name))
		}
	}
	slices.Sort(unfilled)
	return values, unfilled
}

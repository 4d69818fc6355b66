package rehearsal

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// object is a business object whose records clients read and write.
type object struct {
	name, prefix string
	fields       []field
}

// field is one that a client may set.
type field struct {
	name     string
	kind     valueKind
	required bool
	length   int // characters, of a text
}

// stored is a record of a business object.
type stored struct {
	object, id        string
	values            record
	owner             string // user id
	created, modified time.Time
}

// objects are the business objects of every org, a few fields each.
func objects() []object {
	return []object{
		{"Account", "001", []field{
			{"Name", aText, true, 255}, {"AccountNumber", aText, false, 40}, {"Type", aText, false, 40}, {"Industry", aText, false, 40},
			{"Phone", aText, false, 40}, {"Website", aText, false, 255}, {"Description", aText, false, 32000}, {"ParentId", anID, false, 18},
		}},
		{"Contact", "003", []field{
			{"LastName", aText, true, 80}, {"FirstName", aText, false, 40}, {"Email", aText, false, 80}, {"Phone", aText, false, 40},
			{"Title", aText, false, 128}, {"Description", aText, false, 32000}, {"AccountId", anID, false, 18},
		}},
	}
}

func objectNamed(name string) *object {
	for _, o := range objects() {
		if strings.EqualFold(o.name, name) {
			return &o
		}
	}
	return nil
}

func (o *object) field(name string) *field {
	for _, f := range o.fields {
		if strings.EqualFold(f.name, name) {
			return &f
		}
	}
	return nil
}

// columns are what a query finds, those that the platform fills included.
func (o *object) columns() []column {
	list := join(ids("Id", "OwnerId"), []column{{name: "CreatedDate", kind: aTime}, {name: "LastModifiedDate", kind: aTime}, {name: "SystemModstamp", kind: aTime}}, flags("IsDeleted"))
	for _, f := range o.fields {
		list = append(list, column{name: f.name, kind: f.kind})
	}
	if o.name == "Contact" {
		list = append(list, text("Name", "Account.Name")...)
	}
	return list
}

func (o *object) rows(c *call) []record {
	var rows []record
	for _, s := range c.s.org.records {
		if s.object == o.name {
			rows = append(rows, c.recordRow(s))
		}
	}
	return rows
}

func (c *call) recordRow(s *stored) record {
	r := maps.Clone(s.values)
	r["OwnerId"], r["IsDeleted"] = s.owner, false
	r["CreatedDate"], r["LastModifiedDate"], r["SystemModstamp"] = s.created, s.modified, s.modified
	if s.object == "Contact" {
		first, _ := s.values["FirstName"].(string)
		last, _ := s.values["LastName"].(string)
		r["Name"] = strings.TrimSpace(first + " " + last)
		if of, ok := s.values["AccountId"].(string); ok {
			if account := c.s.org.record("Account", of); account != nil {
				r["Account.Name"] = account.values["Name"]
			}
		}
	}
	return c.row(s.object, s.id, r)
}

func (o *org) record(object, id string) *stored {
	for _, s := range o.records {
		if s.object == object && sameID(s.id, id) {
			return s
		}
	}
	return nil
}

// checked gives the values of a request by the names of the fields. A record
// that is made must have all that is required.
func (c *call) checked(o *object, given map[string]any, whole bool) (record, *refusal) {
	if c.s.user.readOnly {
		return nil, refuse(insufficientAccess, "needed", "Create, Edit and Delete on "+o.name)
	}
	values := record{}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if name == "attributes" {
			continue
		}
		f := o.field(name)
		if f == nil {
			return nil, refuse(queryFieldUnknown, "field", name, "object", o.name)
		}
		value, isText := given[name].(string)
		switch {
		case given[name] == nil || value == "" && isText:
			values[f.name] = nil
		case !isText:
			return nil, refuse(bodyMalformed)
		case f.kind == anID && len(value) != 15 && len(value) != 18, f.kind == anID && c.s.org.record("Account", value) == nil:
			return nil, refuse(referenceInvalid)
		case len([]rune(value)) > f.length:
			return nil, refuse(stringTooLong, "field", f.name, "length", itoa(f.length))
		case f.kind == anID:
			values[f.name] = id18(value[:15])
		default:
			values[f.name] = value
		}
	}
	for _, f := range o.fields {
		value, set := values[f.name]
		if f.required && (whole && value == nil || set && value == nil) {
			return nil, refuse(fieldRequired, "fields", f.name)
		}
	}
	return values, nil
}

func (c *call) insert(o *object, given map[string]any) (id string, refused *refusal) {
	values, refused := c.checked(o, given, true)
	if refused != nil {
		return "", refused
	}
	return c.s.org.add(o, values, c.s.user.id), nil
}

func (o *org) add(kind *object, values record, owner string) string {
	now := o.w.now()
	s := &stored{kind.name, o.w.random.id(kind.prefix), values, owner, now, now}
	o.records = append(o.records, s)
	return s.id
}

func (c *call) update(o *object, id string, given map[string]any) *refusal {
	s := c.s.org.record(o.name, id)
	if s == nil {
		return refuse(recordGone)
	}
	values, refused := c.checked(o, given, false)
	if refused != nil {
		return refused
	}
	maps.Copy(s.values, values)
	s.modified = c.w.now()
	return nil
}

func (c *call) erase(o *object, id string) *refusal {
	s := c.s.org.record(o.name, id)
	switch {
	case c.s.user.readOnly:
		return refuse(insufficientAccess, "needed", "Delete on "+o.name)
	case s == nil:
		return refuse(recordGone)
	}
	c.s.org.records = slices.DeleteFunc(c.s.org.records, func(x *stored) bool { return x == s })
	return nil
}

// furnish gives a new org one record of each business object to read, as a new
// Developer Edition org has some.
func (o *org) furnish() {
	owner := o.w.random.id("005")
	account := o.add(objectNamed("Account"), record{"Name": "Example Account"}, owner)
	o.add(objectNamed("Contact"), record{"FirstName": "Ada", "LastName": "Example", "Email": "ada@acme.example", "AccountId": account}, owner)
}

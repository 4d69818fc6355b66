package rehearsal

import "strings"

// valueKind is the type of a column.
type valueKind int

const (
	aText valueKind = iota
	anID
	aTime
	aFlag
)

// column is a field of an object. A dotted name is a field of a parent.
type column struct {
	name         string
	kind         valueKind
	unfilterable bool
}

// record holds a row by column names.
type record map[string]any

// table is an object that can be queried.
type table struct {
	name    string
	columns []column
	rows    func(c *call) []record
}

func text(names ...string) []column { return columns(aText, names) }
func ids(names ...string) []column  { return columns(anID, names) }
func flags(names ...string) []column {
	return columns(aFlag, names)
}

func columns(kind valueKind, names []string) []column {
	var list []column
	for _, name := range names {
		list = append(list, column{name: name, kind: kind})
	}
	return list
}

func unfilterable(list []column) []column {
	for i := range list {
		list[i].unfilterable = true
	}
	return list
}

func join(lists ...[]column) []column {
	var all []column
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// resolve finds a column whatever its case.
func (t *table) resolve(name string) (column, *refusal) {
	for _, c := range t.columns {
		if strings.EqualFold(c.name, name) {
			return c, nil
		}
	}
	return column{}, refuse(queryFieldUnknown, "field", name, "object", t.name)
}

// selected gives the row as the data API writes it: attributes, the fields
// asked for, and parents as objects of their own.
func (t *table) selected(row record, fields []string) record {
	out := record{"attributes": map[string]any{"type": t.name, "url": row["attributes.url"]}}
	for _, name := range fields {
		value := row[name]
		if at, ok := value.(interface{ IsZero() bool }); ok && at.IsZero() {
			value = nil
		}
		parent, child, dotted := strings.Cut(name, ".")
		if !dotted {
			out[name] = value
			continue
		}
		inner, _ := out[parent].(record)
		if inner == nil {
			inner = record{"attributes": map[string]any{"type": parent}}
			out[parent] = inner
		}
		inner[child] = value
	}
	return out
}

// tableNamed finds an object whatever the case of its name.
func tableNamed(name string) *table {
	for _, t := range tables() {
		if strings.EqualFold(t.name, name) {
			return &t
		}
	}
	return nil
}

func tables() []table {
	list := []table{
		{"LoginHistory", loginHistoryColumns(), loginHistoryRows},
		{"OauthToken", oauthTokenColumns(), oauthTokenRows},
		{"EventLogFile", eventLogColumns(), eventLogRows},
		{"User", join(ids("Id"), text("Username", "Email", "Name"), ids("ProfileId"), text("Profile.Name"), flags("IsActive")), userRows},
		{"Organization", join(ids("Id"), text("Name", "OrganizationType"), flags("IsSandbox"), text("InstanceName", "NamespacePrefix"), columns(aTime, []string{"TrialExpirationDate", "CreatedDate"})), organizationRows},
		{"PermissionSet", join(ids("Id"), text("Name", "Label"), flags("IsOwnedByProfile", "PermissionsApiUserOnly")), permissionSetRows},
		{"PermissionSetAssignment", join(ids("Id", "AssigneeId", "PermissionSetId"), text("Assignee.Username", "PermissionSet.Name", "PermissionSet.Label"), flags("PermissionSet.PermissionsApiUserOnly")), assignmentRows},
		{"SetupEntityAccess", join(ids("Id", "ParentId", "SetupEntityId"), text("SetupEntityType", "Parent.Name", "Parent.Label")), setupEntityRows},
		{"ConnectedApplication", join(ids("Id"), text("Name"), flags("OptionsAllowAdminApprovedUsersOnly")), connectedAppRows},
		{"ExternalClientApplication", join(ids("Id"), text("DeveloperName", "MasterLabel", "DistributionState", "NamespacePrefix")), externalAppRows},
	}
	for _, o := range objects() {
		list = append(list, table{o.name, o.columns(), o.rows})
	}
	return list
}

package rehearsal

import "time"

// row makes a record of an object with the attributes that every row has.
func (c *call) row(object, id string, values record) record {
	values["Id"] = id
	values["attributes.url"] = c.base + "/sobjects/" + object + "/" + id
	c.s.org.above.tell(object, values)
	return values
}

// loginHistoryColumns follows the closed list of filterable fields in the
// object's Usage section (Object Reference, LoginHistory); where a field's own
// row says otherwise, the stricter reading is taken.
func loginHistoryColumns() []column {
	return join(
		ids("Id", "UserId", "AuthenticationServiceId", "NetworkId"),
		[]column{{name: "LoginTime", kind: aTime}},
		text("LoginType", "LoginUrl", "CountryIso", "CipherSuite", "TlsProtocol"),
		flags("OptionsIsGet", "OptionsIsPost"),
		unfilterable(text("LoginSubType", "SourceIp", "Status", "Application", "ApiType", "ApiVersion", "Browser", "ClientVersion",
			"Platform", "AuthMethodReference", "ForwardedForIp")),
	)
}

func loginHistoryRows(c *call) []record {
	var rows []record
	for _, l := range c.s.org.history {
		// Without Manage Users or Monitor Login History one sees one's own rows.
		if l.UserID != c.s.user.id && !c.s.user.modifyMetadata {
			continue
		}
		rows = append(rows, c.row("LoginHistory", l.ID, record{
			"UserId":        l.UserID,
			"LoginTime":     l.Time,
			"LoginType":     l.Type,
			"LoginSubType":  orNil(l.SubType),
			"LoginUrl":      l.URL,
			"Status":        l.Status,
			"Application":   l.Application,
			"ApiType":       orNil(l.APIType),
			"ApiVersion":    orNil(l.APIVersion),
			"ClientVersion": orNil(l.ClientVersion),
			"Browser":       orNil(l.Browser),
			"Platform":      "Unknown",
			"SourceIp":      l.SourceIP,
			"OptionsIsGet":  false,
			"OptionsIsPost": true,
		}))
	}
	return rows
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func userRows(c *call) []record {
	var rows []record
	for _, u := range c.s.org.users {
		rows = append(rows, c.row("User", u.id, record{
			"Username": u.username, "Email": u.username, "Name": u.username,
			"Profile.Name": u.profile, "IsActive": u.active,
		}))
	}
	return rows
}

func organizationRows(c *call) []record {
	created := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	if c.s.org.created != nil {
		created = c.s.org.created.day()
	}
	return []record{c.row("Organization", c.s.org.id, record{
		"CreatedDate": created, "InstanceName": "USA0",
		"Name": c.s.org.name, "OrganizationType": "Enterprise Edition", "IsSandbox": c.s.org.kind == Sandbox,
	})}
}

func permissionSetRows(c *call) []record {
	var rows []record
	for _, p := range c.s.org.permissionSets {
		rows = append(rows, c.row("PermissionSet", p.id, record{"Name": p.name, "Label": p.label, "IsOwnedByProfile": false, "PermissionsApiUserOnly": p.apiUserOnly}))
	}
	return rows
}

func assignmentRows(c *call) []record {
	var rows []record
	for _, a := range c.s.org.assignments {
		r := record{"AssigneeId": a.userID, "PermissionSetId": a.permissionSetID}
		if u := c.s.org.userByID(a.userID); u != nil {
			r["Assignee.Username"] = u.username
		}
		if p := c.s.org.permissionSetByID(a.permissionSetID); p != nil {
			r["PermissionSet.Name"], r["PermissionSet.Label"], r["PermissionSet.PermissionsApiUserOnly"] = p.name, p.label, p.apiUserOnly
		}
		rows = append(rows, c.row("PermissionSetAssignment", a.id, r))
	}
	for _, u := range c.s.org.users {
		if u.apiOnly { // each profile stands behind a permission set of its own
			rows = append(rows, c.row("PermissionSetAssignment", id18("0Pa"+u.id[3:15]), record{
				"AssigneeId": u.id, "Assignee.Username": u.username, "PermissionSetId": id18("0PS" + u.id[3:15]),
				"PermissionSet.Name": "X" + u.id[:15], "PermissionSet.Label": u.profile, "PermissionSet.PermissionsApiUserOnly": true,
			}))
		}
	}
	return rows
}

// setupEntityRows derives the access records from the policies of the apps.
func setupEntityRows(c *call) []record {
	var rows []record
	for _, a := range c.s.org.apps {
		kind := "ConnectedApplication"
		if a.external {
			kind = "ExternalClientApplication"
		}
		for _, name := range a.permissionSets {
			p := c.s.org.permissionSet(name)
			if p == nil {
				continue
			}
			// One id a pair, always the same: the record is not stored.
			id := id18("0J0" + p.id[3:9] + a.id[9:15])
			rows = append(rows, c.row("SetupEntityAccess", id, record{
				"ParentId": p.id, "SetupEntityId": a.id, "SetupEntityType": kind, "Parent.Name": p.name, "Parent.Label": p.label,
			}))
		}
	}
	return rows
}

func connectedAppRows(c *call) []record {
	var rows []record
	for _, a := range c.s.org.apps {
		if !a.external {
			rows = append(rows, c.row("ConnectedApplication", a.id, record{"Name": a.label, "OptionsAllowAdminApprovedUsersOnly": a.adminApproved}))
		}
	}
	return rows
}

func externalAppRows(c *call) []record {
	var rows []record
	for _, a := range c.s.org.apps {
		if a.external {
			rows = append(rows, c.row("ExternalClientApplication", a.id, record{"DeveloperName": a.name, "MasterLabel": a.label, "DistributionState": "Local"}))
		}
	}
	return rows
}

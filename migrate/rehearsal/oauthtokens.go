package rehearsal

import "time"

// oauthTokenColumns are the fields that SOQL may ask for; Id is always null in
// life too (Object Reference, OauthToken).
func oauthTokenColumns() []column {
	return join(ids("Id"), text("AppName"), ids("UserId", "AppMenuItemId"), []column{{name: "LastUsedDate", kind: aTime}, {name: "UseCount", kind: aText}})
}

// oauthTokenRows gives the apps that users logged in with, by another flow than
// the username-password flow, which leaves no token there. In life JWT bearer and
// client credentials may be missing as well.
func oauthTokenRows(c *call) []record {
	type use struct {
		count int
		last  time.Time
	}
	type pair struct{ app, user string }
	uses := map[pair]*use{}
	var order []pair
	for _, l := range c.s.org.history {
		if l.Type != "Remote Access 2.0" || l.SubType == "OauthUsernamePassword" || l.Status != "Success" || l.UserID != c.s.user.id && !c.s.user.modifyMetadata {
			continue
		}
		p := pair{l.Application, l.UserID}
		if uses[p] == nil {
			uses[p] = &use{}
			order = append(order, p)
		}
		uses[p].count++
		uses[p].last = l.Time
	}
	var rows []record
	for _, p := range order {
		var menuItem any
		for _, a := range c.s.org.apps {
			if a.label == p.app {
				menuItem = id18("0DS" + a.id[3:15])
			}
		}
		row := c.row("OauthToken", "", record{"AppName": p.app, "UserId": p.user, "LastUsedDate": uses[p].last, "UseCount": uses[p].count, "AppMenuItemId": menuItem})
		row["Id"] = nil
		rows = append(rows, row)
	}
	return rows
}

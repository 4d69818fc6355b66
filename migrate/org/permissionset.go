package org

import (
	"context"
	"errors"
	"net/http"

	"unpw/migrate/oauth"
)

// AssignPermissionSet gives a user a permission set, by its API name. It is
// idempotent: assigned tells whether there was something to do. The assignment
// is a record and never part of a deploy.
func (s *Session) AssignPermissionSet(ctx context.Context, username, permissionSet string) (assigned bool, err error) {
	user, err := s.UserByName(ctx, username)
	if err != nil {
		return false, err
	}
	set, err := s.idOf(ctx, "SELECT Id FROM PermissionSet WHERE Name = "+quote(permissionSet))
	if err != nil {
		return false, err
	}
	if set == "" {
		return false, s.no("there is no permission set %s", permissionSet).Hint("deploy it first: unpw app deploy")
	}
	has, err := s.idOf(ctx, "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = "+quote(user.ID)+" AND PermissionSetId = "+quote(set))
	if err != nil || has != "" {
		return false, err
	}
	_, err = s.Create(ctx, "PermissionSetAssignment", map[string]any{"AssigneeId": user.ID, "PermissionSetId": set})
	var refusal *oauth.Refusal
	if errors.As(err, &refusal) && refusal.Status == http.StatusBadRequest && refusal.Code == "DUPLICATE_VALUE" {
		return false, nil // someone else was faster
	}
	return err == nil, err
}

// Assigned tells which of the users hold a permission set themselves, not
// through a group, and whether there is such a set.
func (s *Session) Assigned(ctx context.Context, permissionSet string, usernames []string) (holders []string, exists bool, err error) {
	set, err := s.idOf(ctx, "SELECT Id FROM PermissionSet WHERE Name = "+quote(permissionSet))
	if err != nil || set == "" {
		return nil, false, err
	}
	for _, username := range usernames {
		has, err := s.idOf(ctx, "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = "+quote(username)+" AND PermissionSetId = "+quote(set))
		if err != nil {
			return nil, true, err
		}
		if has != "" {
			holders = append(holders, username)
		}
	}
	return holders, true, nil
}

// Unassign takes a permission set from everybody who holds it, and tells from
// how many it did.
func (s *Session) Unassign(ctx context.Context, permissionSet string) (int, error) {
	const most = 2000
	rows, err := s.Query(ctx, "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = "+quote(permissionSet), most)
	if err != nil {
		return 0, err
	}
	records, err := decode[struct {
		ID string `json:"Id"`
	}](s, rows)
	if err != nil {
		return 0, err
	}
	for i, r := range records {
		if err := s.Delete(ctx, "PermissionSetAssignment", r.ID); err != nil {
			return i, err
		}
	}
	return len(records), nil
}

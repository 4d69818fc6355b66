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

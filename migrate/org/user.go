package org

import "context"

// User is one user of the org.
type User struct {
	ID       string `json:"Id"`
	Username string `json:"Username"`
	Active   bool   `json:"IsActive"`
}

// UserByName finds a user by username, which is unlike the e-mail address
// unique. One that is not there is a fail.Refused.
func (s *Session) UserByName(ctx context.Context, username string) (*User, error) {
	rows, err := s.Query(ctx, "SELECT Id, Username, IsActive FROM User WHERE Username = "+quote(username), 1)
	if err != nil {
		return nil, err
	}
	users, err := decode[User](s, rows)
	if err != nil {
		return nil, err
	}
	if len(users) == 0 {
		return nil, s.no("no user has the username %s", username).
			Hint("give the username, not the e-mail address; in a sandbox it ends in the sandbox's name")
	}
	return &users[0], nil
}

// HasUser tells whether the org has a user of that username.
func (s *Session) HasUser(ctx context.Context, username string) (bool, error) {
	id, err := s.idOf(ctx, "SELECT Id FROM User WHERE Username = "+quote(username))
	return id != "", err
}

// APIOnly tells whether a user has the permission API Only User, by profile or
// permission set: each profile stands behind a permission set of its own.
func (s *Session) APIOnly(ctx context.Context, userID string) (bool, error) {
	id, err := s.idOf(ctx, "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = "+quote(userID)+
		" AND PermissionSet.PermissionsApiUserOnly = true LIMIT 1")
	return id != "", err
}

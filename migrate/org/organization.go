package org

import (
	"context"
	"time"
)

// Organization is what the org says of itself.
type Organization struct {
	ID      string
	Sandbox bool
	Created time.Time // zero where it does not say
}

// Organization reads the one record of that object.
func (s *Session) Organization(ctx context.Context) (*Organization, error) {
	rows, err := s.Query(ctx, "SELECT Id, IsSandbox, CreatedDate FROM Organization", 1)
	if err != nil {
		return nil, err
	}
	records, err := decode[struct {
		ID          string `json:"Id"`
		IsSandbox   bool
		CreatedDate string
	}](s, rows)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, s.no("the org does not show its Organization record")
	}
	r := records[0]
	return &Organization{ID: r.ID, Sandbox: r.IsSandbox, Created: parseTime(r.CreatedDate)}, nil
}

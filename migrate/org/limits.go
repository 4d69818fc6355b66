package org

import "context"

// Resources lists the REST resources of a version ("" is the session's): it
// answers only a user who may use the API.
func (s *Session) Resources(ctx context.Context, version string) (map[string]string, error) {
	in := *s
	if version != "" {
		in.Version = version
	}
	var resources map[string]any
	if err := in.get(ctx, in.data(""), &resources); err != nil {
		return nil, err
	}
	paths := map[string]string{}
	for name, path := range resources {
		if text, ok := path.(string); ok {
			paths[name] = text
		}
	}
	return paths, nil
}

// Limit is one of the org's limits, for the running 24 hours where it is daily.
type Limit struct {
	Max       int `json:"Max"`
	Remaining int `json:"Remaining"`
}

// DailyAPIRequests is the name of the limit on API calls.
const DailyAPIRequests = "DailyApiRequests"

// Limits gives the org's limits by name.
func (s *Session) Limits(ctx context.Context) (map[string]Limit, error) {
	var limits map[string]Limit
	err := s.get(ctx, s.data("limits"), &limits)
	return limits, err
}

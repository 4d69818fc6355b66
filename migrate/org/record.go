package org

import (
	"context"
	"net/http"
	"net/url"
)

// Create inserts a record and gives its id.
func (s *Session) Create(ctx context.Context, object string, fields map[string]any) (string, error) {
	var answer struct {
		ID      string `json:"id"`
		Success bool   `json:"success"`
	}
	if err := s.send(ctx, http.MethodPost, s.data("sobjects/"+url.PathEscape(object)+"/"), fields, &answer); err != nil {
		return "", err
	}
	if answer.ID == "" || !answer.Success {
		return "", s.no("the org did not create a %s", object)
	}
	return answer.ID, nil
}

// Delete removes a record.
func (s *Session) Delete(ctx context.Context, object, id string) error {
	return s.call(ctx, http.MethodDelete, s.data("sobjects/"+url.PathEscape(object)+"/"+url.PathEscape(id)), nil, nil)
}

// Object is what a user may do with an object.
type Object struct {
	Name       string `json:"name"`
	Createable bool   `json:"createable"`
	Updateable bool   `json:"updateable"`
	Deletable  bool   `json:"deletable"`
	Queryable  bool   `json:"queryable"`
}

// Objects lists the objects that the user sees.
func (s *Session) Objects(ctx context.Context) ([]Object, error) {
	var answer struct {
		Objects list[Object] `json:"sobjects"`
	}
	err := s.get(ctx, s.data("sobjects/"), &answer)
	return answer.Objects, err
}

// Field is one field of an object.
type Field struct {
	Name             string `json:"name"`
	Type             string `json:"type"`
	Length           int    `json:"length"` // characters; 0 for other types than text
	Createable       bool   `json:"createable"`
	Nillable         bool   `json:"nillable"`
	DefaultedOnWrite bool   `json:"defaultedOnCreate"`
}

// Required tells whether a new record must have the field.
func (f Field) Required() bool { return f.Createable && !f.Nillable && !f.DefaultedOnWrite }

// Fields lists the fields of an object that the user sees.
func (s *Session) Fields(ctx context.Context, object string) ([]Field, error) {
	var answer struct {
		Fields list[Field] `json:"fields"`
	}
	err := s.get(ctx, s.data("sobjects/"+url.PathEscape(object)+"/describe"), &answer)
	return answer.Fields, err
}

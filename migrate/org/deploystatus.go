package org

import (
	"fmt"

	"unpw/migrate/oauth"
)

// DeployStatus is how far a deploy is.
type DeployStatus struct {
	ID         string
	Status     string // Pending InProgress Finalizing FinalizingFailed Succeeded SucceededPartial Failed Canceling Canceled
	Done       bool
	Success    bool
	CheckOnly  bool
	Components int // deployed so far
	Of         int // components in all
	Message    string
	Failures   []ComponentFailure // components and tests, warnings included
}

// ComponentFailure is what the org says about one component.
type ComponentFailure struct {
	Name, Type, File string
	Problem          string
	ProblemType      string // Warning Error Info
	Line, Column     int    // 0 where the org names none
}

// String gives "Type Name: problem", with the file and line where they are known.
func (f ComponentFailure) String() string {
	text := f.Name
	if f.Type != "" {
		text = f.Type + " " + text
	}
	if f.File != "" && f.Line > 0 {
		text += fmt.Sprintf(" (%s:%d)", f.File, f.Line)
	}
	return text + ": " + f.Problem
}

// Errors gives the failures that are more than a warning.
func (d *DeployStatus) Errors() []ComponentFailure {
	var errors []ComponentFailure
	for _, f := range d.Failures {
		if f.ProblemType != "Warning" && f.ProblemType != "Info" {
			errors = append(errors, f)
		}
	}
	return errors
}

// deployAnswer is the answer to a deploy request and to a look at one.
type deployAnswer struct {
	ID     string `json:"id"`
	Result struct {
		ID         string `json:"id"`
		Status     string `json:"status"`
		Done       bool   `json:"done"`
		Success    bool   `json:"success"`
		CheckOnly  bool   `json:"checkOnly"`
		Deployed   int    `json:"numberComponentsDeployed"`
		Total      int    `json:"numberComponentsTotal"`
		Message    string `json:"errorMessage"`
		StatusCode string `json:"errorStatusCode"`
		Details    struct {
			Components list[struct {
				FullName    string `json:"fullName"`
				Type        string `json:"componentType"`
				File        string `json:"fileName"`
				Problem     string `json:"problem"`
				ProblemType string `json:"problemType"`
				Line        int    `json:"lineNumber"`
				Column      int    `json:"columnNumber"`
			}] `json:"componentFailures"`
			Tests struct {
				Failures list[struct {
					Name    string `json:"name"`
					Method  string `json:"methodName"`
					Message string `json:"message"`
				}] `json:"failures"`
			} `json:"runTestResult"`
		} `json:"details"`
	} `json:"deployResult"`
}

// status cleans what the org wrote: it is going to be printed.
func (a deployAnswer) status(id string) *DeployStatus {
	r := a.Result
	d := &DeployStatus{ID: id, Status: oauth.Clean(r.Status), Done: r.Done, Success: r.Success, CheckOnly: r.CheckOnly,
		Components: r.Deployed, Of: r.Total, Message: oauth.Clean(r.Message)}
	if d.Message == "" {
		d.Message = oauth.Clean(r.StatusCode)
	}
	for _, c := range r.Details.Components {
		d.Failures = append(d.Failures, ComponentFailure{Name: oauth.Clean(c.FullName), Type: oauth.Clean(c.Type), File: oauth.Clean(c.File),
			Problem: oauth.Clean(c.Problem), ProblemType: oauth.Clean(c.ProblemType), Line: c.Line, Column: c.Column})
	}
	for _, t := range r.Details.Tests.Failures {
		d.Failures = append(d.Failures, ComponentFailure{Name: oauth.Clean(t.Name + "." + t.Method), Type: "ApexTest", Problem: oauth.Clean(t.Message), ProblemType: "Error"})
	}
	return d
}

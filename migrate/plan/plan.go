// Package plan decides: which flow an integration moves to, what changes in
// which file, what is left to people, and why something cannot be done. It is a
// pure function of what was scanned, of recipes, unpw.yaml and .unpw/id; it opens
// no connection, writes no file, and a plan holds no secret.
package plan

import (
	"encoding/json"
	"errors"
	"time"

	"unpw/migrate/fail"
)

// Schema is what a plan says it is.
const Schema = "unpw/plan/v1"

// Plan is a reviewed set of changes (docs/schema/plan.v1.json).
type Plan struct {
	Schema       string        `json:"schema"`
	Made         Made          `json:"made"`
	Roots        []string      `json:"roots"`
	Apps         []App         `json:"apps"`
	Integrations []Integration `json:"integrations"`
	Files        []File        `json:"files"`
	Summary      Summary       `json:"summary"`
}

// Made says when and by what a plan was made.
type Made struct {
	At      time.Time `json:"at"`
	Version string    `json:"version"`
	Recipes string    `json:"recipes"`
}

// App is an app that integrations log in with.
type App struct {
	Name          string   `json:"name"`
	Type          string   `json:"type"`
	Existing      bool     `json:"existing"`
	Org           string   `json:"org"`
	Flow          string   `json:"flow"`
	ConsumerKey   string   `json:"consumerKey"`
	Key           string   `json:"key,omitempty"`
	Scopes        []string `json:"scopes"`
	PermissionSet string   `json:"permissionSet"`
	Users         []string `json:"users"`
	RunAs         *string  `json:"runAs"`
	Containers    []string `json:"containers,omitempty"` // beside pem: pkcs12, jks …
}

// Integration is what becomes of one integration.
type Integration struct {
	ID   string `json:"id"`
	Root string `json:"root,omitempty"`
	File string `json:"file"` // where its settings meet: the program, the connector's file
	// Places are the files of further containers with the same login, one each.
	Places   []string  `json:"places,omitempty"`
	Recipe   string    `json:"recipe"`
	Login    string    `json:"login"`
	Outcome  string    `json:"outcome"`
	State    string    `json:"state"`
	Decision string    `json:"decision"`
	Org      string    `json:"org"`
	Host     *string   `json:"host"`
	Username *string   `json:"username"`
	Flow     string    `json:"flow"`
	Reason   string    `json:"reason"`
	App      string    `json:"app,omitempty"`
	NewLogin *NewLogin `json:"newLogin"`
	Files    []string  `json:"files"` // that it stands in: what a change of makes the plan stale
	Edits    []Edit    `json:"edits"`
	Diff     string    `json:"diff"`
	Blocked  []Blocked `json:"blocked"`
	Warnings []string  `json:"warnings"`
	Steps    []Step    `json:"steps"`
	Owner    string    `json:"owner,omitempty"`
	// Wants are the confirmations without which apply does not write it.
	Wants  []string `json:"wants,omitempty"`
	Source *Source  `json:"recipeSource,omitempty"`
}

// Source names a recipe that is not built in.
type Source struct {
	File string `json:"file"`
	Hash string `json:"hash"`
}

// NewLogin says where and with what the integration will log in.
type NewLogin struct {
	Host         string `json:"host"`
	Audience     string `json:"audience,omitempty"`
	KeyAtRunTime string `json:"keyAtRunTime,omitempty"`
	KeyHere      string `json:"keyHere,omitempty"`
}

// Edit is one byte edit; text may hold {{secret:APP.NAME}} for a secret that is
// put in when the plan is applied.
type Edit struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Op    string `json:"op"`
	Role  string `json:"role,omitempty"`
	Key   string `json:"key,omitempty"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Blocked says why an integration cannot be applied, and what would help.
type Blocked struct {
	Why  string `json:"why"`
	Hint string `json:"hint"`
}

// Step is something left to a person.
type Step struct {
	Who     string `json:"who"` // org-admin, operator, developer, vendor
	Text    string `json:"text"`
	Command string `json:"command,omitempty"`
}

// File is a file that the plan changes or depends on, as it was.
type File struct {
	Root  string `json:"root"`
	File  string `json:"file"`
	Bytes int    `json:"bytes"`
	Hash  string `json:"hash"`
}

// Summary counts.
type Summary struct {
	Applicable int            `json:"applicable"`
	Blocked    int            `json:"blocked"`
	ByOutcome  map[string]int `json:"byOutcome"`
}

// Applicable tells whether apply would write the integration.
func (i *Integration) Applicable() bool {
	return i.Decision == "migrate" && len(i.Blocked) == 0 && Writes(i.Outcome)
}

// ShouldMigrate tells whether a migration that leaves i as it is has failed: it
// is to migrate, and its outcome is one that apply writes as things are
// confirmed.
func (i *Integration) ShouldMigrate() bool {
	return i.Decision == "migrate" && Writes(i.Outcome) && len(i.Wants) == 0
}

// Writes tells whether apply writes integrations of an outcome, some only once
// a person has confirmed them.
func Writes(outcome string) bool {
	switch outcome {
	case "rewrite", "rewrite-with-companions", "upgrade", "assisted":
		return true
	}
	return false
}

// FilesOf lists the files that the edits of i are in, in order.
func (i *Integration) FilesOf() []string {
	var out []string
	for _, e := range i.Edits {
		if len(out) == 0 || out[len(out)-1] != e.File {
			out = append(out, e.File)
		}
	}
	return out
}

// App gives the app called name, nil if there is none.
func (p *Plan) App(name string) *App {
	for i := range p.Apps {
		if p.Apps[i].Name == name {
			return &p.Apps[i]
		}
	}
	return nil
}

// Read reads a plan. One of another version, or that is none, is a usage error.
func Read(path string, data []byte) (*Plan, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fail.At(fail.Usage, path, lineOf(data, err), "not a plan: not valid JSON").Hint("make one with unpw plan -o %s", path)
	}
	if head.Schema != Schema {
		return nil, fail.At(fail.Usage, path, 1, "a plan of another version: schema is not %s", Schema).Hint("plan again with this version of unpw")
	}
	var p Plan
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fail.At(fail.Usage, path, lineOf(data, err), "not a plan: a field has the wrong type").Hint("plan again")
	}
	return &p, nil
}

// lineOf gives the line at which JSON could not be read.
func lineOf(data []byte, err error) int {
	offset := 0
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = int(syntax.Offset)
	case errors.As(err, &wrong):
		offset = int(wrong.Offset)
	}
	line := 1
	for _, b := range data[:min(offset, len(data))] {
		if b == '\n' {
			line++
		}
	}
	return line
}

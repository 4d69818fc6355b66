// Package audit says who still logs in by password: it counts the rows of Login
// History, wherever they come from, and puts them beside the integrations that
// were found in files. What is found and used, found and unused, and used but not
// found are three different answers; the third will break on the day.
//
// It asks no org and opens no file: rows and integrations are handed in. What it
// cannot see is data (templates/audit.yaml) and part of every report. No result
// holds a secret, and no row of Login History does.
package audit

import "time"

// Integration is one that was found in files.
type Integration struct {
	ID     string
	Recipe string
	Login  string // the old login: oauth-password, soap-login, unknown-password; "" where it is migrated
	State  string // active, mixed, migrated
	User   string // "" where the files do not say
}

// What an audit says of an integration.
const (
	Used    = "used"    // logs in by password
	Refused = "refused" // tries to, and is refused
	Unused  = "unused"  // does not, in the days that were looked at
	Unknown = "unknown" // the files do not name its user
)

// Report is unpw/audit/v1.
type Report struct {
	Schema       string     `json:"schema"`
	Org          *string    `json:"org"`    // null for a file that was named without one
	Source       string     `json:"source"` // login-history, csv
	Since        time.Time  `json:"since"`
	Until        time.Time  `json:"until"`
	Rows         int        `json:"rows"`   // API logins that were looked at
	Oldest       *time.Time `json:"oldest"` // null without rows
	Clean        bool       `json:"clean"`  // nobody logged in by password, and nothing was in doubt
	Integrations []Use      `json:"integrations"`
	NotFound     []Caller   `json:"notFound"`
	UserAgent    []Caller   `json:"userAgent"` // logins by the user-agent flow
	Undecided    []Caller   `json:"undecided"` // OAuth logins of a file that does not say by which flow
	Apps         []App      `json:"apps"`
	BlindSpots   []Spot     `json:"blindSpots"`
	Dates        []Date     `json:"dates"`
	Summary      Summary    `json:"summary"`
}

// Use is what became of one integration's logins.
type Use struct {
	ID      string  `json:"id"`
	Recipe  string  `json:"recipe"`
	Login   string  `json:"login"`
	State   string  `json:"state"`
	User    *string `json:"user"`
	Verdict string  `json:"verdict"`
	Note    string  `json:"note"` // "" where there is none
	Seen
}

// Caller is a user who logs in and is no integration that was found.
type Caller struct {
	User  string `json:"user"` // username; the id where the org does not give the name
	Login string `json:"login"`
	Note  string `json:"note"`
	Seen
}

// Seen is what Login History shows of a user and a login.
type Seen struct {
	PasswordLogins  int        `json:"passwordLogins"`
	PasswordRefused int        `json:"passwordRefused"`
	FirstPassword   *time.Time `json:"firstPassword"` // accepted
	LastPassword    *time.Time `json:"lastPassword"`  // accepted
	LastTry         *time.Time `json:"lastTry"`       // accepted or not
	LastStatus      string     `json:"lastStatus"`
	FirstSecure     *time.Time `json:"firstSecure"` // JWT bearer or client credentials
	LastSecure      *time.Time `json:"lastSecure"`
	SilentDays      *int       `json:"silentDays"` // whole days since lastPassword; null: never, in the days looked at
	Applications    []string   `json:"applications"`
	Clients         []string   `json:"clients"`
	Addresses       []string   `json:"addresses"`
	APIVersions     []string   `json:"apiVersions"`
	Hosts           []string   `json:"hosts"`
}

// App is an app of the org.
type App struct {
	Name      string     `json:"name"`
	Type      string     `json:"type"` // connected-app, external-client-app, several (of one name), unknown
	Installed bool       `json:"installed"`
	Users     int        `json:"users"`
	Who       []string   `json:"who"` // some of them by name
	Uses      int        `json:"uses"`
	LastUsed  *time.Time `json:"lastUsed"`
}

// Date is a day on which a login ends.
type Date struct {
	Login  string `json:"login"`
	Date   string `json:"date"`
	About  bool   `json:"about"` // only a month or a release was announced
	What   string `json:"what"`
	Source string `json:"source"`
}

// Summary counts the verdicts.
type Summary struct {
	Used      int `json:"used"`
	Refused   int `json:"refused"`
	Unused    int `json:"unused"`
	Unknown   int `json:"unknown"`
	NotFound  int `json:"notFound"`
	UserAgent int `json:"userAgent"`
}

// Findings is how many still log in by password.
func (r *Report) Findings() int { return r.Summary.Used + r.Summary.NotFound }

// Package workspace is what unpw keeps in a folder: unpw.yaml, which holds
// people's decisions and no secret, and .unpw/, which holds keys, secrets,
// metadata and the journal of every run.
//
// It loads unpw.yaml strictly, edits it byte by byte, merges its layers into
// the settings of one integration, and is the only room that creates files
// under .unpw/. It knows no recipe and no file format of an integration,
// decides nothing, and writes nothing but these two: no path of its own leads
// anywhere else.
package workspace

import (
	"net/netip"
	"time"
)

// Config is a loaded unpw.yaml. Orgs, Apps and Integrations keep the order of
// the file.
type Config struct {
	Path         string // as given to Load; what errors name
	Scan         Scan
	Orgs         []Org
	Keys         Keys
	Defaults     Choices
	Apps         []App
	Integrations []Integration
	Values       map[string]SecretRef // what ${NAME} in files stands for
	Dates        map[string]time.Time // by login; days in UTC that override the shipped ones

	facts *builtin
}

// Scan says what is looked at.
type Scan struct {
	Roots    []string // relative to unpw.yaml, with "/"
	Exclude  []string // doublestar globs on slash paths
	Recipes  []string // folders, relative to unpw.yaml
	Baseline string   // file; empty: none
	MaxSize  int64    // bytes
}

// Org is one Salesforce org. Its own fields are as written; Audience and Hosts
// have methods that add the defaults.
type Org struct {
	Name     string
	Line     int    // in unpw.yaml; 0 for one that is not written there
	Kind     string // Production or Sandbox
	MyDomain string // host in lower case; empty: unknown
	Hosts    []string
	Access   Access
	CAFile   string

	audience string
	shared   bool // Hosts is the default of the kind
}

// Access is how unpw itself gets into an org to deploy, audit and lock down.
// The zero value is `none`.
type Access struct {
	SF    string     // alias of the sf command line tool
	Token *SecretRef // an access token
}

// None tells whether there is no access.
func (a Access) None() bool { return a.SF == "" && a.Token == nil }

// Keys says how keys are made and where integrations find them.
type Keys struct {
	Bits    int
	Days    int
	Subject string // holds {app}
	Path    string // template of the place at run time: {app} {id} {ext}
	Share   bool   // one pair for all apps
}

// Choices are the fields that an integration and `defaults` have in common. In
// what Load gives, empty means not written; in what For gives, all are filled
// in but Org, User and Owner.
type Choices struct {
	Decision string
	Org      string
	Flow     string
	App      string // AppPerIntegration, AppPerOwner, or the name of an app
	User     string
	KeyPath  string // template; see Keys.Path
	Confirm  []string
	Secrets  string
	Owner    string
}

// Integration is one entry of `integrations`.
type Integration struct {
	ID     string
	Line   int // in unpw.yaml; 0 for one that is not written there
	At     Anchor
	Until  time.Time // last day of a kept password, UTC; zero: none
	Reason string
	Choices
	Set map[string]Value // by role
}

// Expired tells whether the last day of a kept password is over at now.
func (i Integration) Expired(now time.Time) bool {
	return i.Decision == Keep && !i.Until.IsZero() && !now.UTC().Before(i.Until.AddDate(0, 0, 1))
}

// Anchor is FILE#KEY of a password setting. The zero value means "matched by
// id".
type Anchor struct{ File, Key string }

// Value is what `set` gives a role: a text, or a reference where the role is
// secret.
type Value struct {
	Text   string
	Secret *SecretRef
}

// App is one entry of `apps`. Config.App adds the defaults.
type App struct {
	Name           string
	Line           int // in unpw.yaml; 0 for one that is not written there
	Type           string
	Existing       bool
	Org            string // empty: that of its integrations
	Label          string
	Contact        string // e-mail address; empty: to be asked for
	ConsumerKey    string // empty: chosen by unpw
	ConsumerSecret *SecretRef
	Scopes         []string // nil: by flow, see Config.Scopes
	RunAs          string   // empty: the username the integration used
	Users          []string // empty: the usernames of its integrations
	PermissionSet  string
	IP             string
	IPRanges       []IPRange
	SessionLevel   string // standard or high-assurance; empty: standard
	SessionTimeout int    // minutes; 0: what the profile or the org says
	Key            string // name under .unpw/keys
}

// IPRange is a range of addresses, both ends included.
type IPRange struct {
	Start, End  netip.Addr
	Description string
}

// Default gives the configuration of a folder without unpw.yaml.
func Default() (*Config, error) {
	return Load(FileName, []byte("schema: "+SchemaName+"\n"))
}

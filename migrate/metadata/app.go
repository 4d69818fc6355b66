package metadata

import "strings"

// The types of app and the flows that they are written for.
const (
	ExternalClientApp = "external-client-app"
	ConnectedApp      = "connected-app"
	JWTBearer         = "jwt-bearer"
	ClientCredentials = "client-credentials"
)

// App is what an org has to know about one app. It holds no secret.
type App struct {
	Name           string // API name
	Label          string // "" is the name with blanks
	Contact        string // mail address of the owner; required
	Description    string
	Type           string   // external-client-app or connected-app; "" is the first
	Flow           string   // jwt-bearer or client-credentials
	ConsumerKey    string   // "" lets the platform make one; immutable once deployed
	CertificatePEM []byte   // the leaf, for jwt-bearer; other flows leave it out
	Scopes         []string // runtime names (api, refresh_token); nil is the flow's default
	RunAs          string   // username, for client-credentials
	Users          []string // usernames that get the permission set; only Steps reads them
	PermissionSet  string   // API name of the set that pre-authorises
	IP             string   // enforce, bypass, bypass-2factor or enforce-relax-refresh; "" is the first
	IPRanges       []IPRange
	SessionLevel   string // standard or high-assurance; "" is the first
	SessionTimeout int    // minutes; 0 leaves it to the profile or the org
	RefreshToken   string // infinite, zero, specific_lifetime:N:UNIT or specific_inactivity:N:UNIT; "" is zero
	// Named are the names that an org already has for components of the app, by
	// type, where they are not those that Names makes.
	Named map[string]string
	// SetExists leaves the permission set out: an org may have put rights into it,
	// and whether a deploy keeps those is not verified.
	SetExists bool
	Existing  bool // an update: a connected app then leaves its consumer key out
}

// IPRange is a range of addresses, both ends in it.
type IPRange struct{ Start, End, Description string }

// withDefaults fills in what App documents as a default.
func (a App) withDefaults() App {
	if a.Label == "" {
		a.Label = blanks(a.Name)
	}
	if a.Type == "" {
		a.Type = ExternalClientApp
	}
	if a.IP == "" {
		a.IP = "enforce"
	}
	if a.SessionLevel == "" {
		a.SessionLevel = "standard"
	}
	if a.RefreshToken == "" {
		a.RefreshToken = "zero"
	}
	if len(a.Scopes) == 0 {
		a.Scopes = []string{"api"}
		if a.Flow == JWTBearer {
			a.Scopes = append(a.Scopes, "refresh_token")
		}
	}
	return a
}

// users gives those who log in with the app.
func (a App) users() []string {
	if len(a.Users) == 0 && a.Flow == ClientCredentials && a.RunAs != "" {
		return []string{a.RunAs}
	}
	return a.Users
}

// blanks turns an API name into a label.
func blanks(name string) string { return strings.ReplaceAll(name, "_", " ") }

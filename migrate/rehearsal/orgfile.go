package rehearsal

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// OrgFileSchema is the first line of an org.yaml.
const OrgFileSchema = "unpw/org/v1"

// OrgFile is org.yaml: how the orgs of a rehearsal differ from what the files
// of the integrations say of them. A field that is left out changes nothing.
// docs/rehearsal-org.md says what each one does.
type OrgFile struct {
	Schema      string                 `yaml:"schema"`
	ClockSkew   *Span                  `yaml:"clock-skew"`  // how far the orgs' clocks are ahead
	Propagation *Span                  `yaml:"propagation"` // until an app or a certificate that is new works
	Gateway     *Gateway               `yaml:"gateway"`
	Orgs        map[string]OrgSettings `yaml:"orgs"` // by My Domain
}

// OrgSettings are those of one org.
type OrgSettings struct {
	Kind               *Kind                   `yaml:"kind"`
	Created            *Release                `yaml:"created"`
	State              *State                  `yaml:"state"`
	OAuthPassword      *Switch                 `yaml:"oauth-password"`
	SOAPLogin          *Switch                 `yaml:"soap-login"`
	GenericHosts       *bool                   `yaml:"generic-hosts"`
	Sites              []string                `yaml:"sites"`
	TrustedIPs         []IPRange               `yaml:"trusted-ip-ranges"`
	APIEnabled         *bool                   `yaml:"api-enabled"`
	NewestVersion      *Count                  `yaml:"api-version"`
	DailyRequests      *Daily                  `yaml:"daily-api-requests"`
	LoginsPerHour      *Count                  `yaml:"logins-per-hour"`
	LoginsPerDay       *Count                  `yaml:"logins-per-day"`
	FailedLogins       *Count                  `yaml:"failed-logins"`
	NewConnectedApps   *bool                   `yaml:"new-connected-apps"`
	SecretsOverTheAPI  *bool                   `yaml:"consumer-secrets-in-api"`
	PKCERequired       *bool                   `yaml:"pkce-required"`
	UserAgentFlow      *Switch                 `yaml:"user-agent"`
	Users              map[string]UserSettings `yaml:"users"` // by username
	Apps               map[string]AppSettings  `yaml:"apps"`  // by API name
	PermissionSetNames []string                `yaml:"permission-sets"`
}

// UserSettings are those of one user.
type UserSettings struct {
	Password        *Reference `yaml:"password"`
	SecurityToken   *Reference `yaml:"security-token"`
	Profile         *string    `yaml:"profile"`
	Active          *bool      `yaml:"active"`
	Frozen          *bool      `yaml:"frozen"`
	LockedOut       *bool      `yaml:"locked-out"`
	PasswordExpired *bool      `yaml:"password-expired"`
	Admin           *bool      `yaml:"admin"`
	APIEnabled      *bool      `yaml:"api-enabled"`
	APIOnly         *bool      `yaml:"api-only"`
	AnyAPIAuth      *bool      `yaml:"any-api-auth"`
	MultiFactor     *bool      `yaml:"multi-factor"`
	ReadOnly        *bool      `yaml:"read-only"`
	LoginHours      *Hours     `yaml:"login-hours"`
	LoginIPs        []IPRange  `yaml:"login-ip-ranges"`
	PermissionSets  []string   `yaml:"permission-sets"`
}

// AppSettings are those of one app.
type AppSettings struct {
	Type            *AppType    `yaml:"type"`
	ConsumerKey     *string     `yaml:"consumer-key"`
	ConsumerSecret  *Reference  `yaml:"consumer-secret"`
	CertificateFile *string     `yaml:"certificate-file"` // PEM, relative to org.yaml; "" is none
	Scopes          []string    `yaml:"scopes"`
	PermittedUsers  *Permitted  `yaml:"permitted-users"`
	PermissionSets  []string    `yaml:"permission-sets"`
	Profiles        []string    `yaml:"profiles"`
	ApprovedBy      []string    `yaml:"approved-by"`
	RefreshTokens   []Refreshed `yaml:"refresh-tokens"`
	Flows           []Flow      `yaml:"flows"`
	RunAs           *string     `yaml:"run-as"`
	SecretRequired  *bool       `yaml:"secret-required"`
	IP              *IPPolicy   `yaml:"ip"`
	IPRanges        []IPRange   `yaml:"ip-ranges"`
	Enabled         *bool       `yaml:"enabled"`
	Installed       *bool       `yaml:"installed"`
	Deleted         *bool       `yaml:"deleted"`
	New             *bool       `yaml:"new"` // deployed when the file is read: works after the propagation
}

// Refreshed is a refresh token that an earlier web-server login gave a client.
type Refreshed struct {
	User  string     `yaml:"user"`
	Token *Reference `yaml:"token"`
}

// Daily is the limit on API requests of 24 hours.
type Daily struct {
	Max  Count `yaml:"max"`
	Left Count `yaml:"left"`
}

// Reference says where a secret is; one field is set. Whoever hands the file to
// a world resolves it.
type Reference struct {
	Env     string   `yaml:"env"`
	File    string   `yaml:"file"`
	Command []string `yaml:"command"`
}

// ParseOrgFile reads an org.yaml. name is what an error calls the file. It is
// strict: an unknown field, a wrong type or a value outside its list is a
// *fail.Error of the code Usage with the line.
func ParseOrgFile(name string, src []byte) (*OrgFile, error) {
	file := &OrgFile{}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	err := dec.Decode(file)
	if err == nil {
		if err = dec.Decode(new(yaml.Node)); errors.Is(err, io.EOF) {
			err = nil
		} else {
			return nil, fail.At(fail.Usage, name, 0, "holds more than one document")
		}
	}
	var wrong *valueError
	switch {
	case errors.As(err, &wrong):
		return nil, fail.At(fail.Usage, name, wrong.line, "%s", wrong.text).Hint("%s", wrong.hint)
	case errors.Is(err, io.EOF):
		return nil, fail.At(fail.Usage, name, 0, "is empty").Hint("begin with schema: " + OrgFileSchema)
	case err != nil:
		line, cause := said(err)
		return nil, fail.At(fail.Usage, name, line, "%s", cause).Hint("docs/rehearsal-org.md lists every field")
	case file.Schema != OrgFileSchema:
		return nil, fail.At(fail.Usage, name, 1, "schema is not %s", OrgFileSchema).Hint("begin with schema: " + OrgFileSchema)
	}
	return file, nil
}

// said turns an error of the YAML library, which may quote a value, into a line
// and words of ours.
func said(err error) (line int, cause string) {
	text := err.Error()
	var typed *yaml.TypeError
	if errors.As(err, &typed) && len(typed.Errors) > 0 {
		text = typed.Errors[0]
	}
	if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	if m := regexp.MustCompile(`field ([^ ]+) not found`).FindStringSubmatch(text); m != nil {
		return line, "unknown field " + m[1]
	}
	if m := regexp.MustCompile(`mapping key .* already defined`).FindString(text); m != "" {
		return line, "a field is there twice"
	}
	if m := regexp.MustCompile(`into ([^ ]+)$`).FindStringSubmatch(text); m != nil {
		return line, "a wrong type: " + kindNamed(m[1]) + " is due"
	}
	return line, "not valid YAML"
}

// kindNamed says for people what a Go type takes.
func kindNamed(goType string) string {
	switch {
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "a text"
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	}
	return "a mapping"
}

// domains gives the My Domains of the file in a fixed order.
func (f *OrgFile) domains() []string { return slices.Sorted(maps.Keys(f.Orgs)) }

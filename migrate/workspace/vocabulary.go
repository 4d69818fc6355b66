package workspace

import "slices"

// SchemaName is what `schema` must say.
const SchemaName = "unpw/config/v1"

// FileName is the name of the configuration file.
const FileName = "unpw.yaml"

// Kinds of orgs.
const (
	Production = "production"
	Sandbox    = "sandbox"
)

// Flows that unpw.yaml may ask for. Auto leaves the choice to the recipe.
const (
	FlowAuto              = "auto"
	FlowJWTBearer         = "jwt-bearer"
	FlowClientCredentials = "client-credentials"
)

// Decisions about an integration.
const (
	Migrate = "migrate"
	Keep    = "keep"
	Ignore  = "ignore"
)

// Where a new secret goes.
const (
	SecretsAsBefore  = "as-before"
	SecretsReference = "reference"
)

// Types of apps.
const (
	ExternalClientApp = "external-client-app"
	ConnectedApp      = "connected-app"
)

// What an app does about the addresses a login comes from.
const (
	IPEnforce             = "enforce"
	IPBypass              = "bypass"
	IPBypass2Factor       = "bypass-2factor"
	IPEnforceRelaxRefresh = "enforce-relax-refresh"
)

// What a person has confirmed about an integration.
const (
	ConfirmVersion    = "version"
	ConfirmUnverified = "unverified"
	ConfirmAssisted   = "assisted"
)

// Logins whose last day `dates` may override.
const (
	OAuthPassword = "oauth-password"
	SOAPLogin     = "soap-login"
)

// Names that `app` may hold instead of an app's own.
const (
	AppPerIntegration = "{id}"
	AppPerOwner       = "{owner}"
)

// Roles lists the roles that `set` may name: those of the recipe language and
// of the contract.
func Roles() []string {
	return []string{
		"username", "password", "security-token", "organization-id", "client-id", "client-secret", "login-url",
		"instance-url", "audience", "grant-type", "private-key-file", "private-key", "private-key-passphrase",
		"certificate-file", "keystore-file", "keystore-password", "keystore-alias", "keystore-type",
		"access-token", "session-id", "refresh-token", "name",
	}
}

// SecretRole tells whether a value of role must be a secret reference.
func SecretRole(role string) bool {
	return slices.Contains([]string{
		"password", "security-token", "client-secret", "private-key", "private-key-passphrase",
		"keystore-password", "access-token", "session-id", "refresh-token",
	}, role)
}

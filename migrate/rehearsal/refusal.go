package rehearsal

import (
	"encoding/json"
	"net/http"

	"unpw/migrate/explain"
)

// The entries of the error catalogue that this org answers with.
const (
	userNotApproved       = "jwt-user-not-approved"
	refreshScopeMissing   = "jwt-refresh-token-scope"
	onlyRefreshScope      = "jwt-only-refresh-token-scope"
	appNotInstalled       = "jwt-app-not-installed"
	audienceInvalid       = "jwt-audience-invalid"
	assertionInvalid      = "jwt-assertion-invalid"
	certificateMissing    = "jwt-assertion-certificate-missing"
	assertionReplayed     = "jwt-assertion-replayed"
	subjectUnknown        = "jwt-subject-unknown"
	signatureMismatch     = "jwt-signature-mismatch"
	assertionExpired      = "jwt-assertion-expired"
	jwtScopeParameter     = "jwt-scope-parameter"
	wrongDomain           = "client-credentials-wrong-domain"
	noRunAs               = "client-credentials-no-user"
	credentialsOff        = "client-credentials-not-enabled"
	credentialsNoScope    = "client-credentials-no-scope"
	credentialsScopeParam = "client-credentials-scope-parameter"
	secretWrong           = "client-credentials-secret-wrong"
	passwordBlocked       = "password-flow-blocked"
	passwordWrong         = "password-wrong"
	passwordUnsupported   = "password-app-unsupported"
	passwordTokenMissing  = "password-token-missing"
	passwordLockedOut     = "password-locked-out"
	passwordUserUnknown   = "password-user-unknown"
	userNotAdminApproved  = "any-user-not-admin-approved"
	clientUnknown         = "any-client-unknown"
	grantUnsupported      = "any-grant-unsupported"
	methodNotPost         = "any-method-not-post"
	parameterMissing      = "any-parameter-missing"
	userInactive          = "any-user-inactive"
	pageInstead           = "any-html-page"
	soapDisabled          = "soap-login-disabled"
	soapVersion           = "soap-version-without-login"
	soapVersionRetired    = "soap-version-retired"
	soapWrong             = "soap-credentials-wrong"
	soapLockedOut         = "soap-locked-out"
	soapInactive          = "soap-user-inactive"
	soapTokenMissing      = "soap-token-missing"
	soapMalformed         = "soap-request-malformed"
	sessionInvalid        = "resource-session-invalid"
	identityTokenBad      = "resource-identity-token-bad"
	insufficientAccess    = "resource-insufficient-access"
	notFound              = "resource-not-found"
	versionRetired        = "resource-version-retired"
	methodNotAllowed      = "resource-method"
	bodyMalformed         = "resource-body-malformed"
	fieldRequired         = "resource-field-required"
	duplicateValue        = "resource-duplicate"
	referenceInvalid      = "resource-reference-invalid"
	recordGone            = "resource-record-gone"
	queryMalformed        = "query-malformed"
	queryObjectUnknown    = "query-object-unknown"
	queryFieldUnknown     = "query-field-unknown"
	queryFieldUnfiltered  = "query-field-unfilterable"
	loginSucceeded        = "history-success"
)

// refusals is what New looks for in the catalogue.
var refusals = []string{
	userNotApproved, refreshScopeMissing, onlyRefreshScope, appNotInstalled, audienceInvalid, assertionInvalid,
	certificateMissing, assertionReplayed, subjectUnknown, signatureMismatch, assertionExpired, jwtScopeParameter,
	wrongDomain, noRunAs, credentialsOff, credentialsNoScope, credentialsScopeParam, secretWrong,
	passwordBlocked, passwordWrong, passwordUnsupported, passwordTokenMissing, passwordLockedOut, passwordUserUnknown,
	userNotAdminApproved, clientUnknown, grantUnsupported, methodNotPost, parameterMissing, userInactive, pageInstead,
	soapDisabled, soapVersion, soapVersionRetired, soapWrong, soapLockedOut, soapInactive, soapTokenMissing, soapMalformed,
	sessionInvalid, identityTokenBad, insufficientAccess, notFound, versionRetired, methodNotAllowed, bodyMalformed,
	fieldRequired, duplicateValue, referenceInvalid, recordGone,
	queryMalformed, queryObjectUnknown, queryFieldUnknown, queryFieldUnfiltered, loginSucceeded,
	elementInvalid, elementDuplicated, elementMissing, valueInvalid, fileUnreadable, fileMissing, fileUnlisted,
	packageUnreadable, typeUnknown, keyTaken, keyOnUpdate, keyInvalid, connectedAppBlocked, policyDuplicate,
	appPolicyDuplicate, parentUnknown, parentMissing, settingsMissing, runAsInvalid, permissionSetUnknown,
	componentUnknown, nameTaken, nameInvalid, certificateInvalid, oauthLinkWrong,
}

// refusal is an entry of the catalogue and what fills its placeholders.
type refusal struct {
	id     string
	values []string
}

func refuse(id string, values ...string) *refusal { return &refusal{id, values} }

func (w *World) entry(r *refusal) *explain.Entry { return w.catalogue.ByID(r.id) }

func (w *World) textOf(r *refusal) string { return w.entry(r).Answer(r.values...) }

// response is an answer before it is written, made while World.mu is held.
type response struct {
	status      int
	contentType string
	body        []byte
}

func reply(status int, body any) response {
	// What is passed here marshals: maps and structs of texts, numbers, bools.
	text, err := json.Marshal(body)
	if err != nil {
		return response{status: http.StatusInternalServerError}
	}
	return response{status, "application/json;charset=UTF-8", text}
}

// tokenRefusal answers as the OAuth endpoints do.
func (w *World) tokenRefusal(r *refusal) response {
	e := w.entry(r)
	return reply(e.HTTP, map[string]string{"error": e.Error, "error_description": w.textOf(r)})
}

// dataRefusal answers as the data API does: a list of one error.
func (w *World) dataRefusal(r *refusal) response {
	e := w.entry(r)
	return reply(e.HTTP, []map[string]string{{"message": w.textOf(r), "errorCode": e.Error}})
}

// pageRefusal answers with the web page that comes for a host without an org.
func (w *World) pageRefusal() response {
	text := w.textOf(refuse(pageInstead))
	return response{http.StatusNotFound, "text/html;charset=UTF-8", []byte("<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>")}
}

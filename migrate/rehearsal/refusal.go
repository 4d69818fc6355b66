package rehearsal

import (
	"cmp"
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
	ipRestricted          = "any-ip-restricted"
	orgInactive           = "any-org-inactive"
	rateExceeded          = "any-rate-exceeded"
	clientUnauthorized    = "any-client-unauthorized"
	serverError           = "any-server-error"
	refreshExpired        = "refresh-token-expired"
	soapRestrictedIP      = "soap-restricted-ip"
	soapRestrictedTime    = "soap-restricted-time"
	soapOrgLocked         = "soap-org-locked"
	soapAuthMissing       = "soap-any-api-auth-missing"
	soapServerDown        = "soap-server-unavailable"
	loginHours            = "history-restricted-time"
	loginsExceeded        = "history-logins-exceeded"
	userFrozen            = "history-user-frozen"
	orgState              = "history-org-state"
	restrictedDomain      = "history-restricted-domain"
	apiAccessDisabled     = "history-api-access-disabled"
	consumerDeleted       = "history-consumer-deleted"
	consumerKeyMissing    = "history-consumer-key-missing"
	appIPRestricted       = "history-oauth-ip"
	packageMissing        = "history-package"
	multiFactorDue        = "history-multi-factor"
	apiDisabled           = "resource-api-disabled"
	requestLimit          = "resource-request-limit"
	stringTooLong         = "resource-string-too-long"
	jobState              = "resource-job-state"
	bulkSession           = "bulk-session-invalid"
	bulkVersion           = "bulk-version-invalid"
	bulkJob               = "bulk-request-invalid"
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
	ipRestricted, orgInactive, rateExceeded, clientUnauthorized, serverError, refreshExpired,
	soapRestrictedIP, soapRestrictedTime, soapOrgLocked, soapAuthMissing, soapServerDown,
	loginHours, loginsExceeded, userFrozen, orgState, restrictedDomain, apiAccessDisabled, consumerDeleted, consumerKeyMissing,
	appIPRestricted, packageMissing, multiFactorDue, apiDisabled, requestLimit, stringTooLong, jobState,
	bulkSession, bulkVersion, bulkJob,
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
	as     string // the entry with whose words the org answers; "": the same
}

func refuse(id string, values ...string) *refusal { return &refusal{id: id, values: values} }

// answeredAs is for a cause that the login history names and the answer does
// not: one text of the platform stands for many.
func (r *refusal) answeredAs(id string) *refusal {
	r.as = id
	return r
}

// entry gives the entry whose words are the answer.
func (w *World) entry(r *refusal) *explain.Entry { return w.catalogue.ByID(cmp.Or(r.as, r.id)) }

// cause gives the entry of what is the matter.
func (w *World) cause(r *refusal) *explain.Entry { return w.catalogue.ByID(r.id) }

func (w *World) textOf(r *refusal) string { return w.entry(r).Answer(r.values...) }

// response is an answer before it is written, made while World.mu is held.
type response struct {
	status      int
	contentType string
	body        []byte
	header      map[string]string
}

func answer(status int, contentType, body string) response {
	return response{status: status, contentType: contentType, body: []byte(body)}
}

func reply(status int, body any) response {
	// What is passed here marshals: maps and structs of texts, numbers, bools.
	text, err := json.Marshal(body)
	if err != nil {
		return response{status: http.StatusInternalServerError}
	}
	return answer(status, "application/json;charset=UTF-8", string(text))
}

// tokenRefusal answers as the OAuth endpoints do. An entry without a text of
// its own has none in the answer either.
func (w *World) tokenRefusal(r *refusal) response {
	if r.id == pageInstead {
		return w.maintenancePage()
	}
	e := w.entry(r)
	body := map[string]string{"error": e.Error}
	if text := w.textOf(r); text != "" {
		body["error_description"] = text
	}
	return reply(e.HTTP, body)
}

// maintenancePage is what comes from an org that does not answer now.
func (w *World) maintenancePage() response {
	e := w.catalogue.ByID(pageInstead)
	return page(e.HTTP, e.Description[0])
}

// dataRefusal answers as the data API does: a list of one error.
func (w *World) dataRefusal(r *refusal) response {
	e := w.entry(r)
	return reply(e.HTTP, []map[string]string{{"message": w.textOf(r), "errorCode": e.Error}})
}

// pageRefusal answers with the web page that comes for a host without an org.
func (w *World) pageRefusal() response {
	return page(http.StatusNotFound, w.textOf(refuse(pageInstead)))
}

func page(status int, text string) response {
	return answer(status, "text/html;charset=UTF-8", "<html><head><title>"+text+"</title></head><body><h1>"+text+"</h1></body></html>")
}

package oauth

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Kinds of Unreachable.
const (
	KindDNS         = "dns"          // the name does not resolve
	KindConnect     = "connect"      // no connection, or it broke
	KindProxy       = "proxy"        // the proxy refused or was not reached
	KindTLS         = "tls"          // no trusted TLS connection
	KindTimeout     = "timeout"      // no answer in time
	KindHTML        = "html"         // a web page instead of an answer
	KindRedirect    = "redirect"     // the host sends elsewhere
	KindServerError = "server-error" // status 5xx
	KindNotAnAnswer = "not-an-answer"
	KindTooLarge    = "too-large"
)

// Unreachable says that no answer of an org was got: neither yes nor no.
// Detail is our own wording, never the text of a parser or of the network.
type Unreachable struct {
	Host   string
	Kind   string
	Detail string
	Status int // HTTP status, 0 where there was no answer
}

// Error implements error.
func (u *Unreachable) Error() string { return u.Detail }

// hint says what to do next, one imperative sentence a kind.
func (u *Unreachable) hint() string {
	switch u.Kind {
	case KindDNS:
		return "check the spelling of the host; behind a proxy set HTTPS_PROXY"
	case KindConnect, KindTimeout:
		return "check that this machine may reach " + Clean(u.Host) + " on port 443, through a proxy if need be"
	case KindProxy:
		return "check HTTPS_PROXY and NO_PROXY"
	case KindTLS:
		return "name the certificate authority of an inspecting proxy with --ca-file; never switch verification off"
	case KindHTML, KindServerError:
		return "see status.salesforce.com and try again later"
	case KindRedirect:
		return "use the host that it names"
	default:
		return "check that the host is a Salesforce My Domain"
	}
}

// fail wraps u for a user.
func (u *Unreachable) fail() *fail.Error {
	e := fail.New(fail.Unreachable, "%s", u.Detail).Because(u).Hint("%s", u.hint())
	e.Op, e.Path = "reach", Clean(u.Host)
	return e
}

// NotAnAnswer is the error of an answer that is not in the form of the API:
// a web page, a redirect, a 5xx, or something else that is not JSON or XML as
// expected. What the body says about an error is quoted, scrubbed of secrets.
func NotAnAnswer(a *Answer, secrets ...secret.Secret) error {
	u := &Unreachable{Host: a.Host, Status: a.Status}
	status := "status " + strconv.Itoa(a.Status)
	switch {
	case a.Status >= 300 && a.Status < 400:
		u.Kind, u.Detail = KindRedirect, "redirects to another place"
		if to, err := url.Parse(a.Header.Get("Location")); err == nil && to.Host != "" {
			u.Detail = "redirects to " + Scrub(to.Host, secrets...)
		}
	case a.IsHTML():
		u.Kind, u.Detail = KindHTML, "answered with a web page ("+status+"): the org may be in maintenance, or this is not its API"
	case a.Status >= 500:
		u.Kind, u.Detail = KindServerError, "server error ("+status+")"
		if code, description, ok := ErrorBody(a.Body); ok {
			u.Detail += ": " + join(cleanCode(code, secrets), Scrub(description, secrets...))
		}
	default:
		u.Kind, u.Detail = KindNotAnAnswer, "the answer is not one of the Salesforce API ("+status+")"
	}
	return u.fail()
}

// unreachable sorts an error of net/http. The text of the error is dropped: it
// may quote what the other side sent.
func unreachable(host string, err error) *Unreachable {
	u := &Unreachable{Host: host, Kind: KindConnect, Detail: "the connection failed"}
	var (
		dns       *net.DNSError
		op        *net.OpError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		timeout   net.Error
		address   *url.Error
	)
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		u.Kind, u.Detail = KindProxy, "the proxy could not be reached"
	case errors.As(err, &dns):
		u.Kind, u.Detail = KindDNS, "the name does not resolve"
	case errors.As(err, &authority):
		u.Kind, u.Detail = KindTLS, "the TLS certificate is signed by an unknown authority"
	case errors.As(err, &name):
		u.Kind, u.Detail = KindTLS, "the TLS certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		u.Kind, u.Detail = KindTLS, "the TLS certificate has expired or is not valid yet"
	case errors.As(err, &verify), errors.As(err, &invalid):
		u.Kind, u.Detail = KindTLS, "the TLS certificate does not verify"
	case errors.As(err, &record), errors.As(err, &alert), errors.As(err, &op) && op.Op == "remote error":
		u.Kind, u.Detail = KindTLS, "no TLS connection of version 1.2 or later could be made"
	case errors.As(err, &timeout) && timeout.Timeout():
		u.Kind, u.Detail = KindTimeout, "no answer in time"
	case errors.As(err, &address) && proxyStatus(address.Err) != "":
		u.Kind, u.Detail = KindProxy, "the proxy answered: "+proxyStatus(address.Err)
	}
	return u
}

// proxyStatus recognises the answer of a proxy to CONNECT, which net/http
// gives as a bare error with the text of the status line.
func proxyStatus(err error) string {
	for _, status := range []int{http.StatusProxyAuthRequired, http.StatusForbidden, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusMethodNotAllowed, http.StatusNotFound, http.StatusUnauthorized} {
		if err.Error() == http.StatusText(status) {
			return http.StatusText(status)
		}
	}
	return ""
}

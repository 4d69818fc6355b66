package check

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"

	"unpw/migrate/oauth"
)

// tls tells how the connection of the host check was secured, and by whom: an
// inspecting proxy shows in the issuer.
func (r *run) tls(context.Context) Check {
	var u *oauth.Unreachable
	switch {
	case errors.As(r.probeErr, &u) && u.Kind == oauth.KindTLS:
		return r.failedBy("", r.probeErr)
	case r.probe == nil:
		return skipped("the host was not reached")
	case r.probe.TLS == nil:
		return skipped("the transport shows no TLS")
	}
	seen := tls.VersionName(r.probe.TLS.Version)
	if chain := r.probe.TLS.PeerCertificates; len(chain) > 0 {
		issuer := chain[0].Issuer.CommonName
		if issuer == "" && len(chain[0].Issuer.Organization) > 0 {
			issuer = chain[0].Issuer.Organization[0]
		}
		seen += fmt.Sprintf(", certificate issued by %s, valid to %s", oauth.Clean(issuer), chain[0].NotAfter.UTC().Format("2006-01-02"))
	}
	if r.probe.Proxy != "" {
		seen += ", through the proxy " + oauth.Clean(r.probe.Proxy)
	}
	return ok(seen)
}

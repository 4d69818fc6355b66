package check

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/pem"
	"fmt"

	"unpw/migrate/oauth"
)

// largestCertificate is what an app takes, in bytes (Identity guide, JWT bearer
// flow: 4 KB). Whether it counts the PEM text or the DER bytes is not said; the
// PEM text, which is uploaded and is the longer one, is measured.
const largestCertificate = 4096

// certificate holds the certificate beside the key. That the app has this very
// certificate only the login shows.
func (r *run) certificate(context.Context) Check {
	certificate := r.target.Certificate
	switch {
	case !r.is(oauth.JWTBearer):
		return skipped("this flow has no certificate")
	case certificate == nil:
		return skipped("no certificate at hand")
	}
	seen := fmt.Sprintf("sha256:%x, valid to %s", sha256.Sum256(certificate.Raw), certificate.NotAfter.UTC().Format("2006-01-02"))
	if public, isRSA := certificate.PublicKey.(*rsa.PublicKey); !isRSA || !public.Equal(&r.target.Login.Key.PublicKey) {
		return r.failed(seen, "other-certificate")
	}
	if size := len(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})); size > largestCertificate {
		return r.failed(fmt.Sprintf("%s, %d bytes", seen, size), "large-certificate")
	}
	now := r.env.Now()
	switch {
	case now.After(certificate.NotAfter):
		return r.warning(seen+": it has expired", "expired-certificate")
	case now.Before(certificate.NotBefore):
		return r.warning(seen+": it is valid only from "+certificate.NotBefore.UTC().Format("2006-01-02"), "early-certificate")
	}
	return ok(seen)
}

package check

import (
	"context"
	"fmt"

	"unpw/migrate/oauth"
)

// leastBits is the smallest RSA key worth using: every official example has
// 2048 (Salesforce DX Developer Guide).
const leastBits = 2048

// key looks at the private key. It is open already: whoever made the target
// has read it.
func (r *run) key(context.Context) Check {
	key := r.target.Login.Key
	switch {
	case !r.is(oauth.JWTBearer):
		return skipped("this flow has no key")
	case key == nil:
		return r.failed("no private key", "no-key")
	case key.Validate() != nil:
		return r.failed("the private key is damaged", "damaged-key")
	case key.N.BitLen() < leastBits:
		return r.failed(fmt.Sprintf("RSA, %d bits", key.N.BitLen()), "short-key")
	}
	return ok(fmt.Sprintf("RSA, %d bits", key.N.BitLen()))
}

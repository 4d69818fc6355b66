package metadata

import (
	"slices"
	"strconv"
	"strings"
)

// highAssurance is the session level that asks for a second factor.
const highAssurance = "high-assurance"

// checkSession refuses what would lock a program out: high assurance blocks a
// JWT bearer login, which has no approval step (Metadata API Developer Guide,
// ConnectedAppSessionPolicy).
func (w *writer) checkSession(a App) error {
	if _, ok := w.facts.SessionLevel[a.SessionLevel]; !ok {
		return usage("app %s: no session level %q is known", a.Name, a.SessionLevel).Hint("use %s", words(w.facts.SessionLevel))
	}
	if a.SessionLevel == highAssurance && a.Flow == JWTBearer {
		return usage("app %s: high-assurance sessions block jwt-bearer logins", a.Name).Hint("leave session-level at standard")
	}
	if a.SessionTimeout != 0 && !slices.Contains(w.facts.SessionTimeouts, a.SessionTimeout) {
		var known []string
		for _, n := range w.facts.SessionTimeouts {
			known = append(known, strconv.Itoa(n))
		}
		return usage("app %s: a session of %d minutes cannot be set", a.Name, a.SessionTimeout).Hint("use %s, or 0 to leave it to the org", strings.Join(known, ", "))
	}
	return nil
}

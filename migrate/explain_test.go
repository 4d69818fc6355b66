package migrate

import (
	"strings"
	"testing"
)

// A failed check says what to do and names the entry that says more.
func TestAFailedCheckRefersToExplain(t *testing.T) {
	p := projectWith(t, nil)
	for _, tt := range []struct{ flow, code, description, want string }{
		{"jwt-bearer", "app_not_found", "External client app is not installed in this org", "unpw explain jwt-app-not-installed"},
		{"client-credentials", "invalid_client", "invalid client credentials", "unpw explain client-credentials-secret-wrong"},
		{"resource", "INVALID_SESSION_ID", "Session expired or invalid", "unpw explain resource-session-invalid"},
	} {
		why, do := p.explained(tt.flow, tt.code, tt.description)
		if why == "" || !strings.HasSuffix(do, "; more: "+tt.want) {
			t.Errorf("%s: %q, %q", tt.code, why, do)
		}
		// And what it names is explained.
		e, err := Explain(strings.NewReader(strings.TrimPrefix(tt.want, "unpw explain ")))
		if err != nil || len(e.Found) != 1 || e.Found[0].Answers[0].ID != strings.TrimPrefix(tt.want, "unpw explain ") {
			t.Errorf("%s: %+v, %v", tt.want, e, err)
		}
	}
	if why, do := p.explained("jwt-bearer", "no_such_code", "no such text"); why != "" || do != "" {
		t.Errorf("unknown: %q, %q", why, do)
	}
}

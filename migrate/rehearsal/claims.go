package rehearsal

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// claims are those that the org looks at; iat, nbf and others are ignored.
type claims struct {
	issuer, subject, id string
	audiences           []string
	expires             time.Time
}

// parseClaims reads a JWT payload. It wants iss, sub and exp; an aud that is
// missing is left to the audience check. exp may be a number or a string, as
// real clients send both, and has no upper bound, as one sends milliseconds.
func parseClaims(payload []byte) (claims, bool) {
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.UseNumber()
	var raw map[string]any
	if err := dec.Decode(&raw); err != nil {
		return claims{}, false
	}
	var c claims
	c.issuer, _ = raw["iss"].(string)
	c.subject, _ = raw["sub"].(string)
	c.id, _ = raw["jti"].(string)
	if c.issuer == "" || c.subject == "" {
		return claims{}, false
	}
	switch aud := raw["aud"].(type) {
	case string:
		c.audiences = []string{aud}
	case []any:
		for _, item := range aud {
			if text, ok := item.(string); ok {
				c.audiences = append(c.audiences, text)
			}
		}
	}
	text := ""
	switch exp := raw["exp"].(type) {
	case json.Number:
		text = exp.String()
	case string:
		text = exp
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 {
		return claims{}, false
	}
	// Beyond this a time.Time overflows; it is far in the future either way.
	c.expires = time.Unix(int64(min(seconds, 1<<40)), 0)
	return c, true
}

// audienceHost gives the host that an audience names: with or without scheme,
// trailing slash or token path. Anything else is no host and gives "".
func audienceHost(audience string) string {
	host := strings.TrimPrefix(strings.ToLower(audience), "https://")
	host = strings.TrimSuffix(host, "/")
	host = strings.TrimSuffix(host, "/services/oauth2/token")
	if strings.ContainsAny(host, "/:?# ") {
		return ""
	}
	return host
}

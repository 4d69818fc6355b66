package recipe

import (
	"net/url"
	"strings"
)

// Stronger tells whether a is preferred to b where both claim a setting that
// neither reaches by reference.
func Stronger(a, b *Match) bool {
	x, y := a.Recipe, b.Recipe
	switch {
	case x.BuiltIn != y.BuiltIn:
		return !x.BuiltIn
	case x.Fallback != y.Fallback:
		return !x.Fallback
	case x.conditions() != y.conditions():
		return x.conditions() > y.conditions()
	case len(a.Settings) != len(b.Settings):
		return len(a.Settings) > len(b.Settings)
	}
	return x.ID < y.ID
}

// HostOf gives the host in a value that is spelt as as says, in lower case; ""
// where there is none.
func HostOf(value, as string) string {
	v := strings.ToLower(strings.TrimSpace(value))
	switch as {
	case "prefix":
		if v == "" || strings.Contains(v, "/") {
			return ""
		}
		return v + ".salesforce.com"
	case "sandbox-flag":
		if v == "true" || v == "1" || v == "yes" {
			return "test.salesforce.com"
		}
		return "login.salesforce.com"
	}
	if strings.Contains(v, "://") {
		u, err := url.Parse(v)
		if err != nil {
			return ""
		}
		return u.Hostname()
	}
	host, _, _ := strings.Cut(v, "/")
	if !strings.Contains(host, ".") {
		return ""
	}
	return host
}

// Spell gives a host in the shape that as asks for: the inverse of HostOf. An
// audience or address without a shape is https://HOST.
func Spell(host, as string) string {
	switch as {
	case "host":
		return host
	case "prefix":
		return strings.TrimSuffix(host, ".salesforce.com")
	case "token-url":
		return "https://" + host + "/services/oauth2/token"
	}
	return "https://" + host
}

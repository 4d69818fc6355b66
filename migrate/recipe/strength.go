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
	case Advantage(x, y) != "":
		return true
	case Advantage(y, x) != "":
		return false
	case len(a.Settings) != len(b.Settings):
		return len(a.Settings) > len(b.Settings)
	}
	return x.ID < y.ID
}

// Advantage says what recipe x has that prefers it to y wherever both find
// something; "" where it has nothing.
func Advantage(x, y *Recipe) string {
	switch {
	case x.BuiltIn != y.BuiltIn:
		if y.BuiltIn {
			return "is not built in"
		}
	case x.Fallback != y.Fallback:
		if y.Fallback {
			return "is no fallback"
		}
	case x.conditions() > y.conditions():
		return "has more conditions"
	}
	return ""
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

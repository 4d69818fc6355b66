package rehearsal

import (
	"net"
	"slices"
	"strings"
)

// site is what a host stands for: all orgs of a kind, or one org.
type site struct {
	host    string
	generic bool
	other   bool   // neither a generic host nor a My Domain: that of a site, a custom domain
	orgs    []*org // of the kind, or the one
}

// served tells whether host is one that this world stands in for.
func served(host string) bool {
	return strings.HasSuffix(host, ".salesforce.com") || strings.HasSuffix(host, ".force.com")
}

// loopback tells whether host is this machine, by name or number.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// hostOnly strips the port and lowers the case.
func hostOnly(hostport string) string {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// site resolves a Host header. A loopback host is the first org, as if by its
// My Domain; a host of no org gives false. The caller holds w.mu.
func (w *World) site(hostport string) (site, bool) {
	host := hostOnly(hostport)
	for _, k := range []Kind{Production, Sandbox} {
		if host == k.host() {
			return site{host, true, false, slices.DeleteFunc(slices.Clone(w.orgs), func(o *org) bool { return o.kind != k })}, true
		}
	}
	for _, o := range w.orgs {
		if host == o.myDomain {
			return site{host, false, false, []*org{o}}, true
		}
		if slices.Contains(o.sites, host) {
			return site{host, false, true, []*org{o}}, true
		}
	}
	if loopback(host) {
		return site{w.orgs[0].myDomain, false, false, w.orgs[:1]}, true
	}
	return site{}, false
}

// userOf finds who is meant by username. On a generic host users decide which
// org it is; where two orgs have one of that name, prefer chooses.
func (s site) userOf(username string, prefer func(*org, *user) bool) (*org, *user) {
	var org *org
	var found *user
	for _, o := range s.orgs {
		u := o.user(username)
		if u == nil {
			continue
		}
		if prefer(o, u) {
			return o, u
		}
		if found == nil {
			org, found = o, u
		}
	}
	return org, found
}

package rehearsal

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// valueError is a value of org.yaml that is none, with its line.
type valueError struct {
	line       int
	text, hint string
}

func (e *valueError) Error() string { return e.text }

func wrongValue(n *yaml.Node, hint, format string, args ...any) error {
	return &valueError{n.Line, fmt.Sprintf(format, args...), hint}
}

// word reads one of a closed list.
func word[T ~string](n *yaml.Node, to *T, words ...T) error {
	if n.Kind != yaml.ScalarNode || !slices.Contains(words, T(n.Value)) {
		list := make([]string, len(words))
		for i, w := range words {
			list[i] = string(w)
		}
		return wrongValue(n, "write one of "+strings.Join(list, ", "), "the value is not one of the list")
	}
	*to = T(n.Value)
	return nil
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (k *Kind) UnmarshalYAML(n *yaml.Node) error { return word(n, k, Production, Sandbox) }

// State is whether an org answers.
type State string

// The states of an org.
const (
	Active      State = "active"
	Maintenance State = "maintenance" // a web page for every request
	Failing     State = "failing"     // the token endpoint and login() answer with status 500
	Inactive    State = "inactive"
	LockedOrg   State = "locked"
	Suspended   State = "suspended"
	Closed      State = "closed"
)

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *State) UnmarshalYAML(n *yaml.Node) error {
	return word(n, s, Active, Maintenance, Failing, Inactive, LockedOrg, Suspended, Closed)
}

// Switch allows a way of logging in, or blocks it.
type Switch string

// The two positions.
const (
	Allowed Switch = "allowed"
	Blocked Switch = "blocked"
)

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *Switch) UnmarshalYAML(n *yaml.Node) error { return word(n, s, Allowed, Blocked) }

// AppType is the sort of an app.
type AppType string

// The two sorts, in the words of unpw.yaml.
const (
	ExternalClientApp AppType = "external-client-app"
	ConnectedApp      AppType = "connected-app"
)

// UnmarshalYAML implements yaml.Unmarshaler.
func (t *AppType) UnmarshalYAML(n *yaml.Node) error {
	return word(n, t, ExternalClientApp, ConnectedApp)
}

// Permitted says which users an app admits.
type Permitted string

// The two policies.
const (
	AdminApproved Permitted = "admin-approved"
	SelfAuthorize Permitted = "self-authorize"
)

// UnmarshalYAML implements yaml.Unmarshaler.
func (p *Permitted) UnmarshalYAML(n *yaml.Node) error {
	return word(n, p, AdminApproved, SelfAuthorize)
}

// Flow is a grant of the token endpoint.
type Flow string

// UnmarshalYAML implements yaml.Unmarshaler.
func (f *Flow) UnmarshalYAML(n *yaml.Node) error {
	return word(n, f, flowJWT, flowCredentials, flowPassword, flowRefresh)
}

// IPPolicy is an app's IP relaxation, in the words of unpw.yaml.
type IPPolicy string

// UnmarshalYAML implements yaml.Unmarshaler.
func (p *IPPolicy) UnmarshalYAML(n *yaml.Node) error {
	return word(n, p, "enforce", "bypass", "bypass-2factor", "enforce-relax-refresh")
}

// Span is a length of time, 90s, 10m or -2h.
type Span time.Duration

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *Span) UnmarshalYAML(n *yaml.Node) error {
	d, err := time.ParseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		return wrongValue(n, "write a number with its unit, such as 90s or 10m", "not a length of time")
	}
	*s = Span(d)
	return nil
}

// Count is a number from 0 up.
type Count int

// UnmarshalYAML implements yaml.Unmarshaler.
func (c *Count) UnmarshalYAML(n *yaml.Node) error {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 0 {
		return wrongValue(n, "write a whole number, 0 or more", "not a number")
	}
	*c = Count(v)
	return nil
}

// Release is a release by its API version: 58 is Summer '23.
type Release int

// UnmarshalYAML implements yaml.Unmarshaler. It reads the name, Summer '23.
func (r *Release) UnmarshalYAML(n *yaml.Node) error {
	m := regexp.MustCompile(`^(Spring|Summer|Winter) '(\d\d)$`).FindStringSubmatch(n.Value)
	if n.Kind != yaml.ScalarNode || m == nil {
		return wrongValue(n, "write it as in Summer '23", "not the name of a release")
	}
	year, _ := strconv.Atoi(m[2])
	*r = Release(3*(year-4) + map[string]int{"Spring": 0, "Summer": 1, "Winter": -1}[m[1]])
	return nil
}

// day gives the first day of the season after which the release is named: the
// day itself differs from org to org.
func (r Release) day() time.Time {
	year, month := 2004+int(r)/3, [...]time.Month{time.February, time.June, time.October}[int(r)%3]
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// IPRange is a range of addresses with both ends.
type IPRange struct{ from, to netip.Addr }

// UnmarshalYAML implements yaml.Unmarshaler. It reads {start: ADDRESS, end:
// ADDRESS}, as unpw.yaml has it.
func (r *IPRange) UnmarshalYAML(n *yaml.Node) error {
	const hint = "write it as in {start: 203.0.113.10, end: 203.0.113.20}"
	var ends struct{ Start, End string }
	if err := n.Decode(&ends); err != nil || n.Kind != yaml.MappingNode || len(n.Content) != 4 {
		return wrongValue(n, hint, "not a range of addresses")
	}
	var errs [2]error
	r.from, errs[0] = netip.ParseAddr(ends.Start)
	r.to, errs[1] = netip.ParseAddr(ends.End)
	if errs[0] != nil || errs[1] != nil || r.from.Is4() != r.to.Is4() || r.to.Less(r.from) {
		return wrongValue(n, hint, "not a range of addresses")
	}
	return nil
}

func (r IPRange) holds(ip netip.Addr) bool {
	return ip.Is4() == r.from.Is4() && !ip.Less(r.from) && !r.to.Less(ip)
}

// among tells whether an address lies in one of the ranges.
func among(ranges []IPRange, address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(ranges, func(r IPRange) bool { return r.holds(ip.Unmap()) })
}

// Hours are the hours of the day, in UTC, in which a user may log in.
type Hours struct{ from, to time.Duration }

// UnmarshalYAML implements yaml.Unmarshaler. It reads 08:00-18:00.
func (h *Hours) UnmarshalYAML(n *yaml.Node) error {
	const hint = "write it as in 08:00-18:00"
	from, to, ok := strings.Cut(n.Value, "-")
	a, errA := time.Parse("15:04", from)
	b, errB := time.Parse("15:04", to)
	if n.Kind != yaml.ScalarNode || !ok || errA != nil || errB != nil || !a.Before(b) {
		return wrongValue(n, hint, "not hours of the day")
	}
	midnight := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	h.from, h.to = a.Sub(midnight), b.Sub(midnight)
	return nil
}

func (h *Hours) holds(at time.Time) bool {
	at = at.UTC()
	since := at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC))
	return since >= h.from && since < h.to
}

// UnmarshalYAML implements yaml.Unmarshaler. What stands there in place of a
// reference is never shown: it may be the secret itself.
func (r *Reference) UnmarshalYAML(n *yaml.Node) error {
	const hint = "write {env: NAME}, {file: PATH} or {command: [argument, …]}"
	type plain Reference
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || !slices.Contains([]string{"env", "file", "command"}, n.Content[0].Value) ||
		n.Decode((*plain)(r)) != nil {
		return wrongValue(n, hint, "a secret reference is due")
	}
	return nil
}

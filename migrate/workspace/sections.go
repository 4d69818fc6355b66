package workspace

import (
	"net/netip"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

func (d *decoder) scan(n *yaml.Node, at string, s *Scan) {
	folder := d.checked("a path with /", "write it relative to unpw.yaml, like services/billing", isSlashPath)
	d.mapping(n, at, fields{
		"roots": func(v *yaml.Node, at string) {
			if s.Roots = list(d, folder)(v, at); len(s.Roots) == 0 && d.err == nil {
				d.wrong(v, at, "is empty").Hint("write [.] for the folder of unpw.yaml")
			}
		},
		"exclude":  into(&s.Exclude, list(d, d.checked("a glob", "write it like services/old/**", isGlob))),
		"recipes":  into(&s.Recipes, list(d, folder)),
		"baseline": into(&s.Baseline, maybe(folder)),
		"max-size": into(&s.MaxSize, d.size),
	})
}

func (d *decoder) org(n *yaml.Node, at string, o *Org) {
	d.mapping(n, at, fields{
		"kind":      into(&o.Kind, d.word(Production, Sandbox)),
		"my-domain": into(&o.MyDomain, maybe(d.host)),
		"hosts":     into(&o.Hosts, list(d, d.host)),
		"audience":  into(&o.audience, maybe(d.checked("an https address", "write it like https://login.salesforce.com", isHTTPS))),
		"access":    into(&o.Access, d.access),
		"ca-file":   into(&o.CAFile, maybe(d.text)),
	})
}

func (d *decoder) access(n *yaml.Node, at string) (a Access) {
	if n.Kind == yaml.ScalarNode {
		if n.Value != "none" {
			d.wrong(n, at, "must be none, {sf: ALIAS} or {token: SECRET-REFERENCE}")
		}
		return a
	}
	d.mapping(n, at, fields{
		"sf":    into(&a.SF, d.text),
		"token": into(&a.Token, d.secretRef),
	})
	if (a.SF == "") == (a.Token == nil) && d.err == nil {
		d.wrong(n, at, "must hold one of sf and token").Hint("write none, {sf: ALIAS} or {token: {env: NAME}}")
	}
	return a
}

func (d *decoder) keys(n *yaml.Node, at string, k *Keys) {
	d.mapping(n, at, fields{
		"bits":    into(&k.Bits, d.number("2048, 3072 or 4096", func(v int) bool { return v == 2048 || v == 3072 || v == 4096 })),
		"days":    into(&k.Days, d.number("a number of days from 1 to 3650", func(v int) bool { return v >= 1 && v <= 3650 })),
		"subject": into(&k.Subject, d.template("app")),
		"path":    into(&k.Path, d.template("app", "id", "ext")),
		"share":   into(&k.Share, d.yesNo),
	})
}

// choices gives the fields that `defaults` may hold.
func (d *decoder) choices(c *Choices) fields {
	return fields{
		"decision": func(v *yaml.Node, at string) {
			// keep and ignore want a reason, which is one integration's own.
			if c.Decision = d.word(Migrate, Keep, Ignore)(v, at); c.Decision != Migrate && d.err == nil {
				d.wrong(v, at, "%s has a reason of its own in each integration", c.Decision).
					Hint("write decision and reason in the integrations that it is meant for")
			}
		},
		"org":      into(&c.Org, maybe(d.text)),
		"flow":     into(&c.Flow, d.word(FlowAuto, FlowJWTBearer, FlowClientCredentials)),
		"app":      into(&c.App, d.checked("\"{id}\", \"{owner}\" or the name of an app", appNameRule, isAppChoice)),
		"user":     into(&c.User, maybe(d.text)),
		"key-path": into(&c.KeyPath, maybe(d.template("app", "id", "ext"))),
		"confirm":  into(&c.Confirm, list(d, d.word(ConfirmVersion, ConfirmUnverified, ConfirmAssisted))),
		"secrets":  into(&c.Secrets, d.word(SecretsAsBefore, SecretsReference)),
		"owner":    into(&c.Owner, maybe(d.text)),
	}
}

func (d *decoder) integration(n *yaml.Node, at string, i *Integration) {
	known := d.choices(&i.Choices)
	known["decision"] = into(&i.Decision, d.word(Migrate, Keep, Ignore))
	known["at"] = into(&i.At, maybe(d.anchor))
	known["until"] = into(&i.Until, maybe(d.day))
	known["reason"] = into(&i.Reason, maybe(d.prose))
	known["set"] = func(v *yaml.Node, at string) {
		i.Set = map[string]Value{}
		d.entries(v, at, func(role string, key, v *yaml.Node, full string) { d.set(i.Set, role, key, v, at, full) })
	}
	d.mapping(n, at, known)
}

func (d *decoder) anchor(n *yaml.Node, at string) Anchor {
	file, key, ok := strings.Cut(d.text(n, at), "#")
	if d.err == nil && (!ok || key == "" || !isInside(file)) {
		d.wrong(n, at, "must be FILE#KEY, the file relative to its root").Hint("write it like etl/.env#SF_PASSWORD")
	}
	return Anchor{File: file, Key: key}
}

func (d *decoder) set(to map[string]Value, role string, key, v *yaml.Node, at, full string) {
	known := false
	for _, r := range Roles() {
		known = known || r == role
	}
	switch {
	case !known:
		d.unknown(key, at, "role", Roles())
	case SecretRole(role):
		to[role] = Value{Secret: d.secretRef(v, full)}
	case v.Kind != yaml.ScalarNode || isNull(v):
		d.wrong(v, full, "a text is due, not %s", kindOf(v)).Hint("only secret roles take a reference")
	case strings.ContainsFunc(v.Value, unicode.IsControl):
		d.wrong(v, full, "must be one line without control characters").Hint("remove the line break")
	default:
		to[role] = Value{Text: v.Value}
	}
}

func (d *decoder) app(n *yaml.Node, at string, a *App) {
	d.mapping(n, at, fields{
		"type":            into(&a.Type, d.word(ExternalClientApp, ConnectedApp)),
		"existing":        into(&a.Existing, d.yesNo),
		"org":             into(&a.Org, maybe(d.text)),
		"label":           into(&a.Label, d.text),
		"contact":         into(&a.Contact, maybe(d.checked("an e-mail address", "write it like owner@acme.example", isAddress))),
		"consumer-key":    into(&a.ConsumerKey, maybe(d.checked("one word", "copy the consumer key from the app", isWord))),
		"consumer-secret": into(&a.ConsumerSecret, maybe(d.secretRef)),
		"scopes":          into(&a.Scopes, maybe(list(d, d.checked("one word", "write it like api", isWord)))),
		"run-as":          into(&a.RunAs, maybe(d.text)),
		"users":           into(&a.Users, list(d, d.text)),
		"permission-set":  into(&a.PermissionSet, d.checked("a name of a permission set", appNameRule, isAPIName)),
		"ip":              into(&a.IP, d.word(IPEnforce, IPBypass, IPBypass2Factor, IPEnforceRelaxRefresh)),
		"ip-ranges":       into(&a.IPRanges, list(d, d.ipRange)),
		"session-level":   into(&a.SessionLevel, d.word("standard", "high-assurance")),
		"session-timeout": into(&a.SessionTimeout, maybe(d.number("a number of minutes from 15 to 1440", func(v int) bool { return v >= 15 && v <= 1440 }))),
		"key":             into(&a.Key, d.checked("a name of letters, digits, - and _", "write the name only, without folder and extension", isName)),
	})
}

func (d *decoder) ipRange(n *yaml.Node, at string) (r IPRange) {
	d.mapping(n, at, fields{
		"start":       into(&r.Start, d.ip),
		"end":         into(&r.End, d.ip),
		"description": into(&r.Description, d.text),
	})
	switch {
	case d.err != nil:
	case !r.Start.IsValid() || !r.End.IsValid():
		d.wrong(n, at, "must hold start and end").Hint("write {start: 203.0.113.10, end: 203.0.113.20}")
	case r.Start.Is4() != r.End.Is4() || r.End.Less(r.Start):
		d.wrong(n, at, "ends before it starts").Hint("write the lower address as start")
	}
	return r
}

func (d *decoder) ip(n *yaml.Node, at string) netip.Addr {
	a, err := netip.ParseAddr(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || a.Zone() != "" {
		d.wrong(n, at, "must be an IP address").Hint("write it like 203.0.113.10, without a mask")
	}
	return a
}

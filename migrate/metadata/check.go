package metadata

import (
	"bytes"
	"errors"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"unpw/certs"
)

// maxName leaves room for the longest suffix, _oauth_defaultPolicy, within the
// 80 characters of an API name.
const maxName = 60

// check gives apps by name, with defaults, or says what an org would refuse.
func (w *writer) check(apps []App) ([]App, error) {
	if len(apps) == 0 {
		return nil, usage("no app was given").Hint("name an app, or plan first")
	}
	out := make([]App, 0, len(apps))
	for _, a := range apps {
		a = a.withDefaults()
		for _, one := range []func(App) error{
			w.checkName, checkTexts, w.checkFlow, w.checkScopes, checkKey, checkCertificate, checkSet, w.checkAddresses, w.checkSession,
		} {
			if err := one(a); err != nil {
				return nil, err
			}
		}
		for _, other := range out {
			if strings.EqualFold(a.Name, other.Name) {
				return nil, usage("app %s: the name is taken by another app", a.Name).Hint("rename one of them; a connected app in the org blocks an External Client App of its name, too")
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b App) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func apiName(name string, longest int) bool {
	return len(name) <= longest && !strings.Contains(name, "__") &&
		regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$`).MatchString(name)
}

func (w *writer) checkName(a App) error {
	if !apiName(a.Name, maxName) {
		return usage("app %q: the name is no API name", a.Name).Hint("use up to %d letters, digits and single underscores, first a letter, last no underscore", maxName)
	}
	if a.Type != ExternalClientApp && a.Type != ConnectedApp {
		return usage("app %s: no type %q is known", a.Name, a.Type).Hint("use %s or %s", ExternalClientApp, ConnectedApp)
	}
	return nil
}

// checkTexts keeps out what no XML file may hold, and asks for the owner.
func checkTexts(a App) error {
	texts := map[string]string{"label": a.Label, "contact": a.Contact, "description": a.Description, "run-as": a.RunAs}
	for _, r := range a.IPRanges {
		texts["ip-ranges"] += r.Description
	}
	for _, name := range []string{"label", "contact", "description", "run-as", "ip-ranges"} {
		bad := func(r rune) bool { return r < 0x20 || r == 0xFFFE || r == 0xFFFF }
		if !utf8.ValidString(texts[name]) || strings.ContainsFunc(texts[name], bad) {
			return usage("app %s: %s holds a control character", a.Name, name).Hint("write it on one line, in UTF-8")
		}
	}
	if a.Contact == "" {
		return usage("app %s: no contact is given", a.Name).Hint("set apps.%s.contact in unpw.yaml, or pass --contact", a.Name)
	}
	if at := strings.IndexByte(a.Contact, '@'); at < 1 || at == len(a.Contact)-1 || strings.ContainsAny(a.Contact, " ,;<>") {
		return usage("app %s: the contact is no mail address", a.Name).Hint("give one plain address, such as owner@acme.example")
	}
	return nil
}

func (w *writer) checkFlow(a App) error {
	switch a.Flow {
	case JWTBearer:
		if len(bytes.TrimSpace(a.CertificatePEM)) == 0 {
			return usage("app %s: jwt-bearer without a certificate", a.Name).Hint("run unpw keys create %s, or pass --cert FILE", a.Name)
		}
	case ClientCredentials:
		if a.RunAs == "" {
			return usage("app %s: client-credentials without a user to run as", a.Name).Hint("set apps.%s.run-as in unpw.yaml, or pass --user", a.Name)
		}
		if a.Type == ConnectedApp && a.ConsumerKey == "" && !a.Existing {
			return usage("app %s: client-credentials of a connected app without a consumer key", a.Name).Hint("set apps.%s.consumer-key in unpw.yaml", a.Name)
		}
	default:
		return usage("app %s: no flow %q is known", a.Name, a.Flow).Hint("use %s or %s", JWTBearer, ClientCredentials)
	}
	return nil
}

// checkScopes asks for refresh_token in a JWT bearer app: without it the token
// endpoint refuses, though it never issues one. It also asks for a scope beside
// it (Salesforce Help, OAuth 2.0 JWT Bearer Flow).
func (w *writer) checkScopes(a App) error {
	names, err := w.scopes(a)
	if err != nil {
		return err
	}
	if _, err := w.refresh(a); err != nil {
		return err
	}
	refresh := w.facts.Scopes["refresh_token"].Name
	if a.Flow == JWTBearer && !slices.Contains(names, refresh) {
		return usage("app %s: jwt-bearer without the scope refresh_token", a.Name).Hint("add refresh_token to its scopes; no refresh token is issued, but the login asks for it")
	}
	if a.Flow == JWTBearer && len(names) == 1 {
		return usage("app %s: refresh_token alone gives no access", a.Name).Hint("add api to its scopes")
	}
	return nil
}

func checkKey(a App) error {
	if a.ConsumerKey != "" && !regexp.MustCompile(`^[A-Za-z0-9]{8,256}$`).MatchString(a.ConsumerKey) {
		return usage("app %s: the consumer key is not 8 to 256 letters and digits", a.Name).Hint("leave it out and unpw chooses one")
	}
	return nil
}

// checkCertificate looks at whatever was given, also where the flow leaves it
// out: a private key there is a mistake that must not go further.
func checkCertificate(a App) error {
	if len(bytes.TrimSpace(a.CertificatePEM)) == 0 {
		return nil
	}
	if bytes.Contains(a.CertificatePEM, []byte("PRIVATE KEY")) {
		return usage("app %s: the certificate holds a private key", a.Name).Hint("give the certificate alone; the private key never leaves the client")
	}
	cert, err := certs.OpenCertificate(a.CertificatePEM)
	if err != nil {
		e := usage("app %s: the certificate cannot be used: %v", a.Name, err)
		if ce := (*certs.Error)(nil); errors.As(err, &ce) && ce.Hint != "" {
			return e.Hint("%s", ce.Hint)
		}
		return e
	}
	if len(certs.CertificatePEM(cert.Raw)) > certs.MaxCertificate {
		return usage("app %s: the certificate is over %d bytes", a.Name, certs.MaxCertificate).Hint("give the leaf alone, with a shorter subject")
	}
	return nil
}

func checkSet(a App) error {
	if a.PermissionSet == "" {
		return usage("app %s: it pre-authorises nobody, for no permission set is named", a.Name).Hint("set apps.%s.permission-set in unpw.yaml, such as %s_Login", a.Name, a.Name)
	}
	if longest := 80 - len(apiOnlySuffix); !apiName(a.PermissionSet, longest) {
		return usage("app %s: the permission set %q is no API name", a.Name, a.PermissionSet).Hint("use up to %d letters, digits and single underscores, first a letter, last no underscore", longest)
	}
	return nil
}

func (w *writer) checkAddresses(a App) error {
	if err := w.ip(a); err != nil {
		return err
	}
	if len(a.IPRanges) > w.facts.MostIPRanges && a.Type == ExternalClientApp {
		return usage("app %s: %d ip ranges, an app takes %d", a.Name, len(a.IPRanges), w.facts.MostIPRanges).Hint("join neighbouring ranges")
	}
	for _, r := range a.IPRanges {
		start, err1 := netip.ParseAddr(r.Start)
		end, err2 := netip.ParseAddr(r.End)
		if err1 != nil || err2 != nil || start.Is4() != end.Is4() || end.Less(start) || start.Zone()+end.Zone() != "" {
			return usage("app %s: ip range %q to %q is none", a.Name, r.Start, r.End).Hint("give two addresses of one family, the lower first")
		}
	}
	return nil
}

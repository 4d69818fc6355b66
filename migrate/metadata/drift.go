package metadata

import (
	"crypto/x509"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"unpw/certs"
	"unpw/migrate/org"
)

// Drift compares what an org has of an app with what would be deployed, and
// gives the difference as a unified diff from the org to the files; "" where a
// deploy would change nothing. A component that the org does not have counts as
// empty. What an org adds by itself is left out: its own ids. An element that
// only one side has, and that says what leaving it out says, is no difference. A
// consumer key differs only where the file holds one. Whether an org gives a
// certificate back is not verified: where it does not, that is a difference.
func Drift(a App, o Options, has []org.Component) (string, error) {
	parts, err := Parts([]App{a}, o)
	if err != nil {
		return "", err
	}
	facts, err := loadFacts()
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, m := range manifestOf(parts[0].Apps, o) {
		kind := facts.Types[m.Type]
		name := kind.Folder + "/" + m.Name + "." + kind.Suffix
		at := slices.IndexFunc(parts[0].Files, func(f File) bool { return f.Path == name })
		if at < 0 {
			continue
		}
		wanted, err := org.ParseElement(parts[0].Files[at].Data)
		if err != nil {
			return "", err
		}
		there, here := "", render(compared(wanted, wanted))
		if i := slices.IndexFunc(has, func(c org.Component) bool { return c.Type == m.Type && c.Name == m.Name }); i >= 0 {
			there, here = render(compared(has[i].Root, wanted)), render(compared(wanted, has[i].Root))
		}
		out.WriteString(udiff.Unified("org/"+name, "files/"+name, there, here))
	}
	return out.String(), nil
}

// addedByOrg are elements that files do not hold and orgs write: ids of the org
// (Metadata API Developer Guide, ExternalClientApplication and
// ExtlClntAppOauthSettings).
var addedByOrg = []string{"orgScopedExternalApp", "oauthLink", "consumerSecret", "managedType", "fullName"}

// compared brings an element into the form in which two of them are compared,
// given the other one.
func compared(e, other org.Element) org.Element {
	out := org.Element{Name: e.Name, Text: e.Text}
	for _, k := range e.Kids {
		switch {
		case slices.Contains(addedByOrg, k.Name), k.Name == "consumerKey" && !other.Has("consumerKey"):
			continue
		case !other.Has(k.Name) && saysNothing(k):
			continue
		case k.Name == "certificate":
			k.Text = certificateText(k.Text)
		case strings.HasPrefix(k.Name, "commaSeparated"):
			k.Text = strings.Join(sortedWords(k.Text), ", ")
		}
		out.Kids = append(out.Kids, compared(k, other.Kid(k.Name)))
	}
	slices.SortStableFunc(out.Kids, func(a, b org.Element) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(render(a), render(b))
	})
	return out
}

// saysNothing tells whether leaving an element out says the same.
func saysNothing(e org.Element) bool {
	return len(e.Kids) == 0 && (e.Text == "" || e.Text == "false" || e.Name == "startPage" && e.Text == "None")
}

func sortedWords(text string) []string {
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}

// certificateText gives a certificate as its fingerprint: an org may give back
// another of the forms it takes (which one is not verified), and a page of
// base64 tells a reader nothing.
func certificateText(text string) string {
	if cert := openAny(text); cert != nil {
		return certs.Fingerprint(cert)
	}
	return "unreadable"
}

// wholePEM gives a certificate as PEM text, whichever form it is in; what is
// none stays as it is, for the org to refuse.
func wholePEM(text string) string {
	if cert := openAny(text); cert != nil {
		return strings.TrimSpace(string(certs.CertificatePEM(cert.Raw)))
	}
	return text
}

// openAny opens a certificate with or without the lines around its base64.
func openAny(text string) *x509.Certificate {
	for _, pem := range []string{text, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n"} {
		if cert, err := certs.OpenCertificate([]byte(pem)); err == nil {
			return cert
		}
	}
	return nil
}

// render writes an element with a line for each leaf.
func render(e org.Element) string {
	var b strings.Builder
	var walk func(e org.Element, indent string)
	walk = func(e org.Element, indent string) {
		if len(e.Kids) == 0 {
			b.WriteString(indent + "<" + e.Name + ">" + escape(e.Text) + "</" + e.Name + ">\n")
			return
		}
		b.WriteString(indent + "<" + e.Name + ">\n")
		for _, k := range e.Kids {
			walk(k, indent+"    ")
		}
		b.WriteString(indent + "</" + e.Name + ">\n")
	}
	walk(e, "")
	return b.String()
}

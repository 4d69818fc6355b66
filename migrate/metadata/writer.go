package metadata

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template"

	"unpw/certs"
	"unpw/templates"
)

// writer fills the templates for one layout and API version.
type writer struct {
	facts    facts
	options  Options
	layout   string
	version  int
	parsed   map[string]*template.Template // by name, as needed
	part     stepData                      // of the deploy that steps are about
	stepFile *stepFile                     // nil until it is needed
}

func newWriter(o Options) (*writer, error) {
	f, err := loadFacts()
	if err != nil {
		return nil, err
	}
	w := &writer{facts: f, options: o, layout: o.Layout, version: f.Versions.Default, parsed: map[string]*template.Template{}}
	switch o.Layout {
	case "":
		w.layout = Source
	case Source, MDAPI, Zipped:
	default:
		return nil, usage("no layout %q is known", o.Layout).Hint("use %s, %s or %s", Source, MDAPI, Zipped)
	}
	if o.APIVersion != "" {
		n, err := strconv.Atoi(strings.TrimSuffix(o.APIVersion, ".0"))
		if err != nil || n < f.Versions.Oldest || n > f.Versions.Newest {
			return nil, usage("API version %q cannot be written", o.APIVersion).Hint("use %d.0 to %d.0", f.Versions.Oldest, f.Versions.Newest)
		}
		w.version = n
	}
	if o.Project == "" {
		w.options.Project = "unpw-apps"
	} else if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`).MatchString(o.Project) {
		return nil, usage("project name %q cannot be used", o.Project).Hint("use letters, digits, dots, dashes and underscores")
	}
	return w, nil
}

// sheet is what the template of an app's component sees.
type sheet struct {
	App
	Member           string // name of this component
	JWT              bool
	CallbackURL      string
	Certificate      string
	ScopeNames       []string
	IPRelaxation     string
	HighAssurance    bool
	SessionLevelName string
	Refresh          refresh
}

// sheet prepares an app that check has accepted.
func (w *writer) sheet(a App, member string) sheet {
	s := sheet{
		App: a, Member: member, JWT: a.Flow == JWTBearer,
		CallbackURL:   w.facts.CallbackURL,
		IPRelaxation:  w.facts.IP[a.IP].of(a.Type),
		HighAssurance: a.SessionLevel == highAssurance, SessionLevelName: w.facts.SessionLevel[a.SessionLevel].of(a.Type),
	}
	s.ScopeNames, _ = w.scopes(a)
	s.Refresh, _ = w.refresh(a)
	if cert, err := certs.OpenCertificate(a.CertificatePEM); s.JWT && err == nil {
		s.Certificate = strings.TrimSpace(string(certs.CertificatePEM(cert.Raw)))
	}
	return s
}

// fill executes the template of a metadata type. In it, has tells whether the
// API version knows an element of that type.
func (w *writer) fill(name string, data any) ([]byte, error) {
	t, err := w.template(name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("fill template %s: %w", name, err)
	}
	return out.Bytes(), nil
}

func (w *writer) template(name string) (*template.Template, error) {
	if t := w.parsed[name]; t != nil {
		return t, nil
	}
	elements := w.facts.Types[name].Elements
	t, err := template.New(name+".tmpl").Option("missingkey=error").Funcs(template.FuncMap{
		"xml":  escape,
		"join": strings.Join,
		"has":  func(element string) bool { return elements[element] > 0 && elements[element] <= w.version },
	}).ParseFS(templates.Metadata, "metadata/"+name+".tmpl")
	if err != nil {
		return nil, fmt.Errorf("parse template %s: %w", name, err)
	}
	w.parsed[name] = t
	return t, nil
}

// escape makes a text fit between two tags. encoding/xml would also turn the
// line breaks of a certificate into character references, which is legal, but
// in no file that is known to have been deployed.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

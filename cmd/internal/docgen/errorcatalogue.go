package main

import (
	"fmt"
	"io/fs"
	"strings"

	"unpw/migrate/explain"
	"unpw/templates"
)

// families orders the catalogue and gives its files titles.
var families = [][2]string{
	{"jwt", "JWT bearer"},
	{"client-credentials", "Client credentials"},
	{"any", "Every flow of the token endpoint"},
	{"password", "OAuth username-password"},
	{"soap", "SOAP login()"},
	{"web-server", "Web server, refresh token, token exchange"},
	{"resource", "Calls after the login"},
	{"deploy", "Deploying metadata"},
	{"login-history", "Login History"},
}

// errorCatalogue makes docs/errors.md.
func errorCatalogue() (string, error) {
	sub, err := fs.Sub(templates.Errors, "errors")
	if err != nil {
		return "", err
	}
	catalogue, err := explain.Load(sub)
	if err != nil {
		return "", err
	}
	byFamily := map[string][]*explain.Entry{}
	for _, e := range catalogue.Entries() {
		byFamily[e.Family] = append(byFamily[e.Family], e)
	}
	var m markdown
	m.title("What an org says when it refuses", "templates/errors/*.yaml")
	m.linef("\nSalesforce lists these answers nowhere: they are compared as parts of a text, whatever their case, and one text may stand")
	m.linef("for several causes. *Unverified* marks what Salesforce's own texts do not say.")
	list, err := explain.LoadVerification(templates.Verification, catalogue)
	if err != nil {
		return "", err
	}
	verification(&m, list)
	for _, f := range families {
		m.linef("\n## %s", f[1])
		for _, e := range byFamily[f[0]] {
			errorEntry(&m, e)
		}
		delete(byFamily, f[0])
	}
	for name := range byFamily {
		return "", fmt.Errorf("templates/errors/%s.yaml has no title in errorcatalogue.go", name)
	}
	return m.String(), nil
}

// verification is the page of the one answer that stands for many causes.
func verification(m *markdown, v *explain.Verification) {
	m.linef("\n## invalid_grant: authentication failure\n")
	m.linef("%s `unpw explain \"authentication failure\" --org NAME` asks the org.", plain(v.Meaning))
	m.head("what must hold", "where it does not", "where to look", "what to do", "source")
	for _, l := range v.Lines {
		do := plain(l.Fix)
		if l.Command != "" {
			do += ": " + code(l.Command)
		}
		source := linkedAll(l.Source)
		if l.Confidence != explain.Seen {
			source += " (*unverified: " + strings.ReplaceAll(string(l.Confidence), "-", " ") + "*)"
		}
		m.row("**"+l.ID+"**: "+plain(l.Claim), plain(l.Meaning), plain(l.ByHand)+" ("+plain(l.Setup)+")", do, source)
	}
}

func errorEntry(m *markdown, e *explain.Entry) {
	m.linef("\n### %s\n", e.ID)
	var said []string
	if e.Error != "" {
		said = append(said, code(e.Error))
	}
	for _, d := range e.Description {
		said = append(said, code(d))
	}
	if len(said) > 0 {
		m.linef("%s  ", strings.Join(said, " · "))
	}
	about := strings.Join(e.Flows, ", ")
	if e.HTTP != 0 {
		about += fmt.Sprintf("; HTTP %d", e.HTTP)
		if e.HTTPUnverified {
			about += " (*unverified*)"
		}
	}
	m.linef("%s", about)
	if e.Status != "" {
		m.linef("\nIn Login History: %s", code(e.Status))
	}
	m.linef("\n%s\n", plain(e.Meaning))
	m.linef("Causes, most likely first:\n")
	for i, c := range e.Causes {
		m.linef("%d. %s", i+1, plain(c))
	}
	m.linef("\nHow to tell: %s\n", plain(strings.Join(e.TellApart, "; ")))
	m.linef("What to do:\n")
	for _, s := range e.Fix {
		line := plain(s.Do)
		if s.Setup != "" {
			line += " (" + plain(s.Setup) + ")"
		}
		if s.Command != "" {
			line += ": " + code(s.Command)
		}
		m.linef("- %s", line)
	}
	if len(e.See) > 0 {
		links := make([]string, len(e.See))
		for i, id := range e.See {
			links[i] = fmt.Sprintf("[%s](#%s)", id, id)
		}
		m.linef("\nSee also %s.", strings.Join(links, ", "))
	}
	if e.NotRehearsed != "" {
		m.linef("\nCannot be rehearsed: %s.", plain(e.NotRehearsed))
	}
	source := linkedAll(e.Source)
	if !e.Verified() {
		source += " (*unverified: " + strings.ReplaceAll(string(e.Confidence), "-", " ") + "*)"
	}
	m.linef("\nSource: %s", source)
}

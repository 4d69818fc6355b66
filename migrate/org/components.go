package org

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// Component is a metadata component as the org has it.
type Component struct {
	Type string
	Name string
	Root Element // named after the type, without fullName
}

// mostRead is how many components one readMetadata takes, mostListed how many
// types one listMetadata (Metadata API Developer Guide).
const (
	mostRead   = 10
	mostListed = 3
)

// ReadComponents gives those of the named components of a type that are there,
// over the SOAP Metadata API: the REST API deploys, but gives nothing back. What
// an org adds is in them (orgScopedExternalApp, oauthLink), a consumer secret is
// not.
func (s *Session) ReadComponents(ctx context.Context, kind string, names ...string) ([]Component, error) {
	var out []Component
	for len(names) > 0 {
		now := names[:min(mostRead, len(names))]
		names = names[len(now):]
		request := Element{Name: "readMetadata", Kids: []Element{{Name: "type", Text: kind}}}
		for _, name := range now {
			request.Kids = append(request.Kids, Element{Name: "fullNames", Text: name})
		}
		answer, err := s.soap(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, record := range answer.Kid("result").All("records") {
			name := record.Kid("fullName").Text
			if name == "" {
				continue // asked for, and not there
			}
			root := Element{Name: kind}
			for _, k := range record.Kids {
				if k.Name != "fullName" {
					root.Kids = append(root.Kids, k)
				}
			}
			out = append(out, Component{Type: kind, Name: name, Root: root})
		}
	}
	return out, nil
}

// ListComponents gives the names of the components of each type.
func (s *Session) ListComponents(ctx context.Context, kinds ...string) (map[string][]string, error) {
	out := map[string][]string{}
	for len(kinds) > 0 {
		now := kinds[:min(mostListed, len(kinds))]
		kinds = kinds[len(now):]
		request := Element{Name: "listMetadata"}
		for _, kind := range now {
			request.Kids = append(request.Kids, Element{Name: "queries", Kids: []Element{{Name: "type", Text: kind}}})
		}
		request.Kids = append(request.Kids, Element{Name: "asOfVersion", Text: s.version()})
		answer, err := s.soap(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, found := range answer.All("result") {
			kind := found.Kid("type").Text
			out[kind] = append(out[kind], found.Kid("fullName").Text)
		}
	}
	return out, nil
}

const (
	envelopeSpace = "http://schemas.xmlsoap.org/soap/envelope/"
	metadataSpace = "http://soap.sforce.com/2006/04/metadata"
)

// soap sends one call of the Metadata API and gives the response element. The
// session goes in the envelope, as this API wants it.
func (s *Session) soap(ctx context.Context, call Element) (Element, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<soapenv:Envelope xmlns:soapenv="` + envelopeSpace + `"><soapenv:Header xmlns="` + metadataSpace + `">`)
	write(&b, Element{Name: "SessionHeader", Kids: []Element{{Name: "sessionId", Text: s.Token.Reveal()}}})
	b.WriteString(`</soapenv:Header><soapenv:Body xmlns="` + metadataSpace + `">`)
	write(&b, call)
	b.WriteString("</soapenv:Body></soapenv:Envelope>")
	answer, err := s.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Instance+"/services/Soap/m/"+s.version(), bytes.NewReader(b.Bytes()))
		if err == nil {
			r.Header.Set("Content-Type", "text/xml; charset=UTF-8")
			r.Header.Set("SOAPAction", `""`)
		}
		return r, err
	})
	if err != nil {
		return Element{}, err
	}
	envelope, err := ParseElement(answer.Body)
	body := envelope.Kid("Body")
	if err != nil || envelope.Name != "Envelope" || len(body.Kids) != 1 {
		return Element{}, oauth.NotAnAnswer(answer, s.Token)
	}
	if f := body.Kid("Fault"); f.Name != "" {
		_, code, _ := strings.Cut(f.Kid("faultcode").Text, ":")
		return Element{}, oauth.NewRefusal("", answer, code, strings.TrimPrefix(f.Kid("faultstring").Text, code+": "), s.Token)
	}
	if answer.Status != http.StatusOK || body.Kids[0].Name != call.Name+"Response" {
		return Element{}, oauth.NotAnAnswer(answer, s.Token)
	}
	return body.Kids[0], nil
}

func write(b *bytes.Buffer, e Element) {
	b.WriteString("<" + e.Name + ">")
	_ = xml.EscapeText(b, []byte(e.Text)) // a buffer takes everything
	for _, k := range e.Kids {
		write(b, k)
	}
	b.WriteString("</" + e.Name + ">")
}

// OrgID gives the id of the org, 18 characters. A refreshed sandbox has another
// one than before.
func (s *Session) OrgID(ctx context.Context) (string, error) {
	id, err := s.idOf(ctx, "SELECT Id FROM Organization")
	if err == nil && id == "" {
		return "", s.no("the org does not say its id")
	}
	return id, err
}

// LacksModifyMetadata tells whether an error says that the user of the session
// may not deploy.
func LacksModifyMetadata(err error) bool {
	if fail.CodeOf(err) != fail.Refused {
		return false
	}
	text := fail.Of(err).Error()
	return strings.Contains(text, "INSUFFICIENT_ACCESS") || strings.Contains(text, "Modify Metadata")
}

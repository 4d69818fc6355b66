package org

import (
	"context"
	"encoding/xml"
	"html"
	"net/http"
	"strings"

	"unpw/migrate/oauth"
)

// OAuthSettings are the org-wide switches of OauthOidcSettings; nil where the
// answer leaves one out.
type OAuthSettings struct {
	BlockPassword  *bool `xml:"blockOAuthUnPwFlow"`
	BlockUserAgent *bool `xml:"blockOAuthUsrAgtFlow"`
}

// OAuthSettings reads the switches over the SOAP Metadata API (readMetadata), as
// REST has no way to. It needs the permission Modify Metadata or View Setup; that
// this type can be read so is inferred from how other Settings are.
func (s *Session) OAuthSettings(ctx context.Context) (*OAuthSettings, error) {
	const envelope = `<?xml version="1.0" encoding="UTF-8"?>` +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://soap.sforce.com/2006/04/metadata">` +
		`<soapenv:Header><m:SessionHeader><m:sessionId>{token}</m:sessionId></m:SessionHeader></soapenv:Header>` +
		`<soapenv:Body><m:readMetadata><m:type>OauthOidcSettings</m:type><m:fullNames>OauthOidc</m:fullNames></m:readMetadata></soapenv:Body></soapenv:Envelope>`
	text := strings.Replace(envelope, "{token}", html.EscapeString(s.Token.Reveal()), 1)
	answer, err := s.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		r, err := s.request(ctx, http.MethodPost, s.Instance+"/services/Soap/m/"+s.version(), &body{"text/xml; charset=UTF-8", []byte(text)})
		if err == nil {
			r.Header.Set("SOAPAction", `""`)
			r.Header.Set("Accept", "text/xml")
		}
		return r, err
	})
	if err != nil {
		return nil, err
	}
	var read struct {
		Fault *struct {
			Code string `xml:"faultcode"`
			Text string `xml:"faultstring"`
		} `xml:"Body>Fault"`
		Records []OAuthSettings `xml:"Body>readMetadataResponse>result>records"`
	}
	switch err := xml.Unmarshal(answer.Body, &read); {
	case err == nil && read.Fault != nil:
		_, code, found := strings.Cut(read.Fault.Code, ":")
		if !found {
			code = read.Fault.Code
		}
		return nil, oauth.NewRefusal("", answer, code, strings.TrimPrefix(read.Fault.Text, code+": "), s.Token)
	case answer.Status != http.StatusOK:
		return nil, s.read(answer, &read) // a refusal in JSON, or no answer at all
	case err != nil || len(read.Records) != 1:
		return nil, oauth.NotAnAnswer(answer, s.Token)
	}
	return &read.Records[0], nil
}

package rehearsal

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
)

const envelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/"

// soapLogin is what a login() request says.
type soapLogin struct{ username, password, client string }

// parseLogin reads a SOAP envelope with a login element, in whatever namespace
// prefixes a client writes.
func parseLogin(body []byte) (soapLogin, bool) {
	var envelope struct {
		XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
		Header  struct {
			CallOptions struct {
				Client string `xml:"client"`
			} `xml:"CallOptions"`
		} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Header"`
		Body struct {
			Login *struct {
				Username string `xml:"username"`
				Password string `xml:"password"`
			} `xml:"login"`
		} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
	}
	if err := xml.NewDecoder(bytes.NewReader(body)).Decode(&envelope); err != nil || envelope.Body.Login == nil {
		return soapLogin{}, false
	}
	return soapLogin{envelope.Body.Login.Username, envelope.Body.Login.Password, envelope.Header.CallOptions.Client}, true
}

// namespaceOf gives the namespace of the WSDL's messages, and of its faults.
func namespaceOf(wsdl string) (messages, faults string) {
	if wsdl == "c" {
		return "urn:enterprise.soap.sforce.com", "urn:fault.enterprise.soap.sforce.com"
	}
	return "urn:partner.soap.sforce.com", "urn:fault.partner.soap.sforce.com"
}

// fault answers as a failed login() does: HTTP 500, the code in faultcode and
// in the detail, "CODE: TEXT" in faultstring.
func (w *World) fault(wsdl string, r *refusal) response {
	e := w.entry(r)
	code, text := e.Error, w.textOf(r)
	_, faults := namespaceOf(wsdl)
	name, full := "sf:"+code, code+": "+text
	detail := fmt.Sprintf(`<detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>%s</sf:exceptionCode><sf:exceptionMessage>%s</sf:exceptionMessage></sf:LoginFault></detail>`, escaped(code), escaped(text))
	if strings.Contains(code, ":") { // soapenv:Client has no code of the platform's own
		name, full, detail = code, text, ""
	}
	return envelope(e.HTTP, fmt.Sprintf(`xmlns:sf="%s" `, faults),
		fmt.Sprintf(`<soapenv:Fault><faultcode>%s</faultcode><faultstring>%s</faultstring>%s</soapenv:Fault>`, escaped(name), escaped(full), detail))
}

// loggedIn answers a login() that worked. serverUrl is on the My Domain, where
// every later call belongs.
func loggedIn(wsdl, version string, s *session) response {
	messages, _ := namespaceOf(wsdl)
	server := func(kind string) string {
		return escaped(fmt.Sprintf("%s/services/Soap/%s/%s/%s", s.org.url(), kind, version, s.org.id[:15]))
	}
	info := [][2]string{
		{"accessibilityMode", "false"},
		{"currencySymbol", "$"},
		{"orgAttachmentFileSizeLimit", "5242880"},
		{"orgDefaultCurrencyIsoCode", "USD"},
		{"orgDisallowHtmlAttachments", "false"},
		{"orgHasPersonAccounts", "false"},
		{"organizationId", s.org.id},
		{"organizationMultiCurrency", "false"},
		{"organizationName", s.org.name},
		{"profileId", "00e000000000000AAA"},
		{"roleId", ""},
		{"sessionSecondsValid", fmt.Sprint(int(lifetime.Seconds()))},
		{"userDefaultCurrencyIsoCode", ""},
		{"userEmail", s.user.username},
		{"userFullName", s.user.username},
		{"userId", s.user.id},
		{"userLanguage", "en_US"},
		{"userLocale", "en_US"},
		{"userName", s.user.username},
		{"userTimeZone", "America/Los_Angeles"},
		{"userType", "Standard"},
		{"userUiSkin", "Theme3"},
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<loginResponse><result><metadataServerUrl>%s</metadataServerUrl><passwordExpired>%t</passwordExpired><sandbox>%t</sandbox><serverUrl>%s</serverUrl><sessionId>%s</sessionId><userId>%s</userId><userInfo>`,
		server("m"), s.user.passwordExpired, s.org.kind == Sandbox, server(wsdl), escaped(s.token.Reveal()), s.user.id)
	for _, field := range info {
		if field[1] == "" {
			fmt.Fprintf(&b, `<%s xsi:nil="true"/>`, field[0])
			continue
		}
		fmt.Fprintf(&b, "<%s>%s</%[1]s>", field[0], escaped(field[1]))
	}
	b.WriteString("</userInfo></result></loginResponse>")
	return envelope(http.StatusOK, fmt.Sprintf(`xmlns="%s" `, messages), b.String())
}

func envelope(status int, namespaces, body string) response {
	return answer(status, "text/xml;charset=UTF-8", fmt.Sprintf(
		`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="%s" %sxmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>%s</soapenv:Body></soapenv:Envelope>`,
		envelopeNamespace, namespaces, body))
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

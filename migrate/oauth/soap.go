package oauth

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// soapVersion is the API version of a SOAP login without one of its own:
// login() exists up to 64.0, and 59.0 is what simple-salesforce sends.
const soapVersion = "59.0"

// soapLogin is login() of the partner API, the other login that is left.
func (c *Client) soapLogin(ctx context.Context, l Login) (*Token, error) {
	version := l.APIVersion
	if version == "" {
		version = soapVersion
	}
	if strings.Trim(version, "0123456789.") != "" {
		return nil, fail.New(fail.Usage, "%q is not an API version", Clean(version)).In("log in").
			Hint("write it as in 59.0")
	}
	envelope, err := soapEnvelope(l)
	if err != nil {
		return nil, err
	}
	answer, err := c.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+l.Host+"/services/Soap/u/"+version, bytes.NewReader(envelope))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "text/xml; charset=UTF-8")
		r.Header.Set("SOAPAction", "login")
		return r, nil
	})
	if err != nil {
		return nil, err
	}
	return parseSOAP(answer, l.secrets())
}

// soapEnvelope writes the request. A text that XML cannot carry is refused:
// sent altered it would be a wrong password, and count as one.
func soapEnvelope(l Login) ([]byte, error) {
	var b bytes.Buffer
	element := func(name, text string) error {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, notXML) {
			return fail.New(fail.Usage, "the %s holds a character that XML cannot carry", name).In("log in")
		}
		b.WriteString("<urn:" + name + ">")
		if err := xml.EscapeText(&b, []byte(text)); err != nil {
			return err
		}
		b.WriteString("</urn:" + name + ">")
		return nil
	}
	b.WriteString(xml.Header + `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">`)
	var err error
	if l.OrganizationID != "" {
		b.WriteString("<soapenv:Header><urn:LoginScopeHeader>")
		err = errors.Join(err, element("organizationId", l.OrganizationID))
		b.WriteString("</urn:LoginScopeHeader></soapenv:Header>")
	}
	b.WriteString("<soapenv:Body><urn:login>")
	err = errors.Join(err, element("username", l.Username), element("password", l.withToken().Reveal()))
	b.WriteString("</urn:login></soapenv:Body></soapenv:Envelope>")
	return b.Bytes(), err
}

func notXML(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// soapDepth bounds the nesting of a SOAP answer.
const soapDepth = 64

// soapFields reads the leaves of a SOAP answer by local name, the first of a
// name. ok is false where the text is not XML or not an envelope.
func soapFields(body []byte) (fields map[string]string, ok bool) {
	fields = map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(body))
	var path []string
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			_, ok := fields["Envelope"]
			return fields, ok && len(path) == 0
		}
		if err != nil {
			return nil, false
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(path) == soapDepth || len(path) == 0 && t.Name.Local != "Envelope" {
				return nil, false
			}
			path = append(path, t.Name.Local)
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			name := path[len(path)-1]
			path = path[:len(path)-1]
			if _, seen := fields[name]; !seen {
				fields[name] = text.String()
			}
			text.Reset()
		}
	}
}

// parseSOAP reads the answer to login(). A fault comes with status 500.
func parseSOAP(a *Answer, secrets []secret.Secret) (*Token, error) {
	fields, ok := soapFields(a.Body)
	if !ok {
		if a.Status == http.StatusTooManyRequests {
			return nil, NewRefusal(SOAPLogin, a, TooManyRequests, "the org answered with status 429")
		}
		return nil, NotAnAnswer(a, secrets...)
	}
	if _, isFault := fields["faultstring"]; isFault {
		code, description := fault(fields)
		return nil, NewRefusal(SOAPLogin, a, code, description, secrets...)
	}
	if strings.EqualFold(strings.TrimSpace(fields["passwordExpired"]), "true") {
		return nil, NewRefusal(SOAPLogin, a, PasswordExpired, "the org answered passwordExpired: the session is good for a new password only")
	}
	instance := origin(fields["serverUrl"])
	if a.Status != http.StatusOK || fields["sessionId"] == "" || instance == "" {
		return nil, NotAnAnswer(a, secrets...)
	}
	t := &Token{Access: secret.New(fields["sessionId"]), InstanceURL: instance, Date: a.Date, Username: Clean(fields["userName"])}
	if isID(fields["userId"], "005") {
		t.UserID = fields["userId"]
	}
	if isID(fields["organizationId"], "00D") {
		t.OrgID = fields["organizationId"]
	}
	return t, nil
}

// fault gives code and message of a SOAP fault: those of the detail, else
// those of the envelope, whose string repeats the code.
func fault(fields map[string]string) (code, description string) {
	code, description = fields["exceptionCode"], fields["exceptionMessage"]
	if code == "" {
		code = fields["faultcode"]
		code = code[strings.LastIndexByte(code, ':')+1:]
	}
	if description == "" {
		description = strings.TrimPrefix(fields["faultstring"], code+": ")
	}
	return strings.TrimSpace(code), strings.TrimSpace(description)
}

package certs

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// printed gives the subject back from its DER bytes, as RFC 4514.
func printed(text string) (string, error) {
	sequence, err := parseSubject(text)
	if err != nil {
		return "", err
	}
	der, err := asn1.Marshal(sequence)
	if err != nil {
		return "", err
	}
	var back pkix.RDNSequence
	if _, err := asn1.Unmarshal(der, &back); err != nil {
		return "", err
	}
	return back.String(), nil
}

func TestSubjectIsReadAsRFC4514(t *testing.T) {
	tests := []struct{ text, want string }{
		{"CN=Billing_Etl", "CN=Billing_Etl"},
		{"cn = Billing_Etl , o = Acme", "CN=Billing_Etl,O=Acme"},
		{`CN=a,OU=b,O=Acme\, Inc.,C=DE`, `CN=a,OU=b,O=Acme\, Inc.,C=DE`},
		{"CN=a+OU=b,O=c", "CN=a+OU=b,O=c"},
		{"O=Müller", "O=Müller"},
		{`O=M\c3\bcller`, "O=Müller"},
		{`CN=ends in a blank\ `, `CN=ends in a blank\ `},
		{"CN=a=b", "CN=a=b"},
	}
	for _, tt := range tests {
		if got, err := printed(tt.text); err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.text, got, err, tt.want)
		}
	}
}

func TestSubjectRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "not NAME=value"},
		{"Billing", "not NAME=value"},
		{"CN=a,", "not NAME=value"},
		{"/CN=a/O=b", "starts with a slash"},
		{"CN=", "0 characters"},
		{"CN=" + strings.Repeat("x", 65), "65 characters"},
		{"C=Germany", "7 characters"},
		{"C=D", "1 characters"},
		{"DC=münchen", "may not"},
		{"FAVOURITE=a", "not known"},
		{`CN=a\`, "escapes nothing"},
		{`CN=a\zz`, "escapes nothing"},
		{`CN=\ff\fe`, "not UTF-8"},
	}
	for _, tt := range tests {
		if got, err := printed(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %q, %v, want %q in the error", tt.text, got, err, tt.want)
		}
	}
}

func TestAnySubjectComesBack(t *testing.T) {
	escape := strings.NewReplacer(",", `\,`, "+", `\+`, `"`, `\"`, `\`, `\\`, "<", `\<`, ">", `\>`, ";", `\;`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"CN", "O", "OU", "L", "ST"})
		value := rapid.StringMatching(`[a-zA-Z0-9,+"\\<>;=_.ü-]{1,40}`)
		var parts []string
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			parts = append(parts, name.Draw(t, "name")+"="+escape.Replace(value.Draw(t, "value")))
		}
		text := strings.Join(parts, ",")
		if got, err := printed(text); err != nil || got != text {
			t.Fatalf("%q came back as %q, %v", text, got, err)
		}
	})
}

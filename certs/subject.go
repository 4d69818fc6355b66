package certs

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// attribute is a name that a subject may use, with its limits from RFC 5280
// appendix A.1.
type attribute struct {
	name  string
	oid   asn1.ObjectIdentifier
	limit int // characters
	tag   int // ASN.1 string type; 0: PrintableString or UTF8String, as fits
}

func attributes() []attribute {
	return []attribute{
		{"CN", asn1.ObjectIdentifier{2, 5, 4, 3}, 64, 0},
		{"OU", asn1.ObjectIdentifier{2, 5, 4, 11}, 64, 0},
		{"O", asn1.ObjectIdentifier{2, 5, 4, 10}, 64, 0},
		{"L", asn1.ObjectIdentifier{2, 5, 4, 7}, 128, 0},
		{"ST", asn1.ObjectIdentifier{2, 5, 4, 8}, 128, 0},
		{"C", asn1.ObjectIdentifier{2, 5, 4, 6}, 2, asn1.TagPrintableString},
		{"STREET", asn1.ObjectIdentifier{2, 5, 4, 9}, 128, 0},
		{"POSTALCODE", asn1.ObjectIdentifier{2, 5, 4, 17}, 40, 0},
		{"SERIALNUMBER", asn1.ObjectIdentifier{2, 5, 4, 5}, 64, asn1.TagPrintableString},
		{"UID", asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}, 256, 0},
		{"DC", asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 25}, 63, asn1.TagIA5String},
		{"EMAILADDRESS", asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, 255, asn1.TagIA5String},
	}
}

// parseSubject reads a distinguished name as RFC 4514 writes it
// ("CN=Billing_Etl,OU=Data,O=Acme"), without its #hex values. The first name
// of the text becomes the last of the sequence, as that RFC asks, so tools
// that print RFC 4514 show the text again.
func parseSubject(text string) (pkix.RDNSequence, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "/") {
		return nil, bad(Unusable, "subject: starts with a slash", "write it as CN=name,O=organisation")
	}
	var sequence pkix.RDNSequence
	for _, rdn := range splitUnescaped(text, ',') {
		var set pkix.RelativeDistinguishedNameSET
		for _, pair := range splitUnescaped(rdn, '+') {
			one, err := parseAttribute(pair)
			if err != nil {
				return nil, err
			}
			set = append(set, one)
		}
		sequence = append(pkix.RDNSequence{set}, sequence...)
	}
	return sequence, nil
}

func parseAttribute(pair string) (pkix.AttributeTypeAndValue, error) {
	none := pkix.AttributeTypeAndValue{}
	name, written, ok := strings.Cut(pair, "=")
	name = strings.ToUpper(strings.TrimSpace(name))
	if !ok || name == "" {
		return none, bad(Unusable, "subject: a part is not NAME=value", "write it as CN=name,O=organisation; a comma inside a value takes a backslash")
	}
	for _, a := range attributes() {
		if a.name != name {
			continue
		}
		value, err := unescape(trimUnescaped(written))
		if err != nil {
			return none, err
		}
		if n := utf8.RuneCountInString(value); n == 0 || n > a.limit || (name == "C" && n != a.limit) {
			return none, bad(Unusable, fmt.Sprintf("subject: %s has %d characters", name, n), fmt.Sprintf("give %s up to %d characters, a country exactly 2", name, a.limit))
		}
		encoded, err := encodeString(value, a.tag)
		if err != nil {
			return none, bad(Unusable, fmt.Sprintf("subject: %s holds a character that it may not", name), "use plain ASCII letters and digits there")
		}
		return pkix.AttributeTypeAndValue{Type: a.oid, Value: encoded}, nil
	}
	names := make([]string, 0, len(attributes()))
	for _, a := range attributes() {
		names = append(names, a.name)
	}
	return none, bad(Unusable, "subject: a name is not known", "use "+strings.Join(names, ", "))
}

func encodeString(value string, tag int) (asn1.RawValue, error) {
	params := map[int]string{0: "", asn1.TagPrintableString: "printable", asn1.TagIA5String: "ia5"}[tag]
	der, err := asn1.MarshalWithParams(value, params)
	if err != nil {
		return asn1.RawValue{}, err
	}
	return asn1.RawValue{FullBytes: der}, nil
}

// splitUnescaped cuts text at every sep that no backslash stands before.
func splitUnescaped(text string, sep byte) []string {
	var parts []string
	from := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case sep:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}

// trimUnescaped takes blanks off both ends, but not one that a backslash
// escapes.
func trimUnescaped(text string) string {
	text = strings.TrimLeft(text, " ")
	for strings.HasSuffix(text, " ") && !strings.HasSuffix(text, `\ `) {
		text = text[:len(text)-1]
	}
	return text
}

// unescape takes the backslashes out of a value: before a special character,
// or before two hex digits of a byte.
func unescape(value string) (string, error) {
	wrong := bad(Unusable, "subject: a backslash escapes nothing", `write \, \+ \" \\ \< \> \; \= \# or two hex digits`)
	var out []byte
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' {
			out = append(out, value[i])
			continue
		}
		rest := value[i+1:]
		if rest != "" && strings.IndexByte(` ,+"\<>;=#`, rest[0]) >= 0 {
			out = append(out, rest[0])
			i++
			continue
		}
		if len(rest) < 2 {
			return "", wrong
		}
		b, err := hex.DecodeString(rest[:2])
		if err != nil {
			return "", wrong
		}
		out = append(out, b...)
		i += 2
	}
	if !utf8.Valid(out) {
		return "", bad(Unusable, "subject: a value is not UTF-8", "write it in UTF-8")
	}
	return string(out), nil
}

package format

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// percentStyles spell values in the parts of an address and in forms: what is
// not plain there is %XX in UTF-8. A blank is %20, which all readers take for
// one.
var percentStyles = map[string]encoder{
	"uri-user": percent(""), "esc:uri-user": percent(""),
	"uri-host": uriHost, "esc:uri-host": percent(""),
	"uri-path": uriPath, "esc:uri-path": percent("/:@,"), "uri-port": uriDigits,
	"query": percent("/:,"), "esc:query": percent("/:,"),
	"form": percent(""), "esc:form": percent(""),
	"query-key": percentKey, "uri-scheme": uriScheme,
}

// percent makes an encoder that leaves letters, digits, -._~ and kept.
func percent(kept string) encoder {
	return plainly(func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			if c := s[i]; isWord(c) || strings.IndexByte("-.~", c) >= 0 || strings.IndexByte(kept, c) >= 0 {
				b.WriteByte(c)
			} else {
				b.WriteByte('%')
				b.WriteByte("0123456789ABCDEF"[c>>4])
				b.WriteByte("0123456789ABCDEF"[c&15])
			}
		}
		return b.String()
	})
}

func percentKey(s string) (string, error) {
	if s == "" {
		return "", errNoSpelling
	}
	return percent("")(s)
}

// uriHost leaves the brackets of an address of IPv6.
func uriHost(s string) (string, error) {
	if addr, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil && addr.Is6() && s == "["+addr.String()+"]" {
		return s, nil
	}
	return percent("")(s)
}

// uriPath is for a whole path.
func uriPath(s string) (string, error) {
	if !strings.HasPrefix(s, "/") {
		return "", errNoSpelling
	}
	return percent("/:@,")(s)
}

func uriDigits(s string) (string, error) {
	if digits(s) != len(s) || s == "" {
		return "", errNoSpelling
	}
	return s, nil
}

func uriScheme(s string) (string, error) {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) && r != '-' && r != '.' && r != '+' }) || s[0] < 'A' || s[0] == '_' {
		return "", errNoSpelling
	}
	return s, nil
}

// percentUnit reads one byte, or what stands for it.
func percentUnit(raw []byte, plus bool) ([]byte, int) {
	switch {
	case raw[0] == '+' && plus:
		return []byte{' '}, 1
	case raw[0] != '%':
		return raw[:1], 1
	case len(raw) < 3:
		return nil, 0
	}
	high, low := hexDigit(raw[1]), hexDigit(raw[2])
	if high < 0 || low < 0 {
		return nil, 0
	}
	return []byte{byte(high<<4 | low)}, 3
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// percentDecode gives n the value that stands in its span.
func percentDecode(n *Node, raw []byte, plus bool) {
	if strings.IndexByte(string(raw), '%') < 0 && (!plus || strings.IndexByte(string(raw), '+') < 0) {
		n.Value = string(raw)
		return
	}
	var b []byte
	for i := 0; i < len(raw); {
		got, size := percentUnit(raw[i:], plus)
		if size == 0 {
			n.Value, n.Opaque = string(raw), "a percent sign begins no escape"
			return
		}
		b = append(b, got...)
		i += size
	}
	if n.Value = string(b); !utf8.Valid(b) {
		n.Value, n.Opaque = string(raw), "the text is not in UTF-8"
	}
}

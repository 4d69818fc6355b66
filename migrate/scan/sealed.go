package scan

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"unicode/utf8"

	"unpw/migrate/format"
)

// secretSigns are what stands in every Kubernetes Secret, whose files hold words
// that only show once they are decoded.
var secretSigns = []string{"kind: secret", `"kind": "secret"`, `"kind":"secret"`}

var sealedText = regexp.MustCompile(`[A-Za-z0-9+/]{24,}={0,2}`)

// withSealed gives a text and, if a Kubernetes Secret stands in it, what its values
// in base64 say: keywords are looked for in both.
func withSealed(text []byte) []byte {
	lower := bytes.ToLower(text)
	isSecret := false
	for _, sign := range secretSigns {
		isSecret = isSecret || bytes.Contains(lower, []byte(sign))
	}
	if !isSecret {
		return text
	}
	out := text[:len(text):len(text)]
	for _, run := range sealedText.FindAll(text, -1) {
		decoded, err := base64.StdEncoding.DecodeString(string(run))
		if err == nil && utf8.Valid(decoded) {
			out = append(append(out, '\n'), decoded...)
		}
	}
	return out
}

// lowerWords gives the words of d in lower case, those in base64 too.
func lowerWords(d *format.Document) []byte { return bytes.ToLower(withSealed(d.Src)) }

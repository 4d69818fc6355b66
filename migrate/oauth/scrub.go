package oauth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"unpw/migrate/secret"
)

// longestText bounds a text of the other side in an error, in runes.
const longestText = 300

// shortestSecret is the length in bytes under which a secret is not looked
// for: Salesforce has no password under five characters, and a shorter one
// would blank out half of every sentence.
const shortestSecret = 4

// Clean makes a text of the other side fit to print: valid UTF-8, one line, no
// control or formatting character, bounded.
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > longestText {
		text = string(runes[:longestText]) + "…"
	}
	return text
}

// Scrub cleans a text and masks in it every secret, raw or in a form that a
// server echoes (URL-, XML-, JSON-escaped, base64), and everything that looks
// like a Salesforce session id or a JSON Web Token.
func Scrub(text string, secrets ...secret.Secret) string {
	var forms []string
	for _, s := range secrets {
		raw := s.Reveal()
		if len(raw) < shortestSecret {
			continue
		}
		for _, form := range formsOf(raw) {
			if len(form) >= shortestSecret && !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
	}
	// The longest first: the password with its token before the password.
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	mask := func(text string) string {
		for _, form := range forms {
			text = strings.ReplaceAll(text, form, secret.Mask)
		}
		return tokenLike().ReplaceAllString(text, secret.Mask)
	}
	// Before cleaning, since that would cut a secret or fold its blanks; and
	// after, since that may put one together again.
	return mask(Clean(mask(text)))
}

func formsOf(raw string) []string {
	forms := []string{raw, Clean(raw), url.QueryEscape(raw), url.PathEscape(raw),
		base64.StdEncoding.EncodeToString([]byte(raw)), base64.RawURLEncoding.EncodeToString([]byte(raw))}
	var b bytes.Buffer
	if xml.EscapeText(&b, []byte(raw)) == nil {
		forms = append(forms, b.String())
	}
	if quoted, err := json.Marshal(raw); err == nil {
		forms = append(forms, strings.Trim(string(quoted), `"`))
	}
	forms = append(forms, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace(raw))
	return forms
}

// tokenLike matches a session id (org id, "!", 20 and more characters: its
// shape is general knowledge, not documented) and a JSON Web Token.
func tokenLike() *regexp.Regexp {
	return regexp.MustCompile(`00D[A-Za-z0-9]{12,15}(!|%21)[A-Za-z0-9._%-]{20,}|eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*){0,2}`)
}

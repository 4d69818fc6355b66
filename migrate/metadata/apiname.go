package metadata

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// APIName makes the API name of an app out of what a person calls it: every
// run of characters other than A-Z, a-z and 0-9 becomes one "_", none at the
// ends; "App_" goes before a leading digit; more than 60 characters are cut. A
// text without any such character gets a name made from its hash, so that it
// is the same next time. A text that is an API name already stays.
func APIName(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	name := b.String()
	if name == "" {
		sum := sha256.Sum256([]byte(text))
		name = hex.EncodeToString(sum[:4])
	}
	if name[0] <= '9' || b.Len() == 0 {
		name = "App_" + name
	}
	return shorten(name, maxName)
}

// FreeName gives APIName of a text, with "_2", "_3" … behind it where taken
// says that another app has it. Names that differ in case only are one name to
// an org.
func FreeName(text string, taken func(name string) bool) string {
	first := APIName(text)
	name := first
	for n := 2; taken(name); n++ {
		suffix := "_" + strconv.Itoa(n)
		name = shorten(first, maxName-len(suffix)) + suffix
	}
	return name
}

func shorten(name string, longest int) string {
	if len(name) > longest {
		name = strings.TrimRight(name[:longest], "_")
	}
	return name
}

// longestLabel is what the label of an app may have, in characters: that of a
// connected app (general knowledge, not verified).
const longestLabel = 80

// LabelOf gives a text as the label of an app: one line, 80 characters.
func LabelOf(text string) string {
	label := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(label[:min(len(label), longestLabel)]))
}

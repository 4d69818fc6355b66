package workspace

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
)

// maxAppName is the length of the longest name of an app, in bytes.
const maxAppName = 60

// Slug gives the id of a folder: lower case, every run of other characters than
// a-z and 0-9 as one "-", none at the ends. It is empty where nothing is left.
func Slug(folder string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(folder) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}

// IntegrationID gives the id of the integration whose password setting is in file, a slash
// path relative to its root: the folder's slug; in the root itself, or where
// the folder leaves no slug, the slug of the file's stem. The caller numbers
// the second one in a folder.
func IntegrationID(file string) string {
	if s := Slug(strings.TrimPrefix(path.Dir(path.Clean(file)), ".")); s != "" {
		return s
	}
	stem := strings.TrimLeft(path.Base(file), ".")
	stem = strings.TrimSuffix(stem, path.Ext(stem))
	return cmp.Or(Slug(stem), "integration")
}

// AppName gives the name of the app of an integration: each word of its id
// capitalised and joined by "_", "App_" before a leading digit, 60 bytes at
// most. Two ids may share it: see AppNames.
func AppName(id string) string {
	words := strings.Split(Slug(id), "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	name := strings.Join(words, "_")
	if name == "" || name[0] <= '9' {
		name = strings.TrimSuffix("App_"+name, "_")
	}
	return cut(name, maxAppName)
}

// AppNames gives the app names of several ids; where two share one, the second
// in order of ids gets "_2", the third "_3".
func AppNames(ids []string) map[string]string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	names, taken := make(map[string]string, len(ids)), make(map[string]bool, len(ids))
	for _, id := range ids {
		name := AppName(id)
		for n := 2; taken[name]; n++ {
			suffix := "_" + strconv.Itoa(n)
			name = cut(AppName(id), maxAppName-len(suffix)) + suffix
		}
		names[id], taken[name] = name, true
	}
	return names
}

func cut(name string, size int) string {
	if len(name) > size {
		name = strings.TrimRight(name[:size], "_")
	}
	return name
}

package plan

import "strings"

// guessed are the roles that a name alone may tell, in the order that decides
// between equals: secret is a client's before it is a password.
var guessed = []string{"client-secret", "client-id", "security-token", "login-url", "username", "password"}

// GuessRole tells which role a setting plays by the end of its name, and what
// stands before that: CRM_PASSWORD is the password, of "CRM_". The role is ""
// where the name does not say.
func GuessRole(key string) (role, prefix string) {
	longest := 0
	for _, candidate := range guessed {
		for _, s := range synonyms[candidate] {
			want := strings.ReplaceAll(s, " ", "")
			if want == "key" || len(want) <= longest {
				continue
			}
			for _, at := range wordStarts(key) {
				if squash(key[at:]) == want {
					role, prefix, longest = candidate, key[:at], len(want)
					break
				}
			}
		}
	}
	return role, prefix
}

// NewKey gives the name that a setting of a new role gets beside the password
// called password: CRM_CLIENT_ID beside CRM_PASSWORD. around are the names that
// show how words are joined here.
func NewKey(password, role string, around []string) string {
	return rename(password, "password", role, "", around, false)
}

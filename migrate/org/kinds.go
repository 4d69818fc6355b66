package org

import "strings"

// Kinds tells what rows of Login History stand for, wherever they were read. It is
// not for concurrent use.
type Kinds struct {
	facts *historyFacts
	known map[[3]string]LoginRow // type, subtype and status → what they stand for
}

// mostKinds is how many combinations are remembered; an org has a few dozen.
const mostKinds = 1000

// ReadKinds gives the rules, which are data (loginhistory.yaml).
func ReadKinds() (*Kinds, error) {
	facts, err := readHistoryFacts()
	return &Kinds{facts, map[[3]string]LoginRow{}}, err
}

// Recognise sets Kind and Succeeded of a row by its type, subtype and status.
func (k *Kinds) Recognise(row *LoginRow) {
	key := [3]string{row.Type, row.SubType, row.Status}
	known, ok := k.known[key]
	if !ok {
		known = LoginRow{Kind: k.facts.kind(*row), Succeeded: strings.EqualFold(row.Status, k.facts.Success)}
		if len(k.known) < mostKinds {
			k.known[key] = known
		}
	}
	row.Kind, row.Succeeded = known.Kind, known.Succeeded
}

// OAuth tells whether a LoginType, label or API value, is that of OAuth 2.0.
func (k *Kinds) OAuth(loginType string) bool { return k.facts.sameType(loginType, "Oauth2") }

// APITypes gives the API values of LoginType that an integration may log in with.
func (k *Kinds) APITypes() []string {
	var list []string
	for _, t := range k.facts.Types {
		list = append(list, t.API)
	}
	return list
}

package org

import "strings"

// Kinds tells what rows of Login History stand for, wherever they were read.
type Kinds struct{ facts *historyFacts }

// ReadKinds gives the rules, which are data (loginhistory.yaml).
func ReadKinds() (*Kinds, error) {
	facts, err := readHistoryFacts()
	return &Kinds{facts}, err
}

// Recognise sets Kind and Succeeded of a row by its type, subtype and status.
func (k *Kinds) Recognise(row *LoginRow) {
	row.Kind, row.Succeeded = k.facts.kind(*row), strings.EqualFold(row.Status, k.facts.Success)
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

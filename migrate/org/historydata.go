package org

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

//go:embed loginhistory.yaml
var historyFile []byte

// historyFacts is loginhistory.yaml.
type historyFacts struct {
	Select           []string      `yaml:"select"`
	Filterable       []string      `yaml:"filterable"`
	FilterableSource string        `yaml:"filterable-source"`
	Types            []loginType   `yaml:"types"`
	Success          string        `yaml:"success"`
	SuccessSource    string        `yaml:"success-source"`
	TooMuch          []string      `yaml:"too-much"`
	TooMuchSource    string        `yaml:"too-much-source"`
	Kinds            []historyKind `yaml:"kinds"`
}

type loginType struct {
	API    string `yaml:"api"`
	Label  string `yaml:"label"`
	Source string `yaml:"source"`
}

type historyKind struct {
	Login      string   `yaml:"login"`
	Types      []string `yaml:"types"`
	SubTypes   []string `yaml:"sub-types"`
	Status     string   `yaml:"status"`
	Source     string   `yaml:"source"`
	Unverified bool     `yaml:"unverified"`
}

func readHistoryFacts() (*historyFacts, error) {
	var facts historyFacts
	d := yaml.NewDecoder(bytes.NewReader(historyFile))
	d.KnownFields(true)
	if d.Decode(&facts) != nil {
		return nil, fail.New(fail.Bug, "the embedded loginhistory.yaml cannot be read")
	}
	return &facts, nil
}

// fold makes an API value and its label alike: "OAuth Username-Password" and
// OauthUsernamePassword.
func fold(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
}

// sameType tells whether two texts mean one LoginType, be it the API value or
// the label.
func (h *historyFacts) sameType(a, b string) bool {
	return fold(h.apiType(a)) == fold(h.apiType(b))
}

// apiType gives the API value of a LoginType, label or not.
func (h *historyFacts) apiType(text string) string {
	for _, t := range h.Types {
		if fold(text) == fold(t.Label) || fold(text) == fold(t.API) {
			return t.API
		}
	}
	return text
}

// labelOf gives the label of a LoginType, label or not.
func (h *historyFacts) labelOf(text string) string {
	for _, t := range h.Types {
		if fold(text) == fold(t.Label) || fold(text) == fold(t.API) {
			return t.Label
		}
	}
	return text
}

// kind gives the login of the contract that a row stands for, "" for another.
func (h *historyFacts) kind(row LoginRow) string {
	for _, k := range h.Kinds {
		typeFits := slices.ContainsFunc(k.Types, func(t string) bool { return h.sameType(t, row.Type) })
		subFits := len(k.SubTypes) == 0 || slices.ContainsFunc(k.SubTypes, func(s string) bool { return fold(s) == fold(row.SubType) })
		statusFits := k.Status == "" || strings.EqualFold(k.Status, row.Status)
		if typeFits && subFits && statusFits {
			return k.Login
		}
	}
	return ""
}

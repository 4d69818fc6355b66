package migrate

import "unpw/migrate/explain"

// Verification is the list of causes behind a refused password login, with what
// an org says to each where it was asked.
type Verification struct {
	Org     *string  `json:"org"` // null: nobody was asked
	Title   string   `json:"title"`
	Meaning string   `json:"meaning"`
	Logins  []Verify `json:"logins"` // one a login that was asked about; a single one without a user where nobody was asked
}

// Verify is the list gone through for one login.
type Verify struct {
	Integration string      `json:"integration"` // "" where none is meant
	User        string      `json:"user"`
	Lines       []ClaimSeen `json:"lines"`
}

// NotAsked is the result of a claim that nobody was asked about.
const NotAsked = "not asked"

// ClaimSeen is one line of the list and what was seen.
type ClaimSeen struct {
	ID         string   `json:"id"`
	Claim      string   `json:"claim"`
	Result     string   `json:"result"` // holds, violated, cannot be asked, not asked
	Seen       string   `json:"seen"`
	Meaning    string   `json:"meaning"` // of a violation
	ByHand     string   `json:"byHand"`
	Setup      string   `json:"setup"`
	Do         string   `json:"do"`
	Command    string   `json:"command"`
	Source     []string `json:"source"`
	Confidence string   `json:"confidence"`
}

// unasked gives the list as nobody has gone through it.
func unasked(list *explain.Verification) *Verification {
	v := &Verification{Title: list.Title, Meaning: list.Meaning}
	one := Verify{}
	for _, l := range list.Lines {
		one.Lines = append(one.Lines, claimSeen(l, NotAsked, ""))
	}
	v.Logins = []Verify{one}
	return v
}

func claimSeen(l explain.Claim, result, seen string) ClaimSeen {
	return ClaimSeen{ID: l.ID, Claim: l.Claim, Result: result, Seen: seen, Meaning: l.Meaning, ByHand: l.ByHand, Setup: l.Setup, Do: l.Fix,
		Command: l.Command, Source: l.Source, Confidence: string(l.Confidence)}
}

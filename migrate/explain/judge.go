package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Results of a claim.
const (
	Holds    = "holds"
	Violated = "violated"
	Unasked  = "cannot be asked"
)

// Evidence is what is known of a password login that an org refuses. Zero and nil
// are not known.
type Evidence struct {
	Host     string // that the login is sent to
	MyDomain string // of the org
	Sandbox  *bool
	Created  time.Time // the org
	Blocked  *bool     // blockOAuthUnPwFlow

	User      string
	UserThere *bool     // the org has a user of that name
	Status    string    // of the user's last password login, where it was refused
	At        time.Time // of that login
	Accepted  time.Time // the user's last password login, where it worked
	App       string    // its Application
	AppType   string    // connected-app, external-client-app; "" not known
	Ended     bool      // the day on which the flow ends is past

	GenericHosts map[string]bool // generic login host → of sandboxes
	OffSince     time.Time       // orgs made from this day on have the flow off
}

// Judged is what a claim comes to.
type Judged struct{ Result, Seen string }

// Judge goes through the claims of v with the evidence, in their order.
func (v *Verification) Judge(c *Catalogue, e Evidence) []Judged {
	j := &judge{v: v, c: c, e: e}
	out := make([]Judged, len(v.Lines))
	for i, l := range v.Lines {
		out[i] = j.of(l.ID)(l)
	}
	return out
}

type judge struct {
	v *Verification
	c *Catalogue
	e Evidence
}

// of gives what judges the claim of that id, nil for an unknown one.
func (j *judge) of(id string) func(Claim) Judged {
	return map[string]func(Claim) Judged{
		"toggle": j.toggle, "app-type": j.appType, "ip-restriction": j.byStatus, "token-appended": j.byStatus,
		"endpoint": j.endpoint, "org-age": j.orgAge, "org-policy": j.orgPolicy,
	}[id]
}

// young tells whether the org is from after the day on which the flow was switched
// off for new ones.
func (j *judge) young() bool { return !j.e.Created.IsZero() && !j.e.Created.Before(j.e.OffSince) }

// disabled tells whether the org did not look at the password.
func (j *judge) disabled() bool {
	return j.e.Status != "" && strings.EqualFold(j.e.Status, j.c.ByID(j.v.Blocked).Status)
}

// toggle is violated where the switch is off and the org was not made so.
func (j *judge) toggle(Claim) Judged {
	switch {
	case j.e.Blocked == nil:
		return Judged{Unasked, "the org does not show the switch blockOAuthUnPwFlow"}
	case !*j.e.Blocked:
		return Judged{Holds, "blockOAuthUnPwFlow is false: the flow is allowed"}
	case j.young():
		return Judged{Holds, "the flow is off, as it is from the first day in an org of this age: see org-age"}
	}
	return Judged{Violated, "blockOAuthUnPwFlow is true"}
}

func (j *judge) appType(Claim) Judged {
	switch {
	case j.e.AppType == "external-client-app":
		return Judged{Violated, j.e.App + " is an External Client App"}
	case j.e.AppType == "connected-app":
		return Judged{Holds, j.e.App + " is a connected app"}
	case j.e.App != "":
		return Judged{Unasked, "the org lists no single app called " + j.e.App}
	}
	return Judged{Unasked, "Login History names no app: " + j.noRow()}
}

// byStatus judges a claim that the status of the refused login settles.
func (j *judge) byStatus(l Claim) Judged {
	switch {
	case j.says(l):
		return Judged{Violated, j.status()}
	case j.disabled():
		return Judged{Unasked, "the org refused the flow before it came to this"}
	case j.e.Status != "":
		return Judged{Holds, j.status()}
	case !j.e.Accepted.IsZero():
		return Judged{Holds, "the last password login of " + j.e.User + " was accepted, on " + j.e.Accepted.Format(time.DateOnly)}
	}
	return Judged{Unasked, j.noRow()}
}

// says tells whether the status is one that says by itself that a claim is
// violated.
func (j *judge) says(l Claim) bool {
	return j.e.Status != "" && slices.ContainsFunc(l.Entries, func(id string) bool {
		entry := j.c.ByID(id)
		return slices.ContainsFunc(append([]string{entry.Status}, entry.Also...), func(s string) bool { return strings.EqualFold(s, j.e.Status) })
	})
}

func (j *judge) status() string {
	return fmt.Sprintf("refused on %s with the status %q", j.e.At.Format("2006-01-02 15:04"), j.e.Status)
}

func (j *judge) noRow() string {
	if j.e.User == "" {
		return "no refused password login is known"
	}
	return "the org recorded no refused password login of " + j.e.User
}

// endpoint compares the host with the org.
func (j *judge) endpoint(Claim) Judged {
	sandboxes, generic := j.e.GenericHosts[j.e.Host]
	switch {
	case j.e.UserThere != nil && !*j.e.UserThere:
		return Judged{Violated, "this org has no user " + j.e.User + ": the login is meant for another one"}
	case j.e.Host == "" && j.e.Status != "":
		return Judged{Holds, "the login reached this org: " + j.status()}
	case j.e.Host == "":
		return Judged{Unasked, "the host of the login is not known"}
	case generic && j.e.Sandbox == nil:
		return Judged{Unasked, "the org does not say whether it is a sandbox"}
	case generic && sandboxes != *j.e.Sandbox:
		return Judged{Violated, j.e.Host + " serves " + kind(sandboxes) + ", and this org is one of " + kind(*j.e.Sandbox)}
	case !generic && j.e.MyDomain != "" && !strings.EqualFold(j.e.Host, j.e.MyDomain):
		return Judged{Violated, j.e.Host + " is not " + j.e.MyDomain}
	}
	return Judged{Holds, "the login is sent to " + j.e.Host}
}

func kind(sandbox bool) string {
	if sandbox {
		return "sandboxes"
	}
	return "production"
}

func (j *judge) orgAge(Claim) Judged {
	made := "the org is of " + j.e.Created.Format(time.DateOnly)
	switch {
	case j.e.Created.IsZero():
		return Judged{Unasked, "the org does not say when it was made"}
	case !j.young():
		return Judged{Holds, made}
	case j.e.Blocked == nil:
		return Judged{Unasked, made + ", and does not show whether somebody switched the flow on"}
	case *j.e.Blocked:
		return Judged{Violated, made + ", and the flow is off"}
	}
	return Judged{Holds, made + ", and somebody switched the flow on"}
}

// orgPolicy is what is left when the org did not look at the password though the
// switch and the app would let it, or a status that says so.
func (j *judge) orgPolicy(l Claim) Judged {
	switch {
	case j.says(l):
		return Judged{Violated, j.status()}
	case j.e.Status == "" && !j.e.Accepted.IsZero():
		return j.byStatus(l)
	case j.e.Status == "":
		return Judged{Unasked, j.noRow()}
	case !j.disabled():
		return Judged{Holds, j.status()}
	case j.e.AppType == "external-client-app" || j.e.Blocked != nil && *j.e.Blocked:
		return Judged{Holds, "what is violated above explains it"}
	case j.e.Blocked == nil || j.e.AppType == "":
		return Judged{Unasked, "the org refuses the flow, and does not show whether its switch or the app is why"}
	case j.e.Ended:
		return Judged{Violated, j.status() + ", with the flow allowed; the day on which it ends is past"}
	}
	return Judged{Violated, j.status() + ", with the flow allowed and a connected app"}
}

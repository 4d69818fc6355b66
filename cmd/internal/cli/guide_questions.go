package cli

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"slices"
	"strings"

	"unpw/cmd/internal/prompt"
	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

// The ids of the questions, as answers files name them.
const (
	askTree           = "tree"
	askFlow           = "flow"
	askMyDomain       = "my-domain"
	askGo             = "go"
	askAfterRehearsal = "after-rehearsal"
	askContact        = "contact"
	askApply          = "apply"
)

// How far to go.
const (
	goRehearse = "rehearse"
	goWrite    = "write"
	goMake     = "make"
	goApply    = "apply"
	goQuit     = "quit"
)

const flowRecommended = "recommended"

// guideIDs lists the questions for help.
func guideIDs() string {
	return `Questions, as --answers FILE names them:
  tree             folder to look through; several roots of unpw.yaml: "a, b"
  flow             recommended, jwt-bearer or client-credentials, asked where an
                   integration has the choice
  my-domain        host like acme.my.salesforce.com, or "", asked where unknown;
                   my-domain.ORG where more than one org is asked for
  go               rehearse, write, make, apply or quit
  after-rehearsal  the same without rehearse
  contact          mail address of the apps' owner, asked where unpw.yaml has none
  apply            apply or no, asked before files are rewritten`
}

func isGuideID(id string) bool {
	return slices.Contains([]string{askTree, askFlow, askMyDomain, askGo, askAfterRehearsal, askContact, askApply}, id) ||
		strings.HasPrefix(id, askMyDomain+".")
}

// askTree asks which folder to look through: the paths of the command line or
// the roots of unpw.yaml as they are, or another one.
func (g *guiding) askTree(ctx context.Context) error {
	given := g.guideOptions.paths
	def := given
	if len(def) == 0 {
		def = g.project.Config.Scan.Roots
	}
	text := strings.Join(def, ", ")
	answer, err := g.ask.Input(ctx, prompt.Question{
		ID: askTree, Text: "Folder to look through",
		Help: "It is read, and nothing in it is changed before you type the word apply.",
		Check: func(answer string) error {
			if answer == text {
				return nil
			}
			path, err := g.app.path(answer)
			if err == nil {
				_, err = os.Stat(path)
			}
			if answer == "" || err != nil {
				return errors.New("must be a folder or file that is there")
			}
			return nil
		},
	}, text)
	if err != nil {
		return err
	}
	g.shown = given
	if answer != text {
		g.shown = []string{answer}
	}
	for _, name := range g.shown {
		path, err := g.app.path(name)
		if err != nil {
			return err
		}
		g.paths = append(g.paths, path)
	}
	return nil
}

// askFlow asks how to log in, for the integrations whose recipe leaves a choice.
func (g *guiding) askFlow(ctx context.Context) error {
	var free []string
	for i := range g.plan.Integrations {
		if in := &g.plan.Integrations[i]; g.hasChoice(in) {
			free = append(free, in.ID)
		}
	}
	if len(free) == 0 {
		return nil
	}
	text := fmt.Sprintf("How shall %s log in?", listed(free, 3))
	answer, err := g.ask.Select(ctx, prompt.Question{
		ID: askFlow, Text: text,
		Help: "JWT bearer keeps the user and has no shared secret; client credentials runs as one user and has a secret to keep.",
	}, []prompt.Option{
		{Value: flowRecommended, Label: "as recommended for each"},
		{Value: workspace.FlowJWTBearer, Label: "all by JWT bearer", Help: "a key pair"},
		{Value: workspace.FlowClientCredentials, Label: "all by client credentials", Help: "a secret"},
	}, flowRecommended)
	if err != nil || answer == flowRecommended {
		return err
	}
	var sets []workspace.Set
	for _, id := range free {
		sets = append(sets, workspace.Set{Path: []string{"integrations", id, "flow"}, Value: answer})
	}
	return g.decide(ctx, sets...)
}

// hasChoice tells whether an integration can be written with either flow, and
// unpw.yaml has not chosen.
func (g *guiding) hasChoice(in *plan.Integration) bool {
	r := g.project.Recipes.Find(in.Recipe)
	undecided := g.project.Config.For(in.ID, workspace.Flags{}).Flow == workspace.FlowAuto
	return r != nil && undecided && in.Decision == workspace.Migrate && plan.Writes(in.Outcome) && len(r.Writable()) > 1
}

// askMyDomains asks for the My Domain of each org where nothing says it.
func (g *guiding) askMyDomains(ctx context.Context) error {
	unknown := g.withoutMyDomain()
	var sets []workspace.Set
	for _, org := range unknown {
		id, where := askMyDomain, "of the org"
		if len(unknown) > 1 {
			id, where = askMyDomain+"."+workspace.Slug(org.Name), "of org "+org.Name
		}
		answer, err := g.ask.Input(ctx, prompt.Question{
			ID: id, Text: "My Domain " + where + ", if you know it",
			Help:  "The org's own host, like acme.my.salesforce.com (Setup, My Domain). Client credentials works nowhere else.",
			Check: func(host string) error { return g.checkMyDomain(org, host) },
		}, "")
		if err != nil {
			return err
		}
		if answer != "" {
			sets = append(sets, workspace.Set{Path: []string{"orgs", org.Name, "my-domain"}, Value: strings.ToLower(answer)})
		}
	}
	return g.decide(ctx, sets...)
}

func (g *guiding) checkMyDomain(org workspace.Org, host string) error {
	host = strings.ToLower(host)
	switch {
	case host == "":
		return nil
	case !plan.IsMyDomain(host) || strings.ContainsAny(host, ":/@ "):
		return errors.New("must be a host like acme.my.salesforce.com, without https:// and path")
	case g.project.Config.KindOf(host) != org.Kind:
		return fmt.Errorf("must be the host of a %s org, since that is where the integrations log in", org.Kind)
	}
	return nil
}

// withoutMyDomain gives the orgs of integrations to migrate whose own host is
// said nowhere, with the kind that their integrations show.
func (g *guiding) withoutMyDomain() []workspace.Org {
	var out []workspace.Org
	for i := range g.plan.Integrations {
		in := &g.plan.Integrations[i]
		if in.Decision != workspace.Migrate || !plan.Writes(in.Outcome) || in.Org == "" || in.NewLogin == nil || plan.IsMyDomain(in.NewLogin.Host) {
			continue
		}
		org, ok := g.project.Config.Org(in.Org)
		if org.Line == 0 && in.Host != nil {
			org.Kind = g.project.Config.KindOf(*in.Host)
		}
		if ok && org.MyDomain == "" && !slices.ContainsFunc(out, func(o workspace.Org) bool { return o.Name == org.Name }) {
			out = append(out, org)
		}
	}
	return out
}

var goOptions = []prompt.Option{
	{Value: goRehearse, Label: "rehearse on a copy", Help: "recommended"},
	{Value: goMake, Label: "make keys and app metadata", Help: "then stop"},
	{Value: goApply, Label: "check the new logins and apply"},
	{Value: goWrite, Label: "write unpw.yaml", Help: "then stop"},
	{Value: goQuit, Label: "quit", Help: "writes nothing"},
}

func (g *guiding) askGo(ctx context.Context) (string, error) {
	return g.ask.Select(ctx, prompt.Question{ID: askGo, Text: "What now?",
		Help: "A rehearsal does everything on a copy, against an org inside unpw: no Salesforce account is needed and nothing is touched."},
		goOptions, goRehearse)
}

// askAfterRehearsal is a question of its own, so that an answers file says
// something else the second time.
func (g *guiding) askAfterRehearsal(ctx context.Context) (string, error) {
	return g.ask.Select(ctx, prompt.Question{ID: askAfterRehearsal, Text: "What now?"}, goOptions[1:], goQuit)
}

// askContact asks for the owner of the apps that unpw.yaml names none for.
func (g *guiding) askContact(ctx context.Context) error {
	var open []string
	for _, a := range g.apps() {
		if g.project.Config.App(a.Name).Contact == "" {
			open = append(open, a.Name)
		}
	}
	if len(open) == 0 {
		return nil
	}
	answer, err := g.ask.Input(ctx, prompt.Question{
		ID: askContact, Text: "Mail address of the owner of " + listed(open, 3),
		Help: "Salesforce wants a contact for each app.",
		Check: func(text string) error {
			if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
				return errors.New("must be a mail address like owner@acme.example")
			}
			return nil
		},
	}, "")
	if err != nil {
		return err
	}
	var sets []workspace.Set
	for _, name := range open {
		sets = append(sets, workspace.Set{Path: []string{"apps", name, "contact"}, Value: answer})
	}
	return g.decide(ctx, sets...)
}

// askApply asks for the word without which nothing is rewritten.
func (g *guiding) askApply(ctx context.Context, works, of int) (bool, error) {
	word, err := g.ask.Input(ctx, prompt.Question{
		ID: askApply, Text: fmt.Sprintf("Type apply to rewrite %d of %d, or no", works, of),
		Help: "Every file is kept as it was under .unpw/runs, and unpw undo puts it back.",
		Check: func(text string) error {
			if text != "apply" && text != "no" {
				return errors.New("must be the word apply, or no")
			}
			return nil
		},
	}, "")
	return word == "apply", err
}

// listed joins names, with the rest as a number.
func listed(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most-1], ", "), len(names)-most+1)
}

package metadata

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// Step is something that metadata cannot do.
type Step struct {
	Who     string // org-admin or operator
	Text    string
	Command string // for a shell; "" where there is none
	Before  bool   // to be done before the deploy
}

// step is an entry of steps.yaml.
type step struct {
	Who, Text, Command, Source string
	When                       []string
	Each                       string
}

type stepFile struct{ Deploy, Before, After []step }

// stepData is what the texts of steps.yaml see.
type stepData struct {
	App
	User, APIOnlySet, TargetOrg string
	Manifest, Folder, ZipName   string // of the part that is deployed
}

// DeploySteps says how the files of Project get into the org, in as many
// deploys as there are parts.
func DeploySteps(o Options, parts int) ([]Step, error) {
	var out []Step
	for i := range max(parts, 1) {
		w, err := newWriter(o)
		if err != nil {
			return nil, err
		}
		w.part = stepData{Manifest: "manifest/package.xml", Folder: ".", ZipName: zipName(i, parts)}
		if parts > 1 {
			w.part.Manifest, w.part.Folder = fmt.Sprintf("manifest/package-%d.xml", i+1), fmt.Sprintf("part-%d", i+1)
		}
		steps, err := w.steps(App{}, func(f stepFile) []step { return f.Deploy }, w.layout)
		if err != nil {
			return nil, err
		}
		out = append(out, steps...)
	}
	return out, nil
}

// Steps gives what people have to do for apps beside deploying them: what must
// come before the deploy first, then app by app.
func Steps(apps []App, o Options) ([]Step, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	var before, after []Step
	for _, a := range apps {
		steps, err := w.stepsOf(a)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			if s.Before {
				before = append(before, s)
			} else {
				after = append(after, s)
			}
		}
	}
	return append(before, after...), nil
}

func (w *writer) stepsOf(a App) ([]Step, error) {
	a = a.withDefaults()
	holds := []string{a.Type, a.Flow, "new"}
	if a.Existing {
		holds[2] = "existing"
	}
	if a.ConsumerKey == "" {
		holds = append(holds, "own-key")
	}
	if w.options.APIOnlyUser {
		holds = append(holds, "api-only")
	}
	before, err := w.steps(a, func(f stepFile) []step { return f.Before }, holds...)
	if err != nil {
		return nil, err
	}
	for i := range before {
		before[i].Before = true
	}
	after, err := w.steps(a, func(f stepFile) []step { return f.After }, holds...)
	return append(before, after...), err
}

func (w *writer) steps(a App, part func(stepFile) []step, holds ...string) ([]Step, error) {
	if w.stepFile == nil {
		w.stepFile = &stepFile{}
		if err := decode("steps.yaml", w.stepFile); err != nil {
			return nil, err
		}
	}
	var out []Step
	for _, s := range part(*w.stepFile) {
		if slices.ContainsFunc(s.When, func(word string) bool { return !slices.Contains(holds, word) }) {
			continue
		}
		users := []string{""}
		if s.Each == "user" {
			if users = a.users(); len(users) == 0 {
				users = []string{"USERNAME"}
			}
		}
		for _, user := range users {
			data := w.part
			data.App, data.User, data.APIOnlySet, data.TargetOrg = a, user, a.PermissionSet+apiOnlySuffix, w.options.TargetOrg
			if data.TargetOrg == "" {
				data.TargetOrg = "ALIAS"
			}
			text, err := w.say(s.Text, data)
			if err != nil {
				return nil, err
			}
			command, err := w.say(s.Command, data)
			if err != nil {
				return nil, err
			}
			out = append(out, Step{Who: s.Who, Text: text, Command: command})
		}
	}
	return out, nil
}

func (w *writer) say(text string, data stepData) (string, error) {
	t := w.parsed["step "+text]
	if t == nil {
		var err error
		if t, err = template.New("step").Funcs(template.FuncMap{"arg": shellArg}).Parse(text); err != nil {
			return "", fmt.Errorf("parse step: %w", err)
		}
		w.parsed["step "+text] = t
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return "", fmt.Errorf("fill step: %w", err)
	}
	return out.String(), nil
}

// shellArg quotes a value where a shell would read more into it.
func shellArg(value string) string {
	if regexp.MustCompile(`^[A-Za-z0-9@._+=:,/-]+$`).MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

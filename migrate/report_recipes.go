package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// RecipesReport is unpw/recipes/v1 (docs/schema/recipes.v1.json).
type RecipesReport struct {
	Schema  string          `json:"schema"`
	Recipes []ShownRecipe   `json:"recipes"`
	errors  []RecipeFailure // of tests
}

// RecipeFailure is a failed example; its error has file, line and hints.
type RecipeFailure struct {
	Recipe string
	Err    *fail.Error
}

// Failures gives the failed examples, with their hints.
func (r *RecipesReport) Failures() []RecipeFailure { return r.errors }

// ShownRecipe is a recipe of the catalogue. The fields from Docs on are filled
// where one recipe is shown.
type ShownRecipe struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Outcome  string   `json:"outcome"` // with the flow it prefers, from the recipe alone
	Flows    []string `json:"flows"`
	From     string   `json:"from"` // "built in", or its file
	Examples int      `json:"examples"`
	Failed   []string `json:"failed"`

	Docs       []string                       `json:"docs,omitempty"`
	Files      []string                       `json:"files,omitempty"`
	Settings   map[string]map[string][]string `json:"settings,omitempty"` // flow → role → paths
	Needs      []string                       `json:"needs,omitempty"`
	Instead    string                         `json:"instead,omitempty"`
	InPlace    string                         `json:"inPlace,omitempty"` // configuration of what to use instead
	Steps      []string                       `json:"steps,omitempty"`
	Notes      []string                       `json:"notes,omitempty"`
	Unverified []string                       `json:"unverified,omitempty"`
}

// RecipesSchema is what a list of recipes says it is.
const RecipesSchema = "unpw/recipes/v1"

// ListRecipes lists the catalogue by id.
func (p *Project) ListRecipes() *RecipesReport {
	out := &RecipesReport{Schema: RecipesSchema, Recipes: []ShownRecipe{}}
	for _, r := range p.Recipes.Recipes {
		out.Recipes = append(out.Recipes, inBrief(r))
	}
	return out
}

func inBrief(r *recipe.Recipe) ShownRecipe {
	s := ShownRecipe{ID: r.ID, Title: r.Title, Flows: NewFlows(r), From: r.File, Examples: len(r.Examples), Failed: []string{}}
	if r.BuiltIn {
		s.From = "built in"
	}
	preferred := ""
	if f := r.Preferred(); f != nil {
		preferred = f.Name
	}
	s.Outcome = r.Outcome(preferred)
	return s
}

// ShowRecipe gives all that one recipe knows.
func (p *Project) ShowRecipe(id string) (*RecipesReport, *recipe.Recipe, error) {
	r := p.Recipes.Find(id)
	if r == nil {
		return nil, nil, p.noRecipe(id)
	}
	s := inBrief(r)
	say, config := r.Successor()
	s.Docs, s.Files, s.Instead, s.InPlace, s.Notes = r.Docs, r.Files, say, config, r.Notes
	s.Settings = map[string]map[string][]string{}
	for _, f := range r.Flows {
		roles := map[string][]string{}
		for _, rule := range f.Rules {
			if rule.Role != "" {
				roles[rule.Role] = append(roles[rule.Role], PathsOf(rule)...)
			}
		}
		s.Settings[f.Name] = roles
	}
	for _, n := range r.Needs {
		if n.AtLeast != "" {
			s.Needs = append(s.Needs, neededFor(n))
		}
	}
	for _, t := range r.Todo {
		s.Steps = append(s.Steps, forFlow(t.Flow)+t.Say)
	}
	s.Unverified = unverified(r)
	return &RecipesReport{Schema: RecipesSchema, Recipes: []ShownRecipe{s}}, r, nil
}

// PathsOf lists the paths at which a rule's setting may be written, best first.
func PathsOf(r *recipe.Rule) []string {
	var out []string
	for _, s := range r.Settings {
		for _, path := range s.Paths {
			if !slices.Contains(out, path.Text) {
				out = append(out, path.Text)
			}
		}
	}
	return out
}

func neededFor(n recipe.Need) string {
	return forFlow(n.Flow) + needed(n) + " " + n.AtLeast + " or later"
}

func forFlow(flow string) string {
	if flow == "" {
		return ""
	}
	return flow + ": "
}

// unverified lists what nobody has confirmed about a recipe.
func unverified(r *recipe.Recipe) []string {
	var out []string
	add := func(flow, text string) {
		if line := forFlow(flow) + strings.TrimSpace(text); text != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	if r.Closed {
		add("", "the steps were not tried in the product and its pages were not opened; names of menus may differ")
	}
	for _, f := range r.Flows {
		add(f.Name, f.Unverified)
		for _, rule := range f.Rules {
			for _, s := range rule.Settings {
				add(f.Name, s.Unverified)
			}
		}
	}
	for _, n := range r.Needs {
		add(n.Flow, n.Unverified)
	}
	return out
}

// TestRecipes runs the examples of the recipes that want picks.
func (p *Project) TestRecipes(ctx context.Context, want func(*recipe.Recipe) bool) (*RecipesReport, error) {
	out := &RecipesReport{Schema: RecipesSchema, Recipes: []ShownRecipe{}}
	for _, r := range p.Recipes.Recipes {
		if !want(r) {
			continue
		}
		s := inBrief(r)
		for _, err := range plan.Prove(ctx, p.Recipes, r) {
			var e *fail.Error
			if !errors.As(err, &e) {
				e = fail.At(fail.Findings, r.File, r.Line, "%s", err)
			}
			s.Failed = append(s.Failed, e.Error())
			out.errors = append(out.errors, RecipeFailure{Recipe: r.ID, Err: e})
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out.Recipes = append(out.Recipes, s)
	}
	return out, nil
}

// RecipesIn tells which recipes come from the folder dir.
func (p *Project) RecipesIn(dir string) func(*recipe.Recipe) bool {
	prefix := p.rootName(dir) + "/"
	if prefix == "./" {
		prefix = ""
	}
	return func(r *recipe.Recipe) bool { return !r.BuiltIn && strings.HasPrefix(r.File, prefix) }
}

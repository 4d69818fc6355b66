package metadata

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"

	"unpw/migrate/org"
)

// Conversion is a connected app as an External Client App.
type Conversion struct {
	From, To string // API names
	Files    []File
	Lost     []Lost   // in order of element
	Notes    []string // what holds of every conversion
}

// Lost is what of a connected app has no place in an External Client App.
type Lost struct {
	Element string `json:"element"`
	Why     string `json:"why"`
}

// carry is a rule of convert.yaml.
type carry struct {
	From, Into, As string
	Words          map[string]string
	Join           bool
	Inside         map[string]string
	Since          int
	Absent         string
}

type conversionFacts struct {
	Carried []carry
	Lost    map[string]string
	Always  map[string]map[string]string
	Notes   []string
}

// Convert writes the connected app of that name as the External Client App to,
// with a consumer key of its own ("" lets the platform make one). Permission sets
// and profiles are referred to, not written. Options as in Project; parts of an
// app that has no OAuth are Lost.
func Convert(from string, app org.Element, to, consumerKey string, o Options) (*Conversion, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	var facts conversionFacts
	if err := decode("convert.yaml", &facts); err != nil {
		return nil, err
	}
	switch {
	case app.Name != "ConnectedApp":
		return nil, usage("%s is no connected app: its root element is %s", from, app.Name).Hint("give a file that was retrieved as ConnectedApp")
	case !app.Has("oauthConfig"):
		return nil, usage("connected app %s has no OAuth settings", from).Hint("only apps with oauthConfig can be converted")
	case !apiName(to, maxName):
		return nil, usage("%q is no API name", to).Hint("use up to %d letters, digits and single underscores, first a letter, last no underscore", maxName)
	case strings.EqualFold(to, from):
		return nil, usage("the new app cannot be called %s as well", from).Hint("a connected app in the org blocks an External Client App of its name: pass another one with --name")
	}
	c := &converting{w: w, facts: facts, app: app, to: to, out: map[string]*org.Element{}}
	for _, rule := range facts.Carried {
		c.carry(rule)
	}
	c.lose(app, "")
	if consumerKey != "" {
		c.set("ExtlClntAppGlobalOauthSettings", org.Element{Name: "consumerKey", Text: consumerKey})
	}
	files, err := c.files()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(c.lost, func(a, b Lost) int {
		return cmp.Or(strings.Compare(a.Element, b.Element), strings.Compare(a.Why, b.Why))
	})
	return &Conversion{From: from, To: to, Files: files, Lost: c.lost, Notes: facts.Notes}, nil
}

type converting struct {
	w     *writer
	facts conversionFacts
	app   org.Element
	to    string
	out   map[string]*org.Element // by type
	done  []string                // paths with a rule
	lost  []Lost
}

func (c *converting) set(kind string, e org.Element) {
	if c.out[kind] == nil {
		c.out[kind] = &org.Element{Name: kind}
	}
	c.out[kind].Kids = append(c.out[kind].Kids, e)
}

// found gives the elements at a path of up to two steps.
func (c *converting) found(path string) []org.Element {
	outer, inner, nested := strings.Cut(path, "/")
	if !nested {
		return c.app.All(outer)
	}
	return c.app.Kid(outer).All(inner)
}

func (c *converting) carry(r carry) {
	c.done = append(c.done, r.From)
	_, leaf, nested := strings.Cut(r.From, "/")
	if !nested {
		leaf = r.From
	}
	name := cmp.Or(r.As, leaf)
	found := c.found(r.From)
	if len(found) > 0 && r.Since > c.w.version {
		c.lost = append(c.lost, Lost{r.From, "API version " + version(r.Since) + " or later is needed for it"})
		return
	}
	switch {
	case len(found) == 0:
		if r.Absent != "" {
			c.set(r.Into, org.Element{Name: name, Text: r.Absent})
		}
	case r.Inside != nil:
		for _, e := range found {
			c.set(r.Into, c.inside(r, name, e))
		}
	case r.Join:
		var words []string
		for _, e := range found {
			if e.Text != "" {
				words = append(words, cmp.Or(r.Words[e.Text], e.Text))
			}
		}
		if len(words) > 0 {
			c.set(r.Into, org.Element{Name: name, Text: strings.Join(words, ", ")})
		}
	case name == "refreshTokenPolicyType":
		c.refresh(r, found[0].Text)
	case name == "certificate":
		c.set(r.Into, org.Element{Name: name, Text: wholePEM(found[0].Text)})
	default:
		c.set(r.Into, org.Element{Name: name, Text: cmp.Or(r.Words[found[0].Text], found[0].Text)})
	}
}

func (c *converting) inside(r carry, name string, e org.Element) org.Element {
	out := org.Element{Name: name}
	for _, k := range e.Kids {
		if as := r.Inside[k.Name]; as != "" {
			out.Kids = append(out.Kids, org.Element{Name: as, Text: k.Text})
		} else {
			c.lost = append(c.lost, Lost{r.From + "/" + k.Name, "no place for it is known"})
		}
	}
	return out
}

// refresh takes specific_lifetime:7:DAYS apart.
func (c *converting) refresh(r carry, text string) {
	policy, err := c.w.refresh(App{Name: c.to, Type: ExternalClientApp, RefreshToken: text})
	if err != nil {
		c.lost = append(c.lost, Lost{r.From, "its value is none that is known"})
		c.set(r.Into, org.Element{Name: r.As, Text: r.Absent})
		return
	}
	c.set(r.Into, org.Element{Name: r.As, Text: policy.Name})
	if policy.Unit != "" {
		c.set(r.Into, org.Element{Name: "refreshTokenValidityPeriod", Text: policy.Period})
		c.set(r.Into, org.Element{Name: "refreshTokenValidityUnit", Text: policy.Unit})
	}
}

// lose reports every element that no rule has taken.
func (c *converting) lose(e org.Element, path string) {
	for _, k := range e.Kids {
		at := strings.TrimPrefix(path+"/"+k.Name, "/")
		switch {
		case slices.Contains(c.done, at), at == "fullName":
		case c.facts.Lost[at] != "":
			c.lost = append(c.lost, Lost{at, c.facts.Lost[at]})
		case len(k.Kids) > 0 && path == "" && slices.ContainsFunc(c.done, func(done string) bool { return strings.HasPrefix(done, at+"/") }):
			c.lose(k, at)
		default:
			c.lost = append(c.lost, Lost{at, "no place for it is known"})
		}
	}
	c.lost = slices.CompactFunc(c.lost, func(a, b Lost) bool { return a == b })
}

// files writes the five components and what goes around them.
func (c *converting) files() ([]File, error) {
	app := App{Name: c.to, Type: ExternalClientApp}
	var files []File
	var members []Member
	for _, m := range Names(app) {
		if m.Type == "PermissionSet" {
			continue
		}
		members = append(members, m)
		root := c.out[m.Type]
		if root == nil {
			root = &org.Element{Name: m.Type}
		}
		for _, name := range slices.Sorted(maps.Keys(c.facts.Always[m.Type])) {
			root.Kids = append(root.Kids, org.Element{Name: name, Text: c.facts.Always[m.Type][name]})
		}
		if m.Type != "ExternalClientApplication" {
			root.Kids = append(root.Kids, org.Element{Name: "externalClientApplication", Text: c.to}, org.Element{Name: "label", Text: m.Name})
		}
		if m.Type == "ExtlClntAppConfigurablePolicies" && c.w.version >= c.w.facts.Types[m.Type].Elements["startPage"] {
			page := "None"
			if root.Has("startUrl") {
				page = "Custom"
			}
			root.Kids = append(root.Kids, org.Element{Name: "startPage", Text: page})
		}
		kind := c.w.facts.Types[m.Type]
		files = append(files, File{Path: kind.Folder + "/" + m.Name + "." + kind.Suffix, Data: document(*root), Secret: kind.KeepOutOfGit})
	}
	manifest, err := c.w.manifest(members)
	if err != nil {
		return nil, err
	}
	if c.w.layout != Source {
		return c.w.laid([]Part{{Files: sorted(append(files, File{Path: "package.xml", Data: manifest}))}}), nil
	}
	for i := range files {
		files[i].Path = "force-app/main/default/" + files[i].Path + "-meta.xml"
	}
	around, err := c.w.projectFiles()
	if err != nil {
		return nil, err
	}
	return sorted(append(append(files, around...), File{Path: "manifest/package.xml", Data: manifest})), nil
}

// document writes a component as the templates do: alphabetical, four spaces.
func document(root org.Element) []byte {
	var order func(e *org.Element)
	order = func(e *org.Element) {
		slices.SortStableFunc(e.Kids, func(a, b org.Element) int { return strings.Compare(a.Name, b.Name) })
		for i := range e.Kids {
			order(&e.Kids[i])
		}
	}
	order(&root)
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(strings.Replace(render(root), "<"+root.Name+">", "<"+root.Name+` xmlns="http://soap.sforce.com/2006/04/metadata">`, 1))
	return b.Bytes()
}

func version(n int) string { return strconv.Itoa(n) + ".0" }

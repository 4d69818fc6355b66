package plan

import (
	"bytes"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/format"
	"unpw/migrate/scan"
)

// Stores are the places outside of a tree that hold what settings refer to, read
// from data.
type Stores struct{ list []Store }

// Store says how a secret is created and deleted in one of them.
type Store struct {
	ID, Title             string
	Files                 []string
	Create, Delete, Where string
	FromFile              string `yaml:"from-file"`
	Source, Confidence    string
}

// LoadStores reads templates/stores.yaml.
func LoadStores(data []byte) (*Stores, error) {
	var file struct {
		Schema, Read string
		Stores       []Store
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil || file.Schema != "unpw/stores/v1" {
		return nil, fail.At(fail.Bug, "stores.yaml", 0, "not readable")
	}
	for _, s := range file.Stores {
		for _, glob := range s.Files {
			if !doublestar.ValidatePattern(glob) {
				return nil, fail.At(fail.Bug, "stores.yaml", 0, "%s: not a glob", s.ID)
			}
		}
		if s.ID == "" || s.Title == "" || s.Source == "" || s.Create == "" && s.Where == "" {
			return nil, fail.At(fail.Bug, "stores.yaml", 0, "%s: not whole", s.ID)
		}
	}
	return &Stores{list: file.Stores}, nil
}

// of gives the store that holds what a reference in file names, nil where it is
// not known: an undefined variable may come from anywhere.
func (s *Stores) of(file string, ref format.Ref) *Store {
	if s == nil {
		return nil
	}
	id := ref.Store
	switch ref.Kind {
	case format.RefSecret, format.RefConfigMap:
		id = "kubernetes"
	case format.RefParameter:
		if ref.Object == "var" {
			id = "terraform"
		}
	}
	for i, store := range s.list {
		if id != "" && store.ID == id {
			return &s.list[i]
		}
		if id == "" && ref.Kind == format.RefEnv && slices.ContainsFunc(store.Files, func(glob string) bool { return doublestar.MatchUnvalidated(glob, file) }) {
			return &s.list[i]
		}
	}
	return nil
}

// create gives the command that makes ref there; file holds the value, "" where a
// person types it.
func (s *Store) create(ref format.Ref, name, file string) string {
	if file != "" && s.FromFile != "" {
		return s.fill(s.FromFile, ref, name, file)
	}
	return s.fill(s.Create, ref, name, "")
}

func (s *Store) remove(ref format.Ref) string { return s.fill(s.Delete, ref, ref.Name, "") }

func (s *Store) fill(command string, ref format.Ref, name, file string) string {
	object := ref.Object
	if object == "" {
		object = "PATH"
	}
	if ref.Store == "key-vault" && ref.Object != "" {
		command = strings.ReplaceAll(command, "VAULT", ref.Object)
	}
	return strings.NewReplacer("{name}", name, "{object}", object, "{file}", file).Replace(command)
}

// outsideSteps says what to create where, and what to delete there later.
func (d *decision) outsideSteps(diff *Difference) {
	for _, name := range diff.Outside {
		by := diff.Refs[name]
		what, file := d.whatFor(diff.Values[name])
		if what != "" {
			what = ": " + what
		}
		store := d.Stores.of(by.File, by.Ref)
		switch {
		case store == nil && by.Kind == format.RefVault:
			d.step("operator", "create or change the secret "+name+" in the vault"+what, "")
		case store == nil:
			d.step("operator", "create or change "+name+", which is defined outside of this tree"+what, "")
		case store.keyed(by.Ref):
			d.step("operator", "create or change "+name+" in the "+store.Title+" "+by.Object+what, "")
		default:
			d.step("operator", "create or change the "+store.Title+" "+name+store.menu()+what, store.create(by.Ref, name, file))
		}
	}
	for _, old := range d.removedOutside() {
		store := d.Stores.of(old.File, old.Ref)
		if store == nil {
			d.step("operator", "delete "+old.Name+" where it is defined, once the new login runs", "")
			continue
		}
		if store.keyed(old.Ref) {
			d.step("operator", "take "+old.Name+" out of the "+store.Title+" "+old.Object+", once the new login runs", "")
			continue
		}
		d.step("operator", "delete the "+store.Title+" "+old.Name+store.menu()+", once the new login runs", store.remove(old.Ref))
	}
}

// keyed tells whether ref names one entry of a secret that has several: a command
// for the secret would take the others with it.
func (s *Store) keyed(ref format.Ref) bool { return s.ID == "aws-secrets-manager" && ref.Object != "" }

func (s *Store) menu() string {
	if s.Where == "" {
		return ""
	}
	return " (" + s.Where + ")"
}

// removedOutside gives the references to old secrets that lie outside of the tree.
func (d *decision) removedOutside() []Outer {
	var out []Outer
	add := func(n *format.Node) {
		for _, r := range n.Refs {
			o := Outer{Ref: r, File: n.Doc.File().Path}
			if len(d.root.Result.Tree.Definitions(n.Doc.Path, r)) == 0 && (r.Kind != format.RefEnv || d.Stores.of(o.File, r) != nil) {
				out = append(out, o)
			}
		}
	}
	for _, s := range d.in.All() {
		if s.Role != "password" && s.Role != "security-token" {
			continue
		}
		add(s.Node)
		s.Each(func(def *scan.Definition) { add(def.Node) })
	}
	return out
}

package metadata

import (
	"encoding/xml"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type schema struct {
	Complex []struct {
		Name     string    `xml:"name,attr"`
		Sequence []element `xml:"sequence>element"`
		Content  struct {
			Base     string    `xml:"base,attr"`
			Sequence []element `xml:"sequence>element"`
		} `xml:"complexContent>extension"`
	} `xml:"complexType"`
	Simple []struct {
		Name   string `xml:"name,attr"`
		Values []struct {
			Value string `xml:"value,attr"`
		} `xml:"restriction>enumeration"`
	} `xml:"simpleType"`
}

type element struct {
	Name string `xml:"name,attr"`
	Type string `xml:"type,attr"`
	Min  string `xml:"minOccurs,attr"`
	Max  string `xml:"maxOccurs,attr"`
}

// The platform's own description of its files is not part of this repository:
// METADATA_WSDL names one, such as resources/metadata.wsdl of
// github.com/forcedotcom/wsdl.
func TestEveryFileFitsTheWSDL(t *testing.T) {
	name := os.Getenv("METADATA_WSDL")
	if name == "" {
		t.Skip("METADATA_WSDL names no metadata.wsdl")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var wsdl struct {
		Schemas []schema `xml:"types>schema"`
	}
	if err := xml.Unmarshal(data, &wsdl); err != nil {
		t.Fatal("the WSDL is no XML")
	}
	types, enums := map[string][]element{}, map[string][]string{}
	for _, s := range wsdl.Schemas {
		for _, c := range s.Complex {
			types[c.Name] = append(c.Sequence, c.Content.Sequence...)
		}
		for _, e := range s.Simple {
			for _, v := range e.Values {
				enums[e.Name] = append(enums[e.Name], v.Value)
			}
		}
	}
	checked := 0
	var check func(t *testing.T, file, typ string, n node)
	check = func(t *testing.T, file, typ string, n node) {
		fields, ok := types[typ]
		if !ok {
			t.Errorf("%s: the WSDL has no type %s", file, typ)
		}
		seen := map[string]int{}
		for _, k := range n.Kids {
			seen[k.Name]++
			at := slices.IndexFunc(fields, func(e element) bool { return e.Name == k.Name })
			if at < 0 {
				t.Errorf("%s: %s has no element %s", file, typ, k.Name)
				continue
			}
			checked++
			_, of, _ := strings.Cut(fields[at].Type, ":")
			switch {
			case of == "boolean" && k.Text != "true" && k.Text != "false":
				t.Errorf("%s: %s is %q", file, k.Name, k.Text)
			case of == "int":
				if _, err := strconv.Atoi(k.Text); err != nil {
					t.Errorf("%s: %s is %q", file, k.Name, k.Text)
				}
			case enums[of] != nil && !slices.Contains(enums[of], k.Text):
				t.Errorf("%s: %s is %q, not of %v", file, k.Name, k.Text, enums[of])
			case types[of] != nil:
				check(t, file, of, k)
			}
		}
		for _, f := range fields {
			if f.Min != "0" && seen[f.Name] == 0 {
				t.Errorf("%s: %s lacks %s", file, typ, f.Name)
			}
			if f.Max != "unbounded" && seen[f.Name] > 1 {
				t.Errorf("%s: %s has %s twice", file, typ, f.Name)
			}
		}
	}
	matrix(t, func(t *testing.T, version int, file string, root node) {
		if version == 66 && root.Name != "Package" {
			check(t, file, root.Name, root)
		}
	})
	_, files := converted(t, retrieved, Options{Layout: MDAPI})
	for file := range files {
		if root := read(t, files, file); root.Name != "Package" {
			check(t, file, root.Name, root)
		}
	}
	if checked == 0 {
		t.Error("nothing was checked")
	}
	t.Logf("%d elements checked", checked)

	facts, err := loadFacts()
	if err != nil {
		t.Fatal(err)
	}
	for runtime, v := range facts.Scopes {
		if !slices.Contains(enums["ConnectedAppOauthAccessScope"], v.Name) {
			t.Errorf("scope %s: the WSDL has no %s", runtime, v.Name)
		}
	}
	for name, kind := range facts.Types {
		for e := range kind.Elements {
			if !slices.ContainsFunc(types[name], func(f element) bool { return f.Name == e }) {
				t.Errorf("types.yaml: the WSDL has no %s in %s", e, name)
			}
		}
	}
}

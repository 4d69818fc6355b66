package workspace_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"unpw/migrate/workspace"
)

// sheet draws an unpw.yaml in somebody's handwriting: indent, quotes, braces,
// comments, blank lines, line ends. Every comment is one of a kind.
type sheet struct {
	t        *rapid.T
	b        strings.Builder
	comments []string
	step     string
}

func (s *sheet) flip(what string) bool { return rapid.Bool().Draw(s.t, what) }

func (s *sheet) comment() string {
	c := fmt.Sprintf("# c%d: 'it's [a] {b} \"c", len(s.comments))
	s.comments = append(s.comments, c+"\n")
	return c
}

func (s *sheet) noise(indent string) {
	if s.flip("blank") {
		s.b.WriteString("\n")
	}
	if s.flip("comment") {
		s.b.WriteString(indent + s.comment() + "\n")
	}
}

func (s *sheet) line(text string) {
	s.b.WriteString(text)
	if s.flip("trailing") {
		s.b.WriteString("  " + s.comment())
	}
	s.b.WriteString("\n")
}

func (s *sheet) scalar(v string) string {
	switch rapid.SampledFrom([]string{"plain", "single", "double"}).Draw(s.t, "quotes") {
	case "single":
		return "'" + v + "'"
	case "double":
		return `"` + v + `"`
	}
	return v
}

// section draws `name:` with entries of text fields.
func (s *sheet) section(name string, entries []string, fields map[string][]string) {
	s.noise("")
	switch rapid.SampledFrom([]string{"block", "block", "block", "empty", "braces"}).Draw(s.t, name) {
	case "empty":
		s.line(name + ":" + rapid.SampledFrom([]string{"", " {}", " null", " { }"}).Draw(s.t, "nothing"))
		return
	case "braces":
		var all []string
		for _, e := range entries {
			all = append(all, e+": {"+strings.Join(s.fields(fields), ", ")+"}")
		}
		s.line(name + ": {" + strings.Join(all, ",  ") + "}")
		return
	}
	s.line(name + ":")
	for _, e := range entries {
		s.noise(s.step)
		drawn := s.fields(fields)
		if len(drawn) == 0 || s.flip("inline") {
			s.line(s.step + e + ": {" + strings.Join(drawn, ", ") + "}")
			continue
		}
		s.line(s.step + e + ":")
		for _, f := range drawn {
			s.noise(s.step + s.step)
			s.line(s.step + s.step + f)
		}
	}
	s.noise(s.step)
}

func (s *sheet) fields(known map[string][]string) (out []string) {
	for _, f := range slices.Sorted(maps.Keys(known)) {
		if s.flip(f) {
			out = append(out, f+": "+s.scalar(rapid.SampledFrom(known[f]).Draw(s.t, f)))
		}
	}
	return out
}

// After any edit the file says what was asked and nothing else has changed:
// not another value, not a comment, not a line end; and editing again changes
// nothing.
func TestInitProperty(t *testing.T) {
	integrations := map[string][]string{
		"flow": {"auto", "jwt-bearer"}, "owner": {"team", "Team Ü"}, "user": {"a@b.example"}, "secrets": {"reference", "as-before"},
	}
	apps := map[string][]string{"contact": {"a@b.example"}, "ip": {"enforce", "bypass"}, "label": {"A label", "it s"}, "run-as": {"r@b.example"}}
	rapid.Check(t, func(t *rapid.T) {
		s := &sheet{t: t, step: rapid.SampledFrom([]string{"  ", "    ", " "}).Draw(t, "step")}
		s.line("schema: unpw/config/v1")
		s.section("apps", []string{"Crm", "Erp"}, apps)
		s.section("integrations", []string{"crm", "erp-2"}, integrations)
		text := s.b.String()
		if s.flip("no final newline") {
			text = strings.TrimSuffix(text, "\n")
		}
		nl := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		text = rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark") + strings.ReplaceAll(text, "\n", nl)

		var sets []workspace.Set
		for _, place := range []struct {
			section string
			entries []string
			fields  map[string][]string
		}{{"apps", []string{"Crm", "New_App"}, apps}, {"integrations", []string{"crm", "new"}, integrations}} {
			for _, e := range place.entries {
				for _, f := range slices.Sorted(maps.Keys(place.fields)) {
					if s.flip("set " + f) {
						v := rapid.SampledFrom(place.fields[f]).Draw(t, "value of "+f)
						sets = append(sets, workspace.Set{Path: []string{place.section, e, f}, Value: v})
					}
				}
			}
		}
		got, err := workspace.Init([]byte(text), sets...)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		want := said(t, []byte(text))
		for _, set := range sets {
			want[strings.Join(set.Path, "/")] = set.Value.(string)
		}
		if have := said(t, got); !maps.Equal(have, want) {
			t.Fatalf("says %v\nwant %v\n%s", have, want, got)
		}
		for _, c := range s.comments {
			if strings.Count(string(got)+"\n", strings.TrimSuffix(c, "\n")+nl) != 1 && strings.HasSuffix(text, nl) {
				t.Fatalf("comment %q is gone or moved into a line\n%s", c, got)
			}
		}
		if nl == "\r\n" && strings.Count(string(got), "\n") != strings.Count(string(got), "\r\n") {
			t.Fatalf("mixed line ends: %q", got)
		}
		if again, err := workspace.Init(got, sets...); err != nil || string(again) != string(got) {
			t.Fatalf("a second time: %v\n%s", err, again)
		}
	})
}

// said gives the fields of entries of sections, read by the library alone.
func said(t *rapid.T, data []byte) map[string]string {
	var doc map[string]any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	out := map[string]string{}
	for section, entries := range doc {
		if entries, ok := entries.(map[string]any); ok {
			for entry, fields := range entries {
				for field, v := range fields.(map[string]any) {
					out[section+"/"+entry+"/"+field] = fmt.Sprint(v)
				}
			}
		}
	}
	return out
}

// Whatever the file, Init gives an error or a file that says what was asked.
func FuzzInit(f *testing.F) {
	f.Add([]byte(whole), "team", "owner")
	f.Add([]byte("schema: unpw/config/v1\nintegrations: {crm: {owner: 'x'}}\n"), "a: #b", "user")
	f.Add([]byte("schema: unpw/config/v1\nintegrations:\n  crm: # {\n    owner: \"x\"\n...\n"), "", "owner")
	f.Add([]byte("{schema: unpw/config/v1, integrations: [ }"), "\n", "reason")
	f.Fuzz(func(t *testing.T, data []byte, v, field string) {
		sets := []workspace.Set{{Path: []string{"integrations", "crm", field}, Value: v}, {Path: []string{"keys", "bits"}, Value: 4096}}
		got, err := workspace.Init(data, sets...)
		if err != nil {
			if got != nil {
				t.Fatalf("both bytes and %v", err)
			}
			return
		}
		c, err := workspace.Load("unpw.yaml", got)
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		crm := c.For("crm", workspace.Flags{})
		if have := map[string]string{"owner": crm.Owner, "user": crm.User, "reason": crm.Reason}; c.Keys.Bits != 4096 || have[field] != v && (field == "owner" || field == "user") {
			t.Fatalf("%q: %v\n%s", v, have, got)
		}
	})
}

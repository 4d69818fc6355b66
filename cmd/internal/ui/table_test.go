package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
)

func TestTable(t *testing.T) {
	header := []string{"ID", "FILE", "LINE"}
	rows := [][]any{
		{Paint(Green, "billing-etl"), "etl/a/rather/long/path/to/settings.env", 4},
		{"x", "a\nb", 12},
	}
	tests := []struct {
		name  string
		width int
		want  string
	}{
		{"a pipe takes rows of any length", 0, `
ID           FILE                                    LINE
billing-etl  etl/a/rather/long/path/to/settings.env  4
x            a\nb                                    12
`},
		{"a narrow terminal wraps the widest column", 40, `
ID           FILE                   LINE
billing-etl  etl/a/rather/long/pat  4
             h/to/settings.env
x            a\nb                   12
`},
		{"a very narrow one gets blocks", 20, `
ID: billing-etl
FILE: etl/a/rather/long/path/to/settings.env
LINE: 4

ID: x
FILE: a\nb
LINE: 12
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, out, _ := capture(false, tt.width)
			s.Table(header, rows)
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTableColourTakesNoWidth(t *testing.T) {
	plain, coloured := "", ""
	for _, colour := range []bool{false, true} {
		s, out, _ := capture(colour, 60)
		s.Table([]string{"ID", "STATE"}, [][]any{{Paint(Red, "日本"), "blocked"}, {"longer-id", Paint(Green, "ok")}})
		if colour {
			coloured = out.String()
		} else {
			plain = out.String()
		}
	}
	if !strings.Contains(coloured, "\x1b[31m") {
		t.Errorf("no colour in %q", coloured)
	}
	if got := text.StripEscape(coloured); got != plain {
		t.Errorf("without its colour\n%s\nis not\n%s", got, plain)
	}
}

func TestTableOfNothingPrintsNothing(t *testing.T) {
	s, out, _ := capture(false, 0)
	s.Table([]string{"ID"}, nil)
	if out.Len() != 0 {
		t.Errorf("got %q", out)
	}
}

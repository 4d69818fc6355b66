package ui

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

const (
	columnGap  = "  "
	narrowest  = 8 // a column is wrapped no narrower than this
	recordPart = ": "
)

// Table prints rows under a header to stdout. A cell may be text, a number or
// what Paint made. On a terminal too narrow for the rows, the widest columns
// are wrapped; where that is not enough, each row becomes a block of
// "header: cell" lines. Into a pipe or file every row is one line, of any
// length.
func (s *Streams) Table(header []string, rows [][]any) {
	if len(rows) == 0 {
		return
	}
	cells := make([][]string, len(rows))
	for i, row := range rows {
		cells[i] = make([]string, len(header))
		for j, cell := range s.out.safe(row) {
			if j < len(header) {
				cells[i][j] = fmt.Sprint(cell)
			}
		}
	}
	widths, fits := fit(naturalWidths(header, cells), s.out.width)
	if !fits {
		s.result(records(header, cells))
		return
	}
	s.result(s.out.grid(header, cells, widths))
}

func naturalWidths(header []string, cells [][]string) []int {
	widths := make([]int, len(header))
	for j, h := range header {
		widths[j] = text.StringWidthWithoutEscSequences(h)
		for _, row := range cells {
			widths[j] = max(widths[j], text.StringWidthWithoutEscSequences(row[j]))
		}
	}
	return widths
}

// fit narrows the widest columns until the row fits into limit columns; it
// tells whether it does.
func fit(widths []int, limit int) ([]int, bool) {
	if limit == 0 {
		return widths, true
	}
	total := len(columnGap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > limit; total-- {
		widest := 0
		for j, w := range widths {
			if w > widths[widest] {
				widest = j
			}
		}
		if widths[widest] <= narrowest {
			return widths, false
		}
		widths[widest]--
	}
	return widths, true
}

func (s stream) grid(header []string, cells [][]string, widths []int) string {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", columnGap
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	columns := make([]table.ColumnConfig, len(widths))
	for j, w := range widths {
		columns[j] = table.ColumnConfig{Number: j + 1, WidthMax: w, WidthMaxEnforcer: text.WrapSoft, Align: text.AlignLeft, AlignHeader: text.AlignLeft}
	}
	t.SetColumnConfigs(columns)
	t.AppendHeader(s.row(header, Bold))
	for _, row := range cells {
		t.AppendRow(s.row(row, ""))
	}
	return t.Render() + "\n"
}

func (s stream) row(cells []string, style Style) table.Row {
	row := make(table.Row, len(cells))
	for j, cell := range cells {
		row[j] = cell
		if style != "" {
			row[j] = s.paint(style, cell)
		}
	}
	return row
}

func records(header []string, cells [][]string) string {
	var b strings.Builder
	for i, row := range cells {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, h := range header {
			if row[j] != "" {
				b.WriteString(h + recordPart + row[j] + "\n")
			}
		}
	}
	return b.String()
}

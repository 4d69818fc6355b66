package ui

// Style is one look of text. The set is small on purpose, and every use has a
// word beside it: colour alone says nothing.
type Style string

// The styles; their values are the SGR parameters that switch them on.
const (
	Bold   Style = "1"
	Dim    Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Cyan   Style = "36"
)

// Painted is text with a style. The stream that prints it decides whether
// there is colour.
type Painted struct {
	style Style
	text  string
}

// Paint gives text a style, as an argument of Printf and its like, or as a
// cell of a table.
func Paint(style Style, text string) Painted { return Painted{style, text} }

// String gives the text without its style.
func (p Painted) String() string { return Clean(p.text) }

// paint puts text, already clean, in a style where the stream takes colour.
func (s stream) paint(style Style, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

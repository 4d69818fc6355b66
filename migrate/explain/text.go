package explain

import (
	"fmt"
	"strings"
)

// Text gives an entry as lines to read, without colour and with a final line
// end. An entry that Salesforce itself does not vouch for says so.
func Text(e *Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", headline(e))
	fmt.Fprintf(&b, "  means: %s\n", e.Meaning)
	if e.Status != "" {
		fmt.Fprintf(&b, "  in Login History: %s\n", e.Status)
	}
	b.WriteString("  causes, most likely first:\n")
	for i, cause := range e.Causes {
		fmt.Fprintf(&b, "    %d. %s\n", i+1, cause)
	}
	b.WriteString("  how to tell:\n")
	for _, line := range e.TellApart {
		fmt.Fprintf(&b, "    - %s\n", line)
	}
	b.WriteString("  what to do:\n")
	for _, s := range e.Fix {
		fmt.Fprintf(&b, "    - %s\n", s.Do)
		if s.Setup != "" {
			fmt.Fprintf(&b, "      in %s\n", s.Setup)
		}
		if s.Command != "" {
			fmt.Fprintf(&b, "      $ %s\n", s.Command)
		}
	}
	if len(e.See) > 0 {
		fmt.Fprintf(&b, "  see also: %s\n", strings.Join(e.See, ", "))
	}
	fmt.Fprintf(&b, "  source: %s\n", strings.Join(e.Source, "; "))
	if doubt := doubt(e); doubt != "" {
		fmt.Fprintf(&b, "  unverified: %s\n", doubt)
	}
	return b.String()
}

func headline(e *Entry) string {
	var said []string
	if e.Error != "" {
		said = append(said, e.Error)
	}
	if len(e.Description) > 0 {
		said = append(said, e.Answer())
	} else if e.Status != "" {
		said = append(said, e.Status)
	}
	about := strings.Join(e.Flows, ", ")
	if e.HTTP != 0 {
		about += fmt.Sprintf("; HTTP %d", e.HTTP)
	}
	return fmt.Sprintf("%s  (%s; %s)", strings.Join(said, ": "), e.ID, about)
}

func doubt(e *Entry) string {
	var doubts []string
	switch e.Confidence {
	case ThirdParty:
		doubts = append(doubts, "reported by others than Salesforce")
	case General:
		doubts = append(doubts, "general knowledge, in no source that was read")
	case Inferred:
		doubts = append(doubts, "inferred, not stated by the source")
	}
	if e.HTTPUnverified {
		doubts = append(doubts, fmt.Sprintf("the HTTP status %d was shown by no source", e.HTTP))
	}
	return strings.Join(doubts, "; ")
}

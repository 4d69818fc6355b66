package cli

import (
	"path/filepath"
	"regexp"
	"strings"
)

// printCommands prints what does the same without questions: guided and
// scripted are one.
func (g *guiding) printCommands() {
	unpw := g.command()
	g.app.ui.Printf("\nThe same by command:\n")
	if g.record != "" {
		g.app.ui.Printf("  %s\n", unpw+" guide"+g.pathWords()+" --answers "+shellWord(filepath.ToSlash(g.record)))
	}
	if len(g.decided) > 0 && !g.written {
		g.app.ui.Printf("  # with these lines in unpw.yaml:\n")
		for _, s := range g.decided {
			g.app.ui.Printf("  #   %s\n", decision(s))
		}
	}
	for _, line := range g.commands() {
		g.app.ui.Printf("  %s\n", unpw+" "+line)
	}
}

// commands gives the commands of the way from the plan on, without the words
// that they all begin with.
func (g *guiding) commands() []string {
	lines := []string{"plan" + g.pathWords() + " -o plan.json"}
	if g.plan.Summary.Applicable == 0 {
		return lines
	}
	return append(lines, "keys create --plan plan.json", "app generate --plan plan.json", "check plan.json", "apply plan.json")
}

func (g *guiding) pathWords() string {
	var b strings.Builder
	for _, name := range g.shown {
		b.WriteString(" " + shellWord(filepath.ToSlash(name)))
	}
	return b.String()
}

// command gives the words that begin every command, with the global flags of
// this run.
func (g *guiding) command() string {
	words := []string{"unpw"}
	for _, f := range [][2]string{{"-C", g.app.dir}, {"--config", g.app.config}, {"--ca-file", g.app.caFile}} {
		if f[1] != "" {
			words = append(words, f[0], shellWord(filepath.ToSlash(f[1])))
		}
	}
	for _, r := range g.app.recipes {
		words = append(words, "--recipes", shellWord(filepath.ToSlash(r)))
	}
	return strings.Join(words, " ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9@._+=:,/][A-Za-z0-9@._+=:,/-]*$`)

// shellWord quotes a word where a shell would read more into it.
func shellWord(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

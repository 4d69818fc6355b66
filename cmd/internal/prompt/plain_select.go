package prompt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unpw/cmd/internal/ui"
)

// Select implements Prompter. The answer is a number or a value.
func (p *Plain) Select(ctx context.Context, q Question, options []Option, def string) (string, error) {
	if len(options) == 0 {
		return "", noInput(q, "there is nothing to choose from")
	}
	if find(options, def) < 0 {
		def = options[0].Value
	}
	p.list(q, options)
	prompt := fmt.Sprintf("Number or name [%d]:", find(options, def)+1)
	var got string
	err := p.ask(ctx, q.asked(), prompt, func(line string) error {
		if line == "" {
			got = def
			return nil
		}
		i := choice(options, line)
		if i < 0 {
			return fmt.Errorf("answer a number from 1 to %d, or a name", len(options))
		}
		got = options[i].Value
		return nil
	})
	return got, err
}

// MultiSelect implements Prompter. The answer is numbers or values with commas
// between them, "all" or "none".
func (p *Plain) MultiSelect(ctx context.Context, q Question, options []Option, def []string) ([]string, error) {
	p.list(q, options)
	chosen := make([]bool, len(options))
	var preset []string
	for i, o := range options {
		if slices.Contains(def, o.Value) {
			preset = append(preset, strconv.Itoa(i+1))
		}
	}
	if preset == nil {
		preset = []string{"none"}
	}
	prompt := fmt.Sprintf("Numbers or names, with commas; all; none [%s]:", strings.Join(preset, ","))
	err := p.ask(ctx, q.asked(), prompt, func(line string) error {
		if line == "" {
			line = strings.Join(preset, ",")
		}
		clear(chosen)
		for word := range strings.SplitSeq(line, ",") {
			word = strings.TrimSpace(word)
			switch i := choice(options, word); {
			case i >= 0:
				chosen[i] = true
			case word == "all":
				for i := range chosen {
					chosen[i] = true
				}
			case word == "none":
				clear(chosen)
			default:
				return errors.New("answer numbers or names of the list")
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var got []string
	for i, o := range options {
		if chosen[i] {
			got = append(got, o.Value)
		}
	}
	return got, nil
}

// list prints the question and its options.
func (p *Plain) list(q Question, options []Option) {
	p.say("%s\n", ui.Clean(q.Text))
	if q.Help != "" {
		p.say("%s\n", ui.Clean(q.Help))
	}
	for i, o := range options {
		p.say("  %d) %s", i+1, ui.Clean(o.Value))
		if o.label() != o.Value {
			p.say(": %s", ui.Clean(o.label()))
		}
		if o.Help != "" {
			p.say(" (%s)", ui.Clean(o.Help))
		}
		p.say("\n")
	}
}

// asked is q once its help was printed.
func (q Question) asked() Question {
	q.Help = ""
	return q
}

// choice reads a number of the list or a value; values win, since they may be
// numbers. -1 is neither.
func choice(options []Option, word string) int {
	if i := find(options, word); i >= 0 {
		return i
	}
	if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(options) {
		return n - 1
	}
	return -1
}

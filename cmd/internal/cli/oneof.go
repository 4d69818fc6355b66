package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// oneOf is a flag that takes one of a few words.
type oneOf struct {
	value *string
	words []string
}

// addOneOf adds a flag that takes one of words; the shell completes them.
func addOneOf(cmd *cobra.Command, value *string, name, def string, words []string, text string) {
	*value = def
	cmd.Flags().Var(&oneOf{value, words}, name, text)
	// An error would mean that the flag, added above, is not there.
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// Set implements pflag.Value.
func (o *oneOf) Set(word string) error {
	if !slices.Contains(o.words, word) {
		return errors.New("one of " + strings.Join(o.words, ", "))
	}
	*o.value = word
	return nil
}

// String implements pflag.Value.
func (o *oneOf) String() string {
	if o.value == nil {
		return ""
	}
	return *o.value
}

// Type implements pflag.Value; help shows it as what the flag takes.
func (o *oneOf) Type() string { return strings.Join(o.words, "|") }

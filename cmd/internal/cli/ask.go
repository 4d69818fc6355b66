package cli

import (
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"unpw/cmd/internal/prompt"
	"unpw/migrate/fail"
)

// asking holds the flags of a command that asks questions.
type asking struct {
	answers string
	record  string
	plain   bool
}

func (k *asking) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&k.answers, "answers", "", "take answers from `FILE` before asking")
	f.StringVar(&k.record, "record", "", "write the answers given, but no secret, to `FILE`")
	f.BoolVar(&k.plain, "plain", false, "ask with lines instead of menus")
}

// prompter gives who is asked: an answers file first, then the person, and a
// recording of both. known tells the ids of the command's questions; resolve
// reads the secrets that an answers file points to.
func (a *app) prompter(k asking, known func(id string) bool, resolve prompt.Resolver) (prompt.Prompter, error) {
	p := prompt.New(prompt.Options{
		In: a.Stdin, Out: a.Stderr, Getenv: a.Getenv,
		NoInput: a.noInput, Plain: k.plain, Colour: a.ui.Colour(),
	})
	if k.answers != "" {
		path, err := a.path(k.answers)
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fail.At(fail.Usage, k.answers, 0, "the answers file cannot be read").Because(err)
		}
		answers, err := prompt.ParseAnswers(k.answers, data, known)
		if err != nil {
			return nil, err
		}
		p = answers.Before(p, resolve)
	}
	if k.record != "" {
		path, err := a.path(k.record)
		if err != nil {
			return nil, err
		}
		p = prompt.Record(p, func(file []byte) error {
			if err := os.WriteFile(path, file, 0o600); err != nil {
				return fail.At(fail.Partial, k.record, 0, "the answers cannot be recorded").Because(err)
			}
			return nil
		})
	}
	return p, nil
}

// asks tells whether a command may ask on its own: somebody is there, and
// nothing told it not to.
func (a *app) asks() bool {
	f, ok := a.Stdin.(*os.File)
	return ok && !a.noInput && term.IsTerminal(int(f.Fd()))
}

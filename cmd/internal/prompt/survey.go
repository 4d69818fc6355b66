package prompt

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"

	"unpw/cmd/internal/ui"
	"unpw/migrate/secret"
)

// surveyed asks with survey/v2 on a terminal that has shown, once, that it
// answers. survey is archived and has traps; every one that is known is dealt
// with here:
//
//   - it waits for the cursor's place without limit: see probe;
//   - it knows no context: it runs in the background, and the terminal is
//     restored when the context ends first;
//   - its Password prints stars, or the clear text: it is not used;
//   - colour is a global of its own, set once;
//   - it breaks off on a key it does not know: see keys.
type surveyed struct {
	in    *os.File
	out   *os.File
	keys  *keys
	plain *Plain // asks where the terminal does not answer, and for secrets
	state probeState
}

type probeState int

const (
	unprobed probeState = iota
	answering
	mute
)

func newSurvey(in, out *os.File, plain *Plain, o Options) *surveyed {
	core.DisableColor = !o.Colour
	s := &surveyed{in: in, out: out, keys: &keys{File: in}, plain: plain}
	s.plain.patience = o.Patience // 0: whoever answers the probe may think for ever
	return s
}

// menus tells whether survey can be used; it asks the terminal the first time.
func (s *surveyed) menus(ctx context.Context) (bool, error) {
	if ctx.Err() != nil {
		return false, cancelled()
	}
	if s.state != unprobed {
		return s.state == answering, nil
	}
	ok, ahead, err := probe(ctx, s.in, s.out, probePatience)
	if err != nil {
		return false, err
	}
	if !ok {
		s.state = mute
		s.plain.in.pushed = ahead
		if s.plain.patience == 0 {
			s.plain.patience = nobodyPatience
		}
		return false, nil
	}
	s.state = answering
	s.keys.pushed = ahead
	return true, nil
}

// run shows one prompt and writes its answer to response.
func (s *surveyed) run(ctx context.Context, q Question, p survey.Prompt, response any, opts ...survey.AskOpt) error {
	fd := int(s.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return noInput(q, "the terminal cannot be used")
	}
	opts = append(opts, survey.WithStdio(s.keys, s.out, s.out), survey.WithPageSize(10))
	done := make(chan error, 1)
	go func() { done <- survey.AskOne(p, response, opts...) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		restore(fd, before, done)
		_, _ = io.WriteString(s.out, "\x1b[?25h\n") // survey hides the cursor
		return cancelled()
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, terminal.InterruptErr):
		return cancelled()
	case errors.Is(err, io.EOF):
		return noInput(q, "the terminal was closed")
	}
	return noInput(q, "the terminal cannot show menus; try --plain")
}

func (s *surveyed) Select(ctx context.Context, q Question, options []Option, def string) (string, error) {
	if ok, err := s.menus(ctx); err != nil {
		return "", err
	} else if !ok || len(options) == 0 {
		return s.plain.Select(ctx, q, options, def)
	}
	labels, help := show(options)
	at := 0
	err := s.run(ctx, q, &survey.Select{
		Message: ui.Clean(q.Text), Help: ui.Clean(q.Help), Options: labels, Description: help,
		Default: max(0, find(options, def)),
	}, &at)
	if err != nil {
		return "", err
	}
	return options[at].Value, nil
}

func (s *surveyed) MultiSelect(ctx context.Context, q Question, options []Option, def []string) ([]string, error) {
	if ok, err := s.menus(ctx); err != nil {
		return nil, err
	} else if !ok || len(options) == 0 {
		return s.plain.MultiSelect(ctx, q, options, def)
	}
	labels, help := show(options)
	preset := []int{}
	for _, v := range def {
		if i := find(options, v); i >= 0 {
			preset = append(preset, i)
		}
	}
	var at []int
	err := s.run(ctx, q, &survey.MultiSelect{
		Message: ui.Clean(q.Text), Help: ui.Clean(q.Help), Options: labels, Description: help, Default: preset,
	}, &at)
	if err != nil {
		return nil, err
	}
	chosen := make([]bool, len(options))
	for _, i := range at {
		chosen[i] = true
	}
	var got []string
	for i, o := range options {
		if chosen[i] {
			got = append(got, o.Value)
		}
	}
	return got, nil
}

func (s *surveyed) Input(ctx context.Context, q Question, def string) (string, error) {
	if ok, err := s.menus(ctx); err != nil {
		return "", err
	} else if !ok {
		return s.plain.Input(ctx, q, def)
	}
	var text string
	shown := ui.Clean(def)
	meant := func(answer string) string {
		if answer == shown {
			return def
		}
		return typed(answer)
	}
	err := s.run(ctx, q, &survey.Input{Message: ui.Clean(q.Text) + ":", Help: ui.Clean(q.Help), Default: shown}, &text,
		survey.WithValidator(func(answer any) error {
			line, _ := answer.(string)
			return q.check(meant(line))
		}))
	return meant(text), err
}

func (s *surveyed) Confirm(ctx context.Context, q Question, def bool) (bool, error) {
	if ok, err := s.menus(ctx); err != nil {
		return false, err
	} else if !ok {
		return s.plain.Confirm(ctx, q, def)
	}
	var yes bool
	err := s.run(ctx, q, &survey.Confirm{Message: ui.Clean(q.Text), Help: ui.Clean(q.Help), Default: def}, &yes)
	return yes && err == nil, err
}

func (s *surveyed) Secret(ctx context.Context, q Question) (secret.Secret, error) {
	if _, err := s.menus(ctx); err != nil {
		return secret.Secret{}, err
	}
	return s.plain.Secret(ctx, q)
}

// show gives the labels of options, safe to print, and what stands beside
// them.
func show(options []Option) (labels []string, help func(string, int) string) {
	for _, o := range options {
		labels = append(labels, ui.Clean(o.label()))
	}
	return labels, func(_ string, i int) string { return ui.Clean(options[i].Help) }
}

var _ Prompter = (*surveyed)(nil)

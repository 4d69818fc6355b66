package prompt

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

const goodAnswers = `schema: unpw/answers/v1
answers:
  flow: jwt-bearer
  flows: [auto, jwt-bearer]
  name: 2027            # a number is a text here
  go: true
  token: {env: SF_TOKEN}
`

var everyID = []string{"flow", "flows", "name", "go", "token"}

func knownID(id string) bool {
	for _, known := range everyID {
		if id == known {
			return true
		}
	}
	return false
}

// answersOf asks every question of p and gives the answers, a secret as its
// text, or the first error.
func answersOf(p Prompter) (map[string]any, error) {
	got := map[string]any{}
	for id, kind := range map[string]string{"flow": "select", "flows": "multi", "name": "input", "go": "confirm", "token": "secret"} {
		answer, err := askOne(context.Background(), p, kind)
		if err != nil {
			return nil, err
		}
		got[id] = answer
	}
	return got, nil
}

func resolveEnv(_ context.Context, r Reference) (secret.Secret, error) {
	if r.Env != "SF_TOKEN" {
		return secret.Secret{}, fail.New(fail.Usage, "no such variable")
	}
	return secret.New("example-password"), nil
}

func TestAnswersAnswerEveryQuestion(t *testing.T) {
	a, err := ParseAnswers("answers.yaml", []byte(goodAnswers), knownID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := answersOf(a.Before(None{}, resolveEnv))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"flow": "jwt-bearer", "flows": "jwt-bearer,auto", "name": "2027", "go": true, "token": "example-password"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersLeaveTheRestToTheNext(t *testing.T) {
	a, err := ParseAnswers("answers.yaml", []byte("schema: unpw/answers/v1\n"), knownID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := answersOf(a.Before(None{}, nil)); !errors.Is(err, ErrNoInput) {
		t.Errorf("error = %v, want ErrNoInput", err)
	}
}

func TestAnswersFilesThatCannotBeUsed(t *testing.T) {
	const head = "schema: unpw/answers/v1\nanswers:\n"
	tests := []struct{ name, file, want string }{
		{"empty", "", "a.yaml:1: the file is empty"},
		{"only a comment", "# hello\n", "a.yaml:1: the file is empty"},
		{"not YAML", "schema: [example-password\n", "a.yaml:1: not valid YAML"},
		{"not a mapping", "- schema\n", "a.yaml:1: an answers file must be a mapping"},
		{"no schema", "answers: {}\n", "a.yaml:1: schema is missing"},
		{"another schema", "schema: unpw/answers/v2\n", "a.yaml:1: schema must be unpw/answers/v1"},
		{"unknown field", head + "answer: {}\n", "a.yaml:3: unknown key answer"},
		{"unknown question", head + "  flwo: auto\n", "a.yaml:3: unknown key flwo"},
		{"twice", head + "  go: true\n  go: false\n", "a.yaml:4: go is there twice"},
		{"a key that is no id", head + "  \"a b\": x\n", "a.yaml:3: a key of answers must be lower case letters, digits, . and -"},
		{"alias", head + "  flow: &a auto\n  name: *a\n", "a.yaml:4: aliases are not allowed"},
		{"two documents", head + "---\nschema: x\n", "a.yaml:3: more than one document"},
		{"answers is a list", "schema: unpw/answers/v1\nanswers: []\n", "a.yaml:2: answers must be a mapping"},
		{"not an option", head + "  flow: saml\n", "a.yaml:3: answer flow must be one of: jwt-bearer, client-credentials, auto"},
		{"null", head + "  flow:\n", "a.yaml:3: answer flow must be one of: jwt-bearer, client-credentials, auto"},
		{"not a list", head + "  flows: auto\n", "a.yaml:3: answer flows must be a list"},
		{"not in the list", head + "  flows:\n  - auto\n  - saml\n", "a.yaml:5: answer flows must be a list of: jwt-bearer, client-credentials, auto"},
		{"refused by the check", head + "  name: bad\n", "a.yaml:3: answer name that name is taken"},
		{"two lines", head + "  name: \"a\\nb\"\n", "a.yaml:3: answer name must be a text on one line"},
		{"yes is no truth value", head + "  go: yes please\n", "a.yaml:3: answer go must be true or false"},
		{"a secret as text", head + "  token: example-password\n", "a.yaml:3: answer token must be a secret reference: {env: NAME}, {file: PATH} or {command: [argv…]}"},
		{"a reference with two places", head + "  token: {env: A, file: B}\n", "a.yaml:3: answer token must be a secret reference: {env: NAME}, {file: PATH} or {command: [argv…]}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := ParseAnswers("a.yaml", []byte(tt.file), knownID)
			if err == nil {
				_, err = answersOf(a.Before(stubborn{}, resolveEnv))
			}
			if err == nil || err.Error() != tt.want {
				t.Fatalf("error = %v\nwant    %s", err, tt.want)
			}
			if fail.CodeOf(err) != fail.Usage {
				t.Errorf("exit code %d, want 2", fail.CodeOf(err))
			}
			if strings.Contains(err.Error(), "example-password") {
				t.Error("the error shows a secret")
			}
		})
	}
}

// stubborn answers everything, so that only the file can be wrong.
type stubborn struct{}

func (stubborn) Select(context.Context, Question, []Option, string) (string, error) {
	return "auto", nil
}
func (stubborn) MultiSelect(context.Context, Question, []Option, []string) ([]string, error) {
	return nil, nil
}
func (stubborn) Input(context.Context, Question, string) (string, error) { return "Invoices", nil }
func (stubborn) Secret(context.Context, Question) (secret.Secret, error) {
	return secret.New("example-password"), nil
}
func (stubborn) Confirm(context.Context, Question, bool) (bool, error) { return true, nil }

func FuzzParseAnswers(f *testing.F) {
	f.Add([]byte(goodAnswers))
	f.Add([]byte("schema: unpw/answers/v1\nanswers: {token: {command: [pass, show]}}\n---\n"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAnswers("a.yaml", data, knownID)
		if err != nil {
			if fail.CodeOf(err) != fail.Usage {
				t.Fatalf("exit code %d: %v", fail.CodeOf(err), err)
			}
			return
		}
		if _, err := answersOf(a.Before(stubborn{}, resolveEnv)); err != nil && fail.CodeOf(err) != fail.Usage {
			t.Fatalf("exit code %d: %v", fail.CodeOf(err), err)
		}
	})
}

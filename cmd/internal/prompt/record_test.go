package prompt

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecordedAnswersAnswerAgain(t *testing.T) {
	var file []byte
	save := func(data []byte) error { file = bytes.Clone(data); return nil }
	first, err := answersOf(Record(stubborn{}, save))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(file), "example-password") {
		t.Fatalf("the recording holds the secret:\n%s", file)
	}
	if !strings.Contains(string(file), "# token: a secret, not recorded") {
		t.Errorf("the recording does not say that a secret is missing:\n%s", file)
	}
	a, err := ParseAnswers("recorded.yaml", file, knownID)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"select", "multi", "input", "confirm"} {
		if _, err := askOne(context.Background(), a.Before(None{}, nil), kind); err != nil {
			t.Errorf("%s is not answered by the recording: %v", kind, err)
		}
	}
	if _, err := askOne(context.Background(), a.Before(None{}, nil), "secret"); !errors.Is(err, ErrNoInput) {
		t.Errorf("the secret came out of the recording: %v", err)
	}
	again, err := answersOf(a.Before(stubborn{}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
}

func TestRecordingKeepsTheLastAnswer(t *testing.T) {
	var file []byte
	r := Record(NewPlain(strings.NewReader("1\n2\n"), new(bytes.Buffer), 0), func(data []byte) error { file = data; return nil })
	for range 2 {
		if _, err := askOne(context.Background(), r, "select"); err != nil {
			t.Fatal(err)
		}
	}
	if want := "schema: unpw/answers/v1\nanswers:\n  flow: client-credentials\n"; string(file) != want {
		t.Errorf("recorded %q, want %q", file, want)
	}
}

func TestRecordingThatCannotBeSavedIsAnError(t *testing.T) {
	full := errors.New("no space left")
	if _, err := askOne(context.Background(), Record(stubborn{}, func([]byte) error { return full }), "confirm"); !errors.Is(err, full) {
		t.Errorf("error = %v", err)
	}
}

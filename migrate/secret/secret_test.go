package secret_test

import (
	"bytes"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"log"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"unpw/migrate/secret"
)

// word is looked for in everything that a printer wrote, as bytes would spell it
// in hex and as numbers too.
const word = "Canary-Word-7"

// holder has a secret wherever a Go value can have one.
type holder struct {
	Name     string
	Exported secret.Secret
	hidden   secret.Secret
	Pointer  *secret.Secret
	inner    *struct{ deep secret.Secret }
	Map      map[string]secret.Secret
	List     []secret.Secret
	Array    [1]secret.Secret
	Any      any
}

func newHolder() holder {
	s := secret.New(word)
	return holder{Name: "crm", Exported: s, hidden: s, Pointer: &s, inner: &struct{ deep secret.Secret }{s},
		Map: map[string]secret.Secret{"password": s}, List: []secret.Secret{s}, Array: [1]secret.Secret{s}, Any: s}
}

// public is what encoders that only see exported fields are given.
type public struct {
	Name   string
	Secret secret.Secret
	List   []secret.Secret
}

func assertHidden(t *testing.T, printer, out string) {
	t.Helper()
	bytesOf := strings.Trim(fmt.Sprint([]byte(word)), "[]")
	for _, form := range []string{word, strings.ToLower(word), fmt.Sprintf("%x", word), fmt.Sprintf("%X", word), fmt.Sprintf("% x", word),
		bytesOf, strings.ReplaceAll(bytesOf, " ", ","), fmt.Sprintf("%q", word), "Canary"} {
		if strings.Contains(out, form) {
			t.Errorf("%s shows the secret: %s", printer, out)
		}
	}
}

func TestNoVerbOfFmtShowsASecret(t *testing.T) {
	h := newHolder()
	values := map[string]any{"secret": h.Exported, "pointer": h.Pointer, "struct": h, "pointer to struct": &h, "map": h.Map, "slice": h.List,
		"array": h.Array, "interface": []any{h.Any, &h}, "error": fmt.Errorf("login: %v", h.Exported)}
	for name, v := range values {
		for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "40", ".3"} {
			for _, verb := range "vTtbcdoOqxXUeEfFgGsp!" {
				format := "%" + flags + string(verb)
				assertHidden(t, name+" "+format, fmt.Sprintf(format, v))
			}
		}
		assertHidden(t, name+" Sprint", fmt.Sprint(v))
		assertHidden(t, name+" Sprintln", fmt.Sprintln(v))
		assertHidden(t, name+" Append", string(fmt.Append(nil, v)))
	}
}

func TestASecretPrintsAsTheMask(t *testing.T) {
	s := secret.New(word)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(format, s); got != secret.Mask {
			t.Errorf("%s gives %q", format, got)
		}
	}
	var empty secret.Secret
	if got := empty.String(); got != secret.Mask {
		t.Errorf("the empty secret prints as %q: its length would be told", got)
	}
}

func TestNoEncoderShowsASecret(t *testing.T) {
	p := public{Name: "crm", Secret: secret.New(word), List: []secret.Secret{secret.New(word)}}
	encoders := map[string]func(any) ([]byte, error){
		"json":        json.Marshal,
		"json indent": func(v any) ([]byte, error) { return json.MarshalIndent(v, "", " ") },
		"xml":         xml.Marshal,
		"yaml":        func(v any) ([]byte, error) { return yaml.Marshal(v) },
		"json key": func(any) ([]byte, error) {
			return json.Marshal(map[string]any{"a": p.Secret, "b": &p.Secret, "c": []any{p}})
		},
		"xml attribute": func(any) ([]byte, error) {
			return xml.Marshal(struct {
				XMLName xml.Name      `xml:"login"`
				A       secret.Secret `xml:"a,attr"`
			}{A: p.Secret})
		},
	}
	for name, encode := range encoders {
		out, err := encode(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		assertHidden(t, name, string(out))
		if !strings.Contains(string(out), secret.Mask) {
			t.Errorf("%s does not show that something is masked: %s", name, out)
		}
	}
}

// gob would write whatever MarshalText gives; what it sends must not be the word,
// and what it receives must not pass for a secret.
func TestGobCarriesNoSecret(t *testing.T) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(public{Secret: secret.New(word)})
	assertHidden(t, "gob", buf.String())
	if err != nil {
		return
	}
	var back public
	if err := gob.NewDecoder(&buf).Decode(&back); err == nil {
		t.Error("gob read a masked text back as a secret")
	}
}

func TestNothingReadsASecret(t *testing.T) {
	var s secret.Secret
	var _ encoding.TextUnmarshaler = &s
	quoted := `"` + word + `"`
	for name, err := range map[string]error{
		"json": json.Unmarshal([]byte(quoted), &s),
		"yaml": yaml.Unmarshal([]byte(quoted), &s),
		"xml":  xml.Unmarshal([]byte("<a>"+word+"</a>"), &s),
		"text": s.UnmarshalText([]byte(word)),
	} {
		if err == nil {
			t.Errorf("%s read a secret", name)
		} else {
			assertHidden(t, name, err.Error())
		}
	}
	if !s.Empty() {
		t.Error("a refused text was kept")
	}
}

func TestNoLoggerShowsASecret(t *testing.T) {
	h := newHolder()
	var out bytes.Buffer
	for name, handler := range map[string]slog.Handler{
		"text": slog.NewTextHandler(&out, nil), "json": slog.NewJSONHandler(&out, nil)} {
		out.Reset()
		l := slog.New(handler).With("with", h.Exported).WithGroup("group")
		l.Info("login", "secret", h.Exported, "pointer", h.Pointer, "struct", h, "list", h.List, "map", h.Map,
			slog.Group("g", "s", h.Exported), slog.Any("any", h.Any))
		assertHidden(t, "slog "+name, out.String())
		if !strings.Contains(out.String(), secret.Mask) {
			t.Errorf("slog %s: %s", name, out.String())
		}
	}
	out.Reset()
	log.New(&out, "", 0).Println(h, h.Exported)
	assertHidden(t, "log", out.String())
}

func TestNoTemplateShowsASecret(t *testing.T) {
	const page = `{{.Exported}} {{.Pointer}} {{.Map}} {{.List}} {{index .Map "password"}} {{printf "%#v" .Exported}} {{print .}} {{.Exported | html}} {{.Exported | js}} {{.Exported.String}}`
	var out bytes.Buffer
	if err := template.Must(template.New("").Parse(page)).Execute(&out, newHolder()); err != nil {
		t.Fatal(err)
	}
	assertHidden(t, "text/template", out.String())
	out.Reset()
	if err := htmltemplate.Must(htmltemplate.New("").Parse(`<p title="{{.Exported}}">{{.Exported}}</p><script>var x = {{.Exported}}</script>`)).Execute(&out, newHolder()); err != nil {
		t.Fatal(err)
	}
	assertHidden(t, "html/template", out.String())
}

func TestNoDiffShowsASecret(t *testing.T) {
	a, b := newHolder(), newHolder()
	b.Exported, b.hidden, b.Name = secret.New("other"), secret.New("other"), "erp"
	compare := cmp.Comparer(func(x, y secret.Secret) bool { return x.Reveal() == y.Reveal() })
	assertHidden(t, "cmp.Diff", cmp.Diff(a, b, compare, cmp.AllowUnexported(holder{}, struct{ deep secret.Secret }{})))
	assertHidden(t, "cmp.Diff of what is not comparable", func() (out string) {
		defer func() { out = fmt.Sprint(recover()) }()
		return cmp.Diff(a, b)
	}())
	x, y := a.Exported, secret.New("")
	assertHidden(t, "cmp.Diff of secrets", cmp.Diff(x, y, compare)+cmp.Diff([]secret.Secret{x}, []secret.Secret{y}, compare))
}

func TestWrappedErrorsAndPanicsShowNoSecret(t *testing.T) {
	s := secret.New(word)
	err := fmt.Errorf("login: %w", fmt.Errorf("%v %+v %#v: %w", s, s, s, io.EOF))
	assertHidden(t, "wrapped", err.Error()+fmt.Sprintf("%+v %#v", err, err))
	assertHidden(t, "joined", errors.Join(err, fmt.Errorf("again %s", s)).Error())
	func() {
		defer func() { assertHidden(t, "panic", fmt.Sprint(recover())) }()
		panic(s)
	}()
}

func TestRevealGivesTheTextBack(t *testing.T) {
	for _, text := range []string{"", word, "line\nline", "\x00\xff", strings.Repeat("x", 1<<16)} {
		s := secret.New(text)
		if got := s.Reveal(); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		if s.Empty() != (text == "") {
			t.Errorf("Empty of %q is %v", text, s.Empty())
		}
	}
	var zero secret.Secret
	if zero.Reveal() != "" || !zero.Empty() {
		t.Error("the zero value is not the empty secret")
	}
}

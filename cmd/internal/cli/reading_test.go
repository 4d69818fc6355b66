package cli

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unpw/migrate/fail"
)

func TestWhatTheFlagsOfReadingMean(t *testing.T) {
	mean(t, newScan, "a b --format json -o f --exit-code --all --exclude x,y --exclude z --baseline p --write-baseline q",
		scanOptions{paths: []string{"a", "b"}, format: "json", output: "f", exitCode: true, all: true, exclude: []string{"x,y", "z"}, baseline: "p", writeBaseline: "q"})
	mean(t, newScan, "", scanOptions{format: "text"})
	mean(t, newPlan, "a -o f --only x --only y --flow jwt-bearer --org prod --my-domain h --key-path /run/{app}.{ext} --init",
		planOptions{paths: []string{"a"}, output: "f", only: []string{"x", "y"}, flow: "jwt-bearer", org: "prod", myDomain: "h", keyPath: "/run/{app}.{ext}", init: true})
	mean(t, newTemplate, "r --flow client-credentials --file f --set a=b,c --set d=e=f -o g",
		templateOptions{recipe: "r", flow: "client-credentials", file: "f", set: []string{"a=b,c", "d=e=f"}, output: "g"})
	mean(t, newRecipesShow, "r", recipesOptions{args: []string{"r"}})
	mean(t, newRecipesTest, "r d", recipesOptions{args: []string{"r", "d"}})
	mean(t, newRecipesList, "", recipesOptions{})
}

func TestFlagsOfReadingThatAreWrong(t *testing.T) {
	tests := []struct{ args, says string }{
		{"scan --format sarif", "flag --format must be one of text, json"},
		{"scan nowhere", "nowhere: no such file or folder"},
		{"plan --flow password", "flag --flow must be one of auto, jwt-bearer, client-credentials"},
		{"template", "RECIPE is missing"},
		{"template a b", "too many arguments"},
		{"template a --set username=a --set username=b", "--set username is given twice"},
		{"recipes list a", "too many arguments"},
		{"recipes show", "ID is missing"},
	}
	for _, tt := range tests {
		env, out, talk := testEnv(t, "")
		code := Main(context.Background(), env, strings.Fields(tt.args))
		if code != int(fail.Usage) || out.Len() > 0 || !strings.HasPrefix(talk.String(), "error: "+tt.says) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", tt.args, code, out, talk)
		}
	}
}

// What -o names is replaced whole, keeps its permissions, and is what a link
// points to; a device stays a device.
func TestOutputs(t *testing.T) {
	env, _, _ := testEnv(t, "")
	a := newApp(env)
	wd, _ := env.Getwd()
	at := func(name string) string { return filepath.Join(wd, name) }
	write := func(name, text string) {
		t.Helper()
		if err := a.writeOutput(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write("new", "one")
	if err := os.Chmod(at("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("new", at("link")); err != nil {
		t.Skip("this system has no links:", err)
	}
	write("link", "two")
	info, err := os.Lstat(at("link"))
	if err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	data, err := os.ReadFile(at("new"))
	if err != nil || string(data) != "two" {
		t.Errorf("%q, %v", data, err)
	}
	if info, err := os.Stat(at("new")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	write(os.DevNull, "gone")
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("the null device is %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(wd); len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
	for _, bad := range []string{"nowhere/file", "."} {
		if err := a.writeOutput(bad, nil); fail.CodeOf(err) != fail.Partial {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestProxiesComeFromTheEnvironmentThatIsGiven(t *testing.T) {
	env, _, _ := testEnv(t, "")
	env.Getenv = func(name string) string {
		return map[string]string{"https_proxy": "http://proxy.acme.example:8080", "NO_PROXY": "intern.example"}[name]
	}
	choose := newApp(env).proxy()
	for host, want := range map[string]string{"login.salesforce.com": "http://proxy.acme.example:8080", "a.intern.example": "<nil>"} {
		got, err := choose(request(t, "https://"+host+"/"))
		if err != nil {
			t.Fatal(err)
		}
		if text := urlText(got); text != want {
			t.Errorf("%s: %s, want %s", host, text, want)
		}
	}
}

func TestSecretReferencesReadTheEnvironmentThatIsGiven(t *testing.T) {
	env, _, _ := testEnv(t, "")
	env.Environ = func() []string { return []string{"A=1", "AB=2=3", "EMPTY="} }
	lookup := newApp(env).secrets(t.TempDir()).Lookup
	for name, want := range map[string]string{"A": "1 true", "AB": "2=3 true", "EMPTY": " true", "B": " false"} {
		value, ok := lookup(name)
		if got := value + map[bool]string{true: " true", false: " false"}[ok]; got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func urlText(u *url.URL) string {
	if u == nil {
		return "<nil>"
	}
	return u.String()
}

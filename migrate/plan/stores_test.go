package plan

import (
	"strings"
	"testing"

	"unpw/templates"
)

func stores(t testing.TB) *Stores {
	t.Helper()
	s, err := LoadStores(templates.Stores)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Where a link ends outside of the tree, the plan says what to create and what to
// delete there, in the words of that store.
func TestSecretsOutsideAreNamedWithTheirStore(t *testing.T) {
	program := map[string]string{"etl/sync.py": syncPy}
	with := func(file, text string) map[string]string {
		return map[string]string{"etl/sync.py": syncPy, file: text}
	}
	for _, c := range []struct {
		name   string
		files  map[string]string
		create string // text and command of a step
		remove string
	}{
		{"GitHub", with("etl/.github/workflows/run.yml", "env:\n  SF_USERNAME: etl@acme.example\n  SF_PASSWORD: ${{ secrets.SF_PASSWORD }}\n  SF_TOKEN: ${{ secrets.SF_TOKEN }}\n"),
			"create or change the GitHub Actions secret SF_PRIVATE_KEY: the private key $ gh secret set SF_PRIVATE_KEY", "delete the GitHub Actions secret SF_PASSWORD, once the new login runs $ gh secret delete SF_PASSWORD"},
		{"Azure Pipelines", with("etl/azure-pipelines.yml", "env:\n  SF_USERNAME: etl@acme.example\n  SF_PASSWORD: $(SF_PASSWORD)\n  SF_TOKEN: $(SF_TOKEN)\n"),
			"create or change the Azure Pipelines secret variable SF_PRIVATE_KEY", "$ az pipelines variable delete --name SF_PASSWORD"},
		{"GitLab", with("etl/.gitlab-ci.yml", "job:\n  variables:\n    SF_USERNAME: etl@acme.example\n    SF_PASSWORD: $CI_SF_PASSWORD\n    SF_TOKEN: $CI_SF_TOKEN\n"),
			"create or change the GitLab CI/CD variable CI_SF_PRIVATE_KEY", "$ glab variable delete CI_SF_PASSWORD"},
		{"SSM", with("etl/template.yaml", "Resources:\n  F:\n    Properties:\n      Environment:\n        Variables:\n          SF_USERNAME: etl@acme.example\n          SF_PASSWORD: '{{resolve:ssm-secure:/sf/password}}'\n          SF_TOKEN: '{{resolve:ssm-secure:/sf/token}}'\n"),
			"the AWS SSM parameter /sf/private-key", "$ aws ssm delete-parameter --name /sf/password"},
		{"ECS", with("etl/task.json", `{"containerDefinitions": [{"environment": [{"name": "SF_USERNAME", "value": "etl@acme.example"}], "secrets": [
  {"name": "SF_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/sf/password"},
  {"name": "SF_TOKEN", "valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:crm-AbCdEf:token::"}
]}]}`), "create or change the AWS SSM parameter /sf/private-key", "take token out of the AWS Secrets Manager secret crm-AbCdEf, once the new login runs"},
		{"nothing says where", program, "create or change SF_PRIVATE_KEY_FILE, which is defined outside of this tree", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, production, c.files)
			in.Stores = stores(t)
			p := only(t, makeOf(t, in))
			var all []string
			for _, s := range p.Steps {
				all = append(all, s.Text+" $ "+s.Command)
			}
			said := strings.Join(all, "\n")
			first, command, _ := strings.Cut(c.create, " $ ")
			for _, want := range []string{first, command, c.remove} {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not said:\n%s", want, said)
				}
			}
		})
	}
}

// A store is data: what is not whole is refused.
func TestStoresAreChecked(t *testing.T) {
	const head = "schema: unpw/stores/v1\nread: 2026-11-25\nstores:\n"
	for name, text := range map[string]string{
		"another schema": "schema: unpw/stores/v2\n",
		"no command":     head + "  - {id: x, title: X, source: here}\n",
		"no source":      head + "  - {id: x, title: X, create: do}\n",
		"no glob":        head + "  - {id: x, title: X, create: do, source: here, files: ['[']}\n",
		"unknown field":  head + "  - {id: x, title: X, create: do, source: here, colour: red}\n",
	} {
		if _, err := LoadStores([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for _, s := range stores(t).list {
		for _, command := range []string{s.Create, s.FromFile, s.Delete} {
			for _, value := range []string{"{value}", "--body", "--value=", "--secret-string \""} {
				if strings.Contains(command, value) {
					t.Errorf("%s: %q would put a secret among the arguments", s.ID, command)
				}
			}
		}
	}
}

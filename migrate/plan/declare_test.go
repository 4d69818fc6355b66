package plan

import (
	"strings"
	"testing"
)

const (
	connectorTf = `resource "confluent_connector" "crm" {
  config_sensitive = {
    "salesforce.password"        = var.sf_password
    "salesforce.consumer.key"    = "old-client-id"
    "salesforce.consumer.secret" = var.sf_secret
  }

  config_nonsensitive = {
    "connector.class"     = "SalesforceCdcSource"
    "salesforce.username" = var.sf_user
  }
}
`
	variablesTf = `variable "sf_password" {
  type      = string
  sensitive = true
}

# the connected app
variable "sf_secret" {
  type      = string
  sensitive = true
}

variable "sf_user" {
  type    = string
  default = "etl@acme.example"
}
`
)

// A Terraform variable is followed to its value, and goes with its declaration; a
// new one is declared beside it.
func TestTerraformVariables(t *testing.T) {
	for _, c := range []struct {
		name, file, text, anchor string
		removed                  string
	}{
		{"a .tfvars file", "prod.tfvars", "sf_password = \"example-password\"\nsf_secret   = \"old-client-secret\"\n", "prod.tfvars", "-sf_password ="},
		{"one of an environment", "env/prod.tfvars", "sf_password = \"example-password\"\nsf_secret   = \"old-client-secret\"\n", "env/prod.tfvars", "-sf_password ="},
		{"a variable of the environment", "deploy.env", "TF_VAR_sf_password=example-password\nTF_VAR_sf_secret=old-client-secret\n", "deploy.env", "-TF_VAR_sf_password="},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, production+"integrations: {"+strings.NewReplacer("/", "-", ".", "-").Replace(c.anchor)+": {confirm: [unverified]}}\n",
				map[string]string{"main.tf": connectorTf, "variables.tf": variablesTf, c.file: c.text})
			got := only(t, makeOf(t, in))
			if found := in.Roots[0].Result.Integrations[0]; found.File != c.anchor || found.Username != "etl@acme.example" {
				t.Errorf("anchored in %s as %q", found.File, found.Username)
			}
			for _, want := range []string{c.removed, "-variable \"sf_password\"", "\"salesforce.instance\" = \"${var.sf_login_url}\"", "+variable \"sf_login_url\"", "+  default = \"https://acme.my.salesforce.com\""} {
				if !strings.Contains(got.Diff, want) {
					t.Errorf("%q is not in the diff:\n%s", want, got.Diff)
				}
			}
			if strings.Contains(got.Diff, "-variable \"sf_secret\"") {
				t.Errorf("the secret's variable stays in use, and goes:\n%s", got.Diff)
			}
		})
	}
}

// Two blocks with a blank line between them leave no hole.
func TestARemovedBlockTakesItsBlankLine(t *testing.T) {
	got := planOf(t, production, map[string]string{"main.tf": connectorTf, "variables.tf": variablesTf}).Integrations[0]
	if strings.Contains(got.Diff, "\n \n-\n") || !strings.Contains(got.Diff, "-}\n-\n # the connected app\n") {
		t.Errorf("the diff is\n%s", got.Diff)
	}
}

// Parameters of a deployment are followed to their declaration; a new secret is
// declared in its form, and given when the file is used.
func TestParametersOfADeployment(t *testing.T) {
	for _, c := range []struct {
		name, file, text  string
		removed, declared string
		given             string // a step
	}{
		{"CloudFormation", "etl/template.yaml", "Parameters:\n  SfPassword:\n    Type: String\n    NoEcho: true\n  SfToken:\n    Type: String\n    NoEcho: true\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n" +
			"          SF_USERNAME: etl@acme.example\n          SF_PASSWORD: !Ref SfPassword\n          SF_TOKEN: !Ref SfToken\n",
			"-  SfToken:", "SF_PRIVATE_KEY: !Ref SfPrivateKey", "SfPrivateKey"},
		{"CloudFormation in JSON", "etl/template.json", `{
  "Parameters": {
    "SfPassword": {"Type": "String", "NoEcho": true},
    "SfToken": {"Type": "String", "NoEcho": true}
  },
  "Resources": {
    "F": {
      "Environment": {
        "Variables": {
          "SF_USERNAME": "etl@acme.example",
          "SF_PASSWORD": {"Ref": "SfPassword"},
          "SF_TOKEN": {"Ref": "SfToken"}
        }
      }
    }
  }
}
`, `-    "SfToken": {"Type": "String", "NoEcho": true}`, `"SF_PRIVATE_KEY": {"Ref": "SfPrivateKey"}`, "SfPrivateKey"},
		{"OpenShift", "etl/template.yaml", "apiVersion: v1\nkind: Template\nobjects:\n- kind: Deployment\n  spec:\n    env:\n    - name: SF_USERNAME\n      value: etl@acme.example\n    - name: SF_PASSWORD\n      value: ${CRM_PASSWORD}\n    - name: SF_TOKEN\n      value: ${CRM_TOKEN}\nparameters:\n- name: CRM_PASSWORD\n  required: true\n- name: CRM_TOKEN\n  required: true\n",
			"-- name: CRM_TOKEN", "+- name: CRM_PRIVATE_KEY", "CRM_PRIVATE_KEY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := only(t, planOf(t, production, map[string]string{"etl/sync.py": syncPy, c.file: c.text}))
			if !in.Applicable() {
				t.Fatalf("blocked: %s\n%s", whys(in), in.Diff)
			}
			for _, want := range []string{c.removed, c.declared} {
				if !strings.Contains(in.Diff, want) {
					t.Errorf("%q is not in the diff:\n%s", want, in.Diff)
				}
			}
			var steps []string
			for _, s := range in.Steps {
				steps = append(steps, s.Text)
			}
			if said := strings.Join(steps, "\n"); !strings.Contains(said, "create or change "+c.given) {
				t.Errorf("the steps do not name %s:\n%s", c.given, said)
			}
		})
	}
}

package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/text"
)

// A pair in any syntax is one setting under the name that it gives.
func TestPairsAreSettings(t *testing.T) {
	for _, test := range []struct{ name, src string }{
		{"a.json", `[{"name": "SF_PW", "value": "old"}]`},
		{"a.json", `[{"Name": "SF_PW", "Value": "old", "Type": "SecureString"}]`},
		{"a.json", `[{"key": "SF_PW", "value": "old", "enabled": true}]`},
		{"a.json", `{"parameters": [{"ParameterKey": "SF_PW", "ParameterValue": "old"}]}`},
		{"a.json", `[{"parameterKey": "SF_PW", "parameterValue": "old"}]`},
		{"a.json", `[{"Namespace": "aws:elasticbeanstalk:application:environment", "OptionName": "SF_PW", "Value": "old"}]`},
		{"a.json5", `[{name: 'SF_PW', value: 'old'}]`},
		{"a.yaml", "- name: SF_PW\n  value: old\n"},
		{"a.yaml", "- ParameterKey: SF_PW\n  ParameterValue: old\n"},
		{"a.yaml", "Parameters: [{Name: SF_PW, Value: old}]\n"},
		{"a.yaml", "- env_name: SF_PW\n  env_value: 'old'\n"},
		{"a.yaml", "option_settings:\n  - option_name: SF_PW\n    value: old\n"},
		{"a.toml", "[[env]]\nname = \"SF_PW\"\nvalue = \"old\"\n"},
		{"a.toml", "[[parameter]]\nparameter_key = 'SF_PW'\nparameter_value = 'old'\n"},
		{"a.tf", "parameter {\n  name  = \"SF_PW\"\n  value = \"old\"\n}\n"},
		{"a.tf", "env = [{ parameter_key = \"SF_PW\", parameter_value = \"old\" }]\n"},
		{"a.xml", `<a><p name="SF_PW" value="old"/></a>`},
		{"a.xml", `<a><Parameter Name="SF_PW" Value="old"/></a>`},
		{"a.xml", "<a><p><name>SF_PW</name><value>old</value></p></a>"},
		{"a.xml", "<a><Parameter><Key>SF_PW</Key><Value>old</Value></Parameter></a>"},
		{"a.xml", "<a><m><ParameterKey>SF_PW</ParameterKey><ParameterValue>old</ParameterValue></m></a>"},
	} {
		d := opened(t, test.name, []byte(test.src))
		var pair *Node
		for _, n := range settings(d) {
			if n.Key == "SF_PW" {
				pair = n
			}
		}
		if pair == nil || pair.Value != "old" {
			t.Errorf("%s %q: no setting SF_PW: %v", test.name, test.src, seen(d, nil))
			continue
		}
		e, err := SetValue(pair, Literal("new"), false)
		if err != nil {
			t.Errorf("%s %q: %v", test.name, test.src, err)
			continue
		}
		renamed, err := Rename(pair, "SF_KEY")
		if err != nil {
			t.Errorf("%s %q: %v", test.name, test.src, err)
			continue
		}
		got, err := text.Apply(d.Src, filled(t, d, append(renamed, e)))
		want := strings.Replace(strings.Replace(test.src, "SF_PW", "SF_KEY", 1), "old", "new", 1)
		if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, err, diff)
		}
	}
}

// What only looks like a pair stays what it is.
func TestNoPairsAreMadeUp(t *testing.T) {
	for _, test := range []struct{ name, src, key string }{
		{"a.json", `{"name": "app", "version": "1"}`, "version"},
		{"a.json", `{"name": "app", "value": {"a": "b"}}`, "a"},
		{"a.json", `{"name": {"first": "x"}, "value": "y"}`, "first"},
		{"a.json", `{"ParameterKey": "a", "value": "b"}`, "value"},
		{"a.yaml", "name: app\nvalues: [x]\n", "name"},
		{"a.xml", `<a><b Name="x" Text="y"/></a>`, "Text"},
	} {
		d := opened(t, test.name, []byte(test.src))
		found := false
		for _, n := range settings(d) {
			found = found || n.Key == test.key
		}
		if !found {
			t.Errorf("%s %q: %q is gone: %v", test.name, test.src, test.key, seen(d, nil))
		}
	}
}

package scan_test

import (
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/scan"
)

// {{x}} stands for what the request file, its environment file or Postman says.
func TestTemplateVariablesAreFollowed(t *testing.T) {
	const form = "POST https://login.salesforce.com/services/oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\nusername={{user}}\n"
	const body = `{"urlencoded": [{"key": "username", "value": "{{user}}"}]}`
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"@x of the file", map[string]string{"a.http": "@user = etl@acme.example\n" + form}, "etl@acme.example"},
		{"an environment file", map[string]string{"a.http": form, "http-client.env.json": `{"dev": {"user": "etl@acme.example"}}`}, "etl@acme.example"},
		{"a Postman environment", map[string]string{"a.json": body, "e.postman_environment.json": `{"values": [{"key": "user", "value": "etl@acme.example"}]}`}, "etl@acme.example"},
		{"a variable of the collection", map[string]string{"a.json": `{"item": ` + body + `, "variable": [{"key": "user", "value": "etl@acme.example"}]}`}, "etl@acme.example"},
		{"a header of that name", map[string]string{"a.http": "GET https://x\nuser: me\n\n###\n" + form}, ""},
		{"nothing", map[string]string{"a.http": form}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := scan.NewTree(scan.Memory(c.files))
			var reader *format.Node
			for name, text := range c.files {
				d, err := format.Open(name, []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				tree.Add(d)
				d.Walk(func(n *format.Node) bool {
					if n.Key == "username" {
						reader = n
					}
					return true
				})
			}
			tree.Index()
			if got, ok := tree.Value(reader); got != c.want && ok {
				t.Errorf("it stands for %q, not %q", got, c.want)
			} else if ok != (c.want != "") {
				t.Errorf("followed: %v", ok)
			}
		})
	}
}

package format

import "net/url"

// iniAlone reads a value of an INI file, in one where %% means % if percent is
// set.
func iniAlone(percent bool, raw string) string {
	src := "x =" + raw + "\n"
	if percent {
		src = "y = %(x)s\n" + src
	}
	return only(INI{}, src).Value
}

func tomlAlone(src string) *Node { return only(TOML{}, src) }

func hclAlone(src string) *Node { return only(HCL{}, src) }

// only gives the last entry of src.
func only(s Syntax, src string) *Node {
	d, err := s.Parse([]byte(src))
	if err != nil || len(d.Root.Children) == 0 {
		return &Node{Key: "not a setting: " + src, Value: "not a value: " + src, Children: []*Node{{Key: "not a setting: " + src}}}
	}
	return d.Root.Children[len(d.Root.Children)-1]
}

// innerAlone reads a part of an address, a form or a connection string.
func innerAlone(name, raw string) (string, bool) {
	switch name {
	case "uri-user", "uri-host", "uri-path", "uri-scheme", "uri-port", "query", "form":
		decode := url.PathUnescape
		if name == "query" || name == "form" {
			decode = url.QueryUnescape
		}
		s, err := decode(raw)
		if err != nil {
			s = "not percent-encoded: " + raw
		}
		return s, true
	case "jdbc-host", "jdbc-port", "jdbc-path":
		return raw, true
	case "jdbc", "odbc", "ado":
		lead := map[string]string{"jdbc": "jdbc:x:", "odbc": "Driver=x;", "ado": "Server=x;"}[name]
		return only(Connection{}, lead+"X="+raw).Value, true
	}
	return "", false
}

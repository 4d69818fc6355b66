package format

import "strings"

// smallAlone decodes a value of one of the small syntaxes by itself: by reading a
// file that holds nothing else. It is not ok for a style of another syntax.
func smallAlone(style, raw string) (string, bool) {
	switch {
	case strings.HasPrefix(style, "docker"):
		src := "ENV X=" + raw
		if strings.HasSuffix(style, "-old") {
			src = "ENV X " + raw
		}
		if strings.Contains(style, "-tick") {
			src = "# escape=`\n" + src
		}
		return only(Dockerfile{}, src).Value, true
	case style == "http-body", style == "http-word":
		if !strings.HasPrefix(raw, "{") {
			raw = strings.ReplaceAll(raw, "\r\n", "\n")
		}
		return raw, true
	case style == "csv":
		d, err := CSV{}.Parse([]byte("a,b\nx," + raw))
		if err == nil && (len(d.Root.Children) != 1 || len(d.Root.Children[0].Children) != 2) {
			d, err = CSV{}.Parse([]byte("a\tb\nx\t" + raw)) // a text with a comma in a table of tabs
		}
		if err != nil {
			return "not a field: " + raw, true
		}
		return d.Root.Children[0].Children[1].Value, true
	case style == "logstash":
		return only(Logstash{}, "input { a { b => "+raw+" } }").Children[0].Children[0].Value, true
	case style == "form":
		value, _ := formText(raw)
		return value, true
	case strings.HasPrefix(style, "http"):
		return only(HTTP{}, "@x = "+raw).Value, true
	case style == "netrc", style == "netrc-comment":
		return only(Netrc{}, "machine x login "+raw).Children[0].Value, true
	case strings.HasPrefix(style, "json5"):
		return only(JSON5{}, "["+raw+"]").Value, true
	}
	return "", false
}

// smallKeyAlone does the same for a name.
func smallKeyAlone(style, raw string) (string, bool) {
	switch style {
	case "json5-key":
		return only(JSON5{}, "{"+raw+":1}").Key, true
	case "netrc", `netrc"`:
		return only(Netrc{}, "machine "+raw).Key, true
	case "http-name", "http-header-name":
		return raw, true
	case "form":
		key, _ := formText(raw)
		return key, true
	case "esc:csv", `esc:csv"`:
		return strings.ReplaceAll(raw, `""`, `"`), true
	case "logstash-key", `logstash-key"`, "logstash-key'":
		return raw, true
	case "docker-key":
		return only(Dockerfile{}, "ENV "+raw+"=x").Key, true
	}
	return "", false
}

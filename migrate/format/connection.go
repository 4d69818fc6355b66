package format

import (
	"bytes"
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// Connection reads connection strings: name=value;name=value. Those of JDBC begin
// with jdbc:NAME: (which is the name of the root) and may name a host behind two
// slashes. In those of ODBC a value may stand in braces, in those of ADO.NET in
// quotes, as the documents of Microsoft say; readers of JDBC's differ, so that
// quotes there are opaque and a value that would need them has no spelling.
//
// https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-odbcstr/
// https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-strings
type Connection struct{}

// Name implements Syntax.
func (Connection) Name() string { return "connection" }

var connectionStyles = map[string]encoder{
	"jdbc": connectionPlain, "esc:jdbc": connectionPlain,
	"odbc": connectionIn("{", "}"), "esc:odbc": connectionPlain,
	"ado": connectionIn(`"`, `"`), "esc:ado": connectionPlain,
	"jdbc-host": jdbcPart("host"), "jdbc-port": uriDigits, "jdbc-path": jdbcPart("path"),
	"connection-key": func(s string) (string, error) {
		if !connectionName.MatchString(s) || strings.TrimSpace(s) != s {
			return "", errNoSpelling
		}
		return s, nil
	},
}

func connectionPlain(s string) (string, error) {
	if strings.TrimSpace(s) != s || strings.ContainsAny(s, ";\r\n\x00") || s != "" && strings.IndexByte("\"'{=", s[0]) >= 0 {
		return "", errNoSpelling
	}
	return s, nil
}

// connectionIn puts a value that needs it between open and closing.
func connectionIn(open, closing string) encoder {
	return func(s string) (string, error) {
		if out, err := connectionPlain(s); err == nil && !strings.ContainsAny(s, "[]{}(),;?*=!@\"'") {
			return out, nil
		} else if err == nil && open != "{" && !strings.ContainsAny(s, "\"'=") {
			return out, nil
		}
		if strings.ContainsAny(s, "\r\n\x00") {
			return "", errNoSpelling
		}
		return open + strings.ReplaceAll(s, closing, closing+closing) + closing, nil
	}
}

// jdbcPart is for what stands between the slashes and the first semicolon.
func jdbcPart(part string) encoder {
	return func(s string) (string, error) {
		allowed := jdbcHost.FindStringSubmatch("//" + s)
		if s == "" || part == "host" && allowed[1] != s || part == "path" && allowed[3] != s {
			return "", errNoSpelling
		}
		return s, nil
	}
}

var (
	jdbcStart      = regexp.MustCompile(`^jdbc[.:](?:[A-Za-z0-9_.-]+:)+`)
	jdbcHost       = regexp.MustCompile(`^//([A-Za-z0-9._-]*)(?::([0-9]{1,5}))?(/[^;?]*)?`)
	connectionName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 _.-]*$`)
	// connectionSign are the names by one of which a connection string is known.
	connectionSign = regexp.MustCompile(`^(?:driver|dsn|server|datasource|host|user|uid|userid|username|password|pwd|authscheme|authenticationmethod|initialcatalog)$`)
)

// Parse implements Syntax. A text without jdbc: in front is a connection string
// if one of its names is known from them.
func (Connection) Parse(src []byte) (*Document, error) {
	d := &Document{Syntax: "connection", Src: src}
	p := &connectionParser{src: src, masked: maskRefs(src)}
	whole := text.Span{Start: 0, End: len(src)}
	p.root = d.node(Node{Kind: Map, Layout: Joined, Body: whole, Span: whole})
	d.Root, d.Roots = p.root, []*Node{p.root}
	start := jdbcStart.Find(p.masked)
	if start != nil {
		p.root.Key = string(start[:len(start)-1])
		p.style, p.at = "jdbc", len(start)
		p.host()
	} else {
		p.style = "ado"
	}
	named := start != nil
	for p.at < len(src) {
		n := p.entry()
		if n == nil || !d.more() {
			return nil, &Malformed{Line: 1, Why: "not a connection string"}
		}
		name := strings.ToLower(strings.ReplaceAll(n.Key, " ", ""))
		named = named || connectionSign.MatchString(name)
		if name == "driver" || name == "dsn" {
			p.odbc()
		}
	}
	if p.entries == 0 || start == nil && p.entries < 2 || !named {
		return nil, &Malformed{Line: 1, Why: "not a connection string"}
	}
	return d, nil
}

type connectionParser struct {
	src, masked []byte
	at          int
	root        *Node
	style       string
	entries     int
}

// host reads //host:port/path.
func (p *connectionParser) host() {
	m := jdbcHost.FindSubmatchIndex(p.masked[p.at:])
	if m == nil {
		return
	}
	for i, key := range []string{"host", "port", "path"} {
		if from, to := m[2*i+2], m[2*i+3]; from >= 0 && to > from {
			span := text.Span{Start: p.at + from, End: p.at + to}
			p.root.Children = append(p.root.Children, p.root.Doc.node(Node{Parent: p.root, Kind: Scalar, Key: key,
				KeySpan: text.Span{Start: span.Start, End: span.Start}, Value: string(span.Slice(p.src)), ValueSpan: span, Span: span, Style: "jdbc-" + key}))
		}
	}
	if p.at += m[1]; p.at < len(p.masked) && p.masked[p.at] == ';' {
		p.at++
	}
}

// odbc says that the string is one of ODBC, by its driver.
func (p *connectionParser) odbc() {
	if p.style == "ado" {
		for _, c := range p.root.Children {
			c.Style = "odbc"
		}
		p.style = "odbc"
	}
}

// entry reads name=value with what parts it from the next; nil where none is.
func (p *connectionParser) entry() *Node {
	start := skipBlanks(p.masked, p.at, len(p.masked))
	eq := start + indexAny(p.masked[start:], "=;")
	name := text.Span{Start: start, End: trimRight(p.masked, start, eq)}
	if eq >= len(p.masked) || p.masked[eq] != '=' || !connectionName.Match(name.Slice(p.masked)) {
		return nil
	}
	n := p.root.Doc.node(Node{Parent: p.root, Kind: Scalar, Key: string(name.Slice(p.src)), KeySpan: name, KeyStyle: "connection-key", Style: p.style})
	at := skipBlanks(p.masked, eq+1, len(p.masked))
	end := at + indexAny(p.masked[at:], ";")
	switch {
	case at < end && p.style != "jdbc" && strings.IndexByte("\"'{", p.masked[at]) >= 0:
		if end = p.quoted(n, at); end < 0 {
			return nil
		}
	case at < end && strings.IndexByte("\"'{", p.masked[at]) >= 0:
		n.Opaque = "readers differ on what the quotes mean"
		fallthrough
	default:
		stop := trimRight(p.masked, at, end)
		n.ValueSpan = text.Span{Start: at, End: stop}
		n.Value = string(n.ValueSpan.Slice(p.src))
	}
	n.Span = text.Span{Start: start, End: n.ValueSpan.End}
	if end < len(p.masked) {
		n.Comma = text.Span{Start: end, End: end + 1}
		end++
	}
	p.root.Children = append(p.root.Children, n)
	p.entries++
	if p.at = end; len(bytes.TrimSpace(p.masked[end:])) == 0 {
		p.at = len(p.masked)
	}
	return n
}

// quoted reads a value in quotes or braces, in which they are written twice. It
// gives the place of the semicolon behind it, or the end; -1 where text follows.
func (p *connectionParser) quoted(n *Node, at int) int {
	closing := p.masked[at]
	if closing == '{' {
		closing = '}'
		n.Style = "odbc"
	}
	var b []byte
	i := at + 1
	for ; i < len(p.masked); i++ {
		if p.masked[i] != closing {
			b = append(b, p.src[i])
			continue
		}
		if i+1 == len(p.masked) || p.masked[i+1] != closing {
			break
		}
		b = append(b, closing)
		i++
	}
	if i >= len(p.masked) {
		return -1
	}
	n.Value, n.ValueSpan = string(b), text.Span{Start: at, End: i + 1}
	end := skipBlanks(p.masked, i+1, len(p.masked))
	if end < len(p.masked) && p.masked[end] != ';' {
		return -1
	}
	return end
}

package format

import (
	"bytes"
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// URI reads the address of a service as RFC 3986 has it, with a login or a query
// in it: scheme, user, password, host, port, path, and a container query. An
// address without either is no document, nor is a link of the web with one field
// in its query, nor that of a database or a queue (see elsewhere), which no
// setting of anything else can be taken from.
type URI struct{}

// Name implements Syntax.
func (URI) Name() string { return "uri" }

// elsewhere are schemes of services whose login is their own.
var elsewhere = map[string]bool{"postgres": true, "postgresql": true, "mysql": true, "mysql2": true, "mariadb": true, "mongodb": true, "mongodb+srv": true, "redis": true,
	"rediss": true, "amqp": true, "amqps": true, "kafka": true, "sqlserver": true, "mssql": true, "oracle": true, "snowflake": true, "redshift": true, "bigquery": true,
	"clickhouse": true, "db2": true, "sqlite": true, "ftp": true, "ftps": true, "sftp": true, "ssh": true, "smtp": true, "smtps": true, "imap": true, "imaps": true, "ldap": true,
	"ldaps": true, "git": true, "git+ssh": true, "s3": true, "gs": true, "jdbc": true, "file": true, "nats": true, "mqtt": true, "mqtts": true, "socks5": true, "socks5h": true}

var (
	uriStart = regexp.MustCompile(`^(?:jdbc:(?:[a-z0-9]+:)*)?([A-Za-z][A-Za-z0-9+.-]*)://`)
	uriPort  = regexp.MustCompile(`^[0-9]{1,5}$|^x+$`)
)

// Parse implements Syntax.
func (URI) Parse(src []byte) (*Document, error) {
	d := &Document{Syntax: "uri", Src: src}
	masked := maskRefs(src)
	m := uriStart.FindSubmatchIndex(masked)
	if m == nil || elsewhere[strings.ToLower(string(masked[m[2]:m[3]]))] {
		return nil, &Malformed{Line: 1, Why: "not an address"}
	}
	whole := text.Span{Start: 0, End: len(src)}
	root := d.node(Node{Kind: Map, Layout: Joined, Body: whole, Span: whole})
	d.Root, d.Roots = root, []*Node{root}
	part := func(key, style string, span text.Span) {
		n := d.node(Node{Parent: root, Kind: Scalar, Key: key, KeySpan: text.Span{Start: span.Start, End: span.Start}, ValueSpan: span, Span: span, Style: style})
		percentDecode(n, span.Slice(src), false)
		root.Children = append(root.Children, n)
	}
	part("scheme", "uri-scheme", text.Span{Start: m[2], End: m[3]})
	at := m[1]
	end := at + indexAny(masked[at:], "/?#")
	user := bytes.LastIndexByte(masked[at:end], '@')
	login := false
	if user >= 0 {
		stop := at + user
		name := at + indexAny(masked[at:stop], ":")
		part("user", "uri-user", text.Span{Start: at, End: name})
		if name < stop {
			login = true
			part("password", "uri-user", text.Span{Start: name + 1, End: stop})
		}
		at = stop + 1
	}
	host := text.Span{Start: at, End: end}
	if colon := bytes.LastIndexByte(masked[at:end], ':'); colon >= 0 && bytes.IndexByte(masked[at+colon:end], ']') < 0 {
		host.End = at + colon
		port := text.Span{Start: at + colon + 1, End: end}
		if !uriPort.Match(port.Slice(masked)) {
			return nil, &Malformed{Line: 1, Why: "not an address: a port is no number"}
		}
		part("host", "uri-host", host)
		part("port", "uri-port", port)
	} else if !host.Empty() {
		part("host", "uri-host", host)
	}
	at = end
	end = at + indexAny(masked[at:], "?#")
	if at < end {
		part("path", "uri-path", text.Span{Start: at, End: end})
	}
	if end < len(masked) && masked[end] == '?' {
		stop := end + indexAny(masked[end:], "#")
		query := d.node(Node{Parent: root, Kind: Map, Layout: Joined, Key: "query", KeySpan: text.Span{Start: end, End: end},
			Body: text.Span{Start: end + 1, End: stop}, Span: text.Span{Start: end, End: stop}})
		query.ValueSpan = query.Body
		root.Children = append(root.Children, query)
		web := bytes.HasPrefix(masked, []byte("http"))
		login = fields(query, masked, "query") && (!web || len(query.Children) > 1) || login
		if d.entries > MaxEntries {
			return nil, &Malformed{Line: 1, Why: tooMany}
		}
	}
	if !login {
		return nil, &Malformed{Line: 1, Why: "an address without settings"}
	}
	return d, nil
}

// indexAny gives the place of the first of chars in b, its end if there is none.
func indexAny(b []byte, chars string) int {
	if i := bytes.IndexAny(b, chars); i >= 0 {
		return i
	}
	return len(b)
}

// fields reads the name=value&name=value in the body of n. It tells whether all
// of them are that.
func fields(n *Node, masked []byte, style string) bool {
	d, all := n.Doc, !n.Body.Empty()
	for at := n.Body.Start; at < n.Body.End && d.more(); {
		end := at + indexAny(masked[at:n.Body.End], "&")
		eq := at + indexAny(masked[at:end], "=")
		f := d.node(Node{Parent: n, Kind: Scalar, KeySpan: text.Span{Start: at, End: eq}, KeyStyle: "query-key", Style: style,
			ValueSpan: text.Span{Start: min(eq+1, end), End: end}, Span: text.Span{Start: at, End: end}})
		percentDecode(f, f.KeySpan.Slice(d.Src), true)
		f.Key, f.Value = f.Value, ""
		if f.Opaque == "" {
			percentDecode(f, f.ValueSpan.Slice(d.Src), true)
		}
		if eq == end || eq == at {
			all, f.Opaque = false, "it has no name or no value"
		}
		if end < n.Body.End {
			f.Comma = text.Span{Start: end, End: end + 1}
		}
		n.Children = append(n.Children, f)
		at = end + 1
	}
	return all
}

// Form reads the body of a form (application/x-www-form-urlencoded): at least two
// fields, whose names are words.
type Form struct{}

// Name implements Syntax.
func (Form) Name() string { return "form" }

var formField = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.\[\]-]*=[^\s"'<>=]*=*$`)

// Parse implements Syntax.
func (Form) Parse(src []byte) (*Document, error) {
	d := &Document{Syntax: "form", Src: src}
	masked := maskRefs(src)
	pieces := bytes.Split(masked, []byte("&"))
	for _, piece := range pieces {
		if !formField.Match(piece) || len(pieces) < 2 {
			return nil, &Malformed{Line: 1, Why: "not a form"}
		}
	}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = d.node(Node{Kind: Map, Layout: Joined, Body: whole, Span: whole})
	d.Roots = []*Node{d.Root}
	if !fields(d.Root, masked, "form") || d.entries > MaxEntries {
		return nil, &Malformed{Line: 1, Why: "not a form"}
	}
	return d, nil
}

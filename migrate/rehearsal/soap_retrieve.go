package rehearsal

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
)

// soapRetrieve takes the manifest of a retrieve request: names, or * for all
// components of a type that were deployed. What came of it is kept among the
// deploys, by an id of its own kind.
func (s *session) soapRetrieve(asked *node, version int) (string, *refusal) {
	manifest := asked.child("retrieveRequest").child("unpackaged")
	if manifest == nil { // as sf calls it, which the platform takes
		manifest = asked.child("request").child("unpackaged")
	}
	if manifest == nil {
		return "", refuse(fieldRequired, "fields", "unpackaged")
	}
	r := &deployment{id: s.org.w.random.id("09S"), user: s.user, created: s.org.w.now()}
	missing := func(kind, name string) {
		r.failures = append(r.failures, message{FileName: "unpackaged/package.xml", Problem: "Entity of type '" + kind + "' named '" + name + "' cannot be found"})
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name, text string) {
		if entry, err := archive.Create("unpackaged/" + name); err == nil {
			_, _ = entry.Write([]byte(text)) // a buffer takes everything
		}
	}
	for _, m := range membersOf(manifest) {
		known, ok := s.org.w.schema.Components[m.kind]
		if !ok || known.Since > version {
			missing(m.kind, m.name)
			continue
		}
		names := []string{m.name}
		if m.name == "*" {
			names = s.org.names(m.kind)
		}
		for _, name := range names {
			n := s.org.retrieved(member{m.kind, name})
			if n == nil {
				missing(m.kind, name)
				continue
			}
			add(known.file(name), document(n))
			r.successes = append(r.successes, message{FileName: "unpackaged/" + known.file(name), FullName: name, ComponentType: m.kind, ID: s.org.idOf(member{m.kind, name})})
		}
	}
	add("package.xml", document(manifest.as("Package")))
	if err := archive.Close(); err != nil {
		return "", refuse(referenceInvalid)
	}
	r.zip = out.Bytes()
	s.org.deploys[r.id] = r
	return "<result><done>false</done><id>" + r.id + "</id><state>Queued</state></result>", nil
}

func (s *session) soapRetrieved(asked *node, _ int) (string, *refusal) {
	r := s.org.deploys[asked.get("asyncProcessId")]
	if r == nil || !strings.HasPrefix(r.id, "09S") {
		return "", refuse(referenceInvalid)
	}
	var files, messages []map[string]any
	for _, m := range r.successes {
		files = append(files, map[string]any{"fileName": m.FileName, "fullName": m.FullName, "type": m.ComponentType, "id": m.ID, "createdById": r.user.id, "lastModifiedById": r.user.id})
	}
	for _, m := range r.failures {
		messages = append(messages, map[string]any{"fileName": m.FileName, "problem": m.Problem})
	}
	return asXML("result", map[string]any{"done": true, "id": r.id, "status": "Succeeded", "success": true, "fileProperties": files, "messages": messages,
		"zipFile": base64.StdEncoding.EncodeToString(r.zip)}), nil
}

// as gives the same element under another name.
func (n *node) as(name string) *node { return &node{name: name, children: slices.Clone(n.children)} }

// document writes a component as the platform does: four spaces an indent.
func document(n *node) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	var walk func(n *node, indent, namespace string)
	walk = func(n *node, indent, namespace string) {
		b.WriteString(indent + "<" + n.name + namespace + ">")
		for _, child := range n.children {
			b.WriteByte('\n')
			walk(child, indent+"    ", "")
		}
		if len(n.children) > 0 {
			b.WriteString("\n" + indent)
		} else {
			b.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(n.text))
		}
		b.WriteString("</" + n.name + ">")
	}
	walk(n, "", ` xmlns="`+metadataNamespace+`"`)
	return b.String() + "\n"
}

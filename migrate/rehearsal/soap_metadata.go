package rehearsal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// metadata is POST /services/Soap/m/NN.0, the SOAP Metadata API: what the sf
// command line deploys with, and the only API that gives components back.
func (w *World) metadata(r *request, version string) response {
	if r.Method != http.MethodPost {
		return w.dataRefusal(refuse(methodNotAllowed, "method", r.Method, "allowed", http.MethodPost))
	}
	header, body, err := parseEnvelope(r.body)
	if err != nil || len(body.children) != 1 {
		return w.metadataFault(refuse(soapMalformed))
	}
	number, err := strconv.Atoi(version)
	if err != nil || number < w.schema.Versions.Oldest || number > w.schema.Versions.Newest {
		return w.metadataFault(refuse(versionRetired))
	}
	s := w.session(header.child("SessionHeader").get("sessionId"))
	if s == nil || r.site.generic || !slices.Contains(r.site.orgs, s.org) || !s.api() {
		return w.metadataFault(refuse(sessionInvalid))
	}
	if !s.user.modifyMetadata {
		return w.metadataFault(refuse(insufficientAccess, "needed", "Modify Metadata Through Metadata API Functions"))
	}
	asked := body.children[0]
	for name, serve := range map[string]func(*session, *node, int) (string, *refusal){
		"deploy":              (*session).soapDeploy,
		"checkDeployStatus":   (*session).soapStatus,
		"cancelDeploy":        (*session).soapCancel,
		"describeMetadata":    (*session).soapDescribe,
		"listMetadata":        (*session).soapList,
		"readMetadata":        (*session).soapRead,
		"retrieve":            (*session).soapRetrieve,
		"checkRetrieveStatus": (*session).soapRetrieved,
	} {
		if name != asked.name {
			continue
		}
		result, refused := serve(s, asked, number)
		if refused != nil {
			return w.metadataFault(refused)
		}
		return envelope(http.StatusOK, fmt.Sprintf(`xmlns="%s" `, metadataNamespace), fmt.Sprintf("<%sResponse>%s</%[1]sResponse>", name, result))
	}
	return w.metadataFault(refuse(soapMalformed))
}

// metadataFault answers as the Metadata API does: HTTP 500 and the code in
// faultcode.
func (w *World) metadataFault(r *refusal) response {
	code, text := w.entry(r).Error, w.textOf(r)
	if code == "" || strings.Contains(code, ":") {
		code = "UNKNOWN_EXCEPTION"
	}
	return envelope(http.StatusInternalServerError, fmt.Sprintf(`xmlns:sf="%s" `, metadataNamespace),
		fmt.Sprintf("<soapenv:Fault><faultcode>sf:%s</faultcode><faultstring>%[1]s: %s</faultstring></soapenv:Fault>", escaped(code), escaped(text)))
}

// parseEnvelope reads a SOAP envelope into its two halves, whatever prefixes and
// namespaces a client writes. Nesting is bounded.
func parseEnvelope(src []byte) (header, body *node, err error) {
	const deepest = 12
	dec := xml.NewDecoder(bytes.NewReader(src))
	open := []*node{{}}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(open) > deepest {
			return nil, nil, errNotMetadata
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			top.text = strings.TrimSpace(top.text)
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
	e := open[0].child("Envelope")
	if header, body = e.child("Header"), e.child("Body"); body == nil {
		return nil, nil, errNotMetadata
	}
	return header, body, nil
}

func (s *session) soapDeploy(asked *node, _ int) (string, *refusal) {
	zip, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(asked.get("ZipFile")), ""))
	if err != nil || len(zip) == 0 {
		return "", refuse(fieldRequired, "fields", "ZipFile")
	}
	o := asked.child("DeployOptions")
	d := s.beginDeploy(deployOptions{
		CheckOnly:       o.flag("checkOnly", false),
		RollbackOnError: o.flag("rollbackOnError", false),
		SinglePackage:   o.flag("singlePackage", false),
		IgnoreWarnings:  o.flag("ignoreWarnings", false),
	}, zip)
	return "<result><done>false</done><id>" + d.id + "</id><state>Queued</state></result>", nil
}

func (s *session) soapStatus(asked *node, _ int) (string, *refusal) {
	d := s.org.deploys[asked.get("asyncProcessId")]
	if d == nil {
		return "", refuse(referenceInvalid)
	}
	return asXML("result", d.result(asked.flag("includeDetails", false))), nil
}

// soapCancel always comes too late: the deploy is done.
func (s *session) soapCancel(asked *node, _ int) (string, *refusal) {
	d := s.org.deploys[asked.get("String")]
	if d == nil {
		return "", refuse(referenceInvalid)
	}
	return asXML("result", map[string]any{"done": true, "id": d.id}), nil
}

func (s *session) soapDescribe(_ *node, version int) (string, *refusal) {
	var objects []map[string]any
	known := s.org.w.schema.Components
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if known[name].Since <= version {
			objects = append(objects, map[string]any{"directoryName": known[name].Folder, "inFolder": false, "metaFile": false, "suffix": known[name].Suffix, "xmlName": name})
		}
	}
	return asXML("result", map[string]any{"metadataObjects": objects, "organizationNamespace": "", "partialSaveAllowed": s.org.kind == Sandbox, "testRequired": false}), nil
}

// asXML writes a value as JSON would, in elements: a list is its element again
// and again, null is left out.
func asXML(name string, value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	var plain any
	if json.Unmarshal(text, &plain) != nil {
		return ""
	}
	var b strings.Builder
	writeXML(&b, name, plain)
	return b.String()
}

func writeXML(b *strings.Builder, name string, value any) {
	switch v := value.(type) {
	case nil:
	case []any:
		for _, item := range v {
			writeXML(b, name, item)
		}
	case map[string]any:
		b.WriteString("<" + name + ">")
		for _, key := range slices.Sorted(maps.Keys(v)) {
			writeXML(b, key, v[key])
		}
		b.WriteString("</" + name + ">")
	default:
		fmt.Fprintf(b, "<%s>%s</%[1]s>", name, escaped(fmt.Sprint(v)))
	}
}

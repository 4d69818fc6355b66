package rehearsal

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// readsOIDC tells whether a request asks the SOAP Metadata API for the org-wide
// OAuth settings, and nothing else. They are answered here, since they are an
// org's whether somebody deployed them or not.
func readsOIDC(r *request) bool {
	return r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/services/Soap/m/") && bytes.Contains(r.body, []byte("readMetadata")) &&
		slices.Equal(leaves(r.body)["type"], []string{"OauthOidcSettings"})
}

// leaves gives the texts of a document by the local names of the elements that
// hold them, whatever the prefixes. What is no XML ends it.
func leaves(document []byte) map[string][]string {
	texts := map[string][]string{}
	in := xml.NewDecoder(bytes.NewReader(document))
	text := ""
	for {
		token, err := in.Token()
		if err != nil {
			return texts
		}
		switch t := token.(type) {
		case xml.StartElement:
			text = ""
		case xml.CharData:
			text += string(t)
		case xml.EndElement:
			if text = strings.TrimSpace(text); text != "" {
				texts[t.Name.Local] = append(texts[t.Name.Local], text)
			}
			text = ""
		}
	}
}

// oidc gives the switches to administrators.
func (w *World) oidc(r *request) response {
	namespace := `xmlns="` + metadataNamespace + `" xmlns:sf="` + metadataNamespace + `" `
	refused := func(id string, values ...string) response {
		why := refuse(id, values...)
		code := escaped(w.entry(why).Error)
		return envelope(http.StatusInternalServerError, namespace,
			"<soapenv:Fault><faultcode>sf:"+code+"</faultcode><faultstring>"+code+": "+escaped(w.textOf(why))+"</faultstring></soapenv:Fault>")
	}
	asked := leaves(r.body)
	var who *session
	if ids := asked["sessionId"]; len(ids) == 1 && !r.site.generic {
		who = w.session(ids[0])
	}
	if who == nil || !slices.Contains(r.site.orgs, who.org) || !who.api() {
		return refused(sessionInvalid)
	}
	if !who.user.modifyMetadata {
		return refused(insufficientAccess, "needed", "Modify Metadata Through Metadata API Functions")
	}
	var out strings.Builder
	for _, name := range asked["fullNames"] {
		if name != "OauthOidc" {
			out.WriteString(`<records xsi:nil="true"/>`)
			continue
		}
		out.WriteString(`<records xsi:type="OauthOidcSettings"><fullName>OauthOidc</fullName>`)
		for _, s := range []struct {
			name string
			on   bool
		}{{"blockOAuthUnPwFlow", who.org.blockPassword}, {"blockOAuthUsrAgtFlow", who.org.blockUserAgent}, {"isPkceRequired", who.org.pkceRequired}} {
			out.WriteString("<" + s.name + ">" + strconv.FormatBool(s.on) + "</" + s.name + ">")
		}
		out.WriteString("</records>")
	}
	return envelope(http.StatusOK, namespace, "<readMetadataResponse><result>"+out.String()+"</result></readMetadataResponse>")
}

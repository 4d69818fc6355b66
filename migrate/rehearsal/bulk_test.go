package rehearsal_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// bulk asks Bulk API 1.0 and gives status and body.
func (f *fixture) bulk(method, path, kind, session, body string) (int, string) {
	f.Helper()
	r := httptest.NewRequest(method, "https://"+prodHost+"/services/async/59.0/job"+path, strings.NewReader(body))
	r.Header.Set("X-SFDC-Session", session)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	rw := httptest.NewRecorder()
	f.world.Handler().ServeHTTP(rw, r)
	return rw.Code, rw.Body.String()
}

// asyncInfo is a jobInfo or a batchInfo in XML.
type asyncInfo struct {
	XMLName xml.Name
	ID      string `xml:"http://www.force.com/2009/06/asyncapi/dataload id"`
	State   string `xml:"state"`
	Failed  int    `xml:"numberRecordsFailed"`
	Code    string `xml:"exceptionCode"`
}

func (f *fixture) info(text string) asyncInfo {
	f.Helper()
	var info asyncInfo
	if err := xml.Unmarshal([]byte(text), &info); err != nil {
		f.Fatalf("%s: %s", err, text)
	}
	return info
}

// Bulk API 1.0 in XML and CSV, as jsforce speaks it.
func TestBulkOneInXML(t *testing.T) {
	f := newFixture(t)
	session := f.prod.AdminToken().Reveal()
	job := func(operation, object, batch string) (string, asyncInfo) {
		status, text := f.bulk(http.MethodPost, "", "application/xml; charset=utf-8", session, fmt.Sprintf(
			`<?xml version="1.0"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>%s</operation><object>%s</object><contentType>CSV</contentType></jobInfo>`, operation, object))
		made := f.info(text)
		if status != http.StatusCreated || made.State != "Open" {
			t.Fatal(status, text)
		}
		_, text = f.bulk(http.MethodPost, "/"+made.ID+"/batch", "text/csv", session, batch)
		b := f.info(text)
		_, text = f.bulk(http.MethodPost, "/"+made.ID, "application/xml", session, `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><state>Closed</state></jobInfo>`)
		if f.info(text).State != "Closed" {
			t.Error(text)
		}
		_, text = f.bulk(http.MethodGet, "/"+made.ID+"/batch/"+b.ID, "", session, "")
		return "/" + made.ID + "/batch/" + b.ID + "/result", f.info(text)
	}
	results, b := job("insert", "Account", "Name,Phone\n\"Acme, Inc.\",1\n,2\n")
	_, text := f.bulk(http.MethodGet, results, "", session, "")
	if lines := strings.Split(text, "\n"); b.State != "Completed" || b.Failed != 1 || lines[0] != `"Id","Success","Created","Error"` || !strings.HasSuffix(lines[1], `","true","true",""`) || lines[2] != `"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:--"` {
		t.Errorf("%+v\n%s", b, text)
	}
	results, b = job("query", "Account", "SELECT Name, Phone FROM Account WHERE Phone = '1'")
	_, text = f.bulk(http.MethodGet, results, "", session, "")
	var list struct {
		Result []string `xml:"result"`
	}
	if err := xml.Unmarshal([]byte(text), &list); err != nil || len(list.Result) != 1 || b.State != "Completed" {
		t.Fatal(err, text, b)
	}
	if _, text = f.bulk(http.MethodGet, results+"/"+list.Result[0], "", session, ""); text != "\"Name\",\"Phone\"\n\"Acme, Inc.\",\"1\"\n" {
		t.Error(text)
	}
	if _, b = job("query", "Account", "SELECT Nothing FROM Account"); b.State != "Failed" {
		t.Errorf("%+v", b)
	}
}

// Bulk API 1.0 in JSON, as simple-salesforce speaks it.
func TestBulkOneInJSON(t *testing.T) {
	f := newFixture(t)
	session := f.prod.AdminToken().Reveal()
	ask := func(method, path, body string, into any) {
		t.Helper()
		status, text := f.bulk(method, path, "application/json", session, body)
		if err := json.Unmarshal([]byte(text), into); err != nil || status >= 300 {
			t.Fatal(status, text)
		}
	}
	var job, batch struct{ ID, State string }
	ask(http.MethodPost, "", `{"operation":"insert","object":"Contact","contentType":"JSON"}`, &job)
	ask(http.MethodPost, "/"+job.ID+"/batch", `[{"LastName":"Lovelace"},{"LastName":"Hopper","Title":null}]`, &batch)
	var results []struct {
		Success bool
		ID      string
	}
	ask(http.MethodGet, "/"+job.ID+"/batch/"+batch.ID+"/result", "", &results)
	if len(results) != 2 || !results[0].Success || !strings.HasPrefix(results[1].ID, "003") {
		t.Errorf("%+v", results)
	}
	ask(http.MethodPost, "", `{"operation":"query","object":"Contact","contentType":"JSON"}`, &job)
	ask(http.MethodPost, "/"+job.ID+"/batch", `SELECT LastName FROM Contact ORDER BY LastName`, &batch)
	var ids []string
	ask(http.MethodGet, "/"+job.ID+"/batch/"+batch.ID+"/result", "", &ids)
	var found []struct{ LastName string }
	ask(http.MethodGet, "/"+job.ID+"/batch/"+batch.ID+"/result/"+ids[0], "", &found)
	if len(found) != 3 || found[1].LastName != "Hopper" {
		t.Errorf("%+v", found)
	}
}

func TestBulkOneRefused(t *testing.T) {
	f := newFixture(t)
	session := f.prod.AdminToken().Reveal()
	for _, row := range []struct{ path, session, body, want string }{
		{"", "guess", "", "InvalidSessionId"},
		{"", session, "<jobInfo><operation>upsert</operation><object>Account</object><contentType>CSV</contentType></jobInfo>", "InvalidJob"},
		{"", session, "<jobInfo><operation>insert</operation><object>Opportunity</object><contentType>CSV</contentType></jobInfo>", "InvalidJob"},
		{"/750000000000000AAA/batch", session, "Name", "InvalidJob"},
	} {
		if status, text := f.bulk(http.MethodPost, row.path, "application/xml", row.session, row.body); status != http.StatusBadRequest || f.info(text).Code != row.want {
			t.Errorf("%s: %d %s", row.want, status, text)
		}
	}
	if status, text := f.send(http.MethodPost, "https://"+prodHost+"/services/async/20.0/job", "application/xml", "", nil); status != http.StatusBadRequest || f.info(string(text)).Code != "InvalidVersion" {
		t.Error(status, string(text))
	}
}

// Bulk API 2.0: create, upload, close, wait, read what became of each row.
func TestBulkTwo(t *testing.T) {
	f := newFixture(t)
	token := f.prod.AdminToken().Reveal()
	const jobs = "/jobs/ingest"
	upload := func(operation, csv string) string {
		t.Helper()
		_, job := f.call(http.MethodPost, f.prod, jobs, token, map[string]string{"object": "Account", "operation": operation, "contentType": "CSV", "lineEnding": "LF"})
		id, _ := job["id"].(string)
		if job["state"] != "Open" || job["contentUrl"] != "services/data/v66.0/jobs/ingest/"+id+"/batches" {
			t.Fatal(job)
		}
		if status, body := f.send(http.MethodPut, "https://"+prodHost+"/"+job["contentUrl"].(string), "text/csv", token, []byte(csv)); status != http.StatusCreated {
			t.Fatal(status, string(body))
		}
		if _, job = f.call(http.MethodPatch, f.prod, jobs+"/"+id, token, map[string]string{"state": "UploadComplete"}); job["errorCode"] != nil {
			t.Fatal(job)
		}
		return jobs + "/" + id
	}
	read := func(path string) string {
		_, body := f.send(http.MethodGet, "https://"+prodHost+"/services/data/v66.0"+path, "", token, nil)
		return string(body)
	}
	job := upload("insert", "Name,Industry\nAcme,Energy\n,Energy\n")
	if _, info := f.call(http.MethodGet, f.prod, job, token, nil); info["state"] != "JobComplete" || info["numberRecordsProcessed"] != 2.0 || info["numberRecordsFailed"] != 1.0 {
		t.Error(info)
	}
	good, bad := read(job+"/successfulResults"), read(job+"/failedResults")
	if !strings.HasPrefix(good, "\"sf__Id\",\"sf__Created\",\"Name\",\"Industry\"\n\"001") || !strings.HasSuffix(good, `","true","Acme","Energy"`+"\n") ||
		bad != "\"sf__Id\",\"sf__Error\",\"Name\",\"Industry\"\n\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:--\",\"\",\"Energy\"\n" {
		t.Errorf("%s\n%s", good, bad)
	}
	id := strings.Split(strings.Split(good, "\n")[1], `"`)[1]
	upload("update", "Id,Industry\n"+id+",#N/A\n")
	_, query := f.call(http.MethodPost, f.prod, "/jobs/query", token, map[string]string{"operation": "query", "query": "SELECT Name, Industry FROM Account WHERE Name = 'Acme'"})
	if got := read("/jobs/query/" + query["id"].(string) + "/results"); got != "\"Name\",\"Industry\"\n\"Acme\",\"\"\n" {
		t.Error(got)
	}
	upload("delete", "Id\n"+id+"\n")
	if rows, _ := f.query(f.prod, token, "SELECT Id FROM Account"); len(rows) != 1 {
		t.Error(rows)
	}
	if status, _ := f.call(http.MethodDelete, f.prod, job, token, nil); status != http.StatusNoContent || !strings.Contains(read(job), "NOT_FOUND") {
		t.Error(status)
	}
	for path, body := range map[string]any{
		jobs:          map[string]string{"object": "Account", "operation": "upsert"},
		"/jobs/query": map[string]string{"operation": "query", "query": "SELECT Nothing FROM Account"},
	} {
		if status, answer := f.call(http.MethodPost, f.prod, path, token, body); status != http.StatusBadRequest {
			t.Error(status, answer)
		}
	}
}

package rehearsal

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const asyncNamespace = "http://www.force.com/2009/06/asyncapi/dataload"

// batch is one portion of a job of Bulk API 1.0.
type batch struct {
	id, state, why string
	results        []result
	columns        []string
	found          []record
	resultID       string // of a query
}

// async is Bulk API 1.0, below /services/async/NN.0/job. The session is in a
// header of its own; job and batch are described in XML or JSON, the data is CSV
// or JSON (XML data is not served).
func (w *World) async(r *request, number, path string) response {
	version, err := strconv.Atoi(number)
	a := asyncCall{json: strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || strings.Contains(r.Header.Get("Accept"), "json")}
	if err != nil || version < w.schema.Versions.Oldest || version > w.newest(r.site) {
		return a.refused(w, refuse(bulkVersion))
	}
	r.Header.Set("Authorization", "Bearer "+r.Header.Get("X-SFDC-Session"))
	s := w.bearer(r)
	if s == nil || r.site.generic {
		return a.refused(w, refuse(bulkSession))
	}
	if refused := w.opens(s); refused != nil {
		return a.refused(w, refused)
	}
	a.call = &call{w: w, r: r, s: s, version: version, base: fmt.Sprintf("/services/data/v%d.0", version)}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if parts[0] == "" {
		return a.newJob()
	}
	j := s.org.job(parts[0], false)
	if j == nil {
		return a.refused(w, refuse(bulkJob))
	}
	a.json = a.json || j.contentType == "JSON"
	switch {
	case len(parts) == 1:
		return a.oneJob(j)
	case parts[1] != "batch" || len(parts) > 5:
		return a.refused(w, refuse(bulkJob))
	case len(parts) == 2:
		return a.allBatches(j)
	}
	for _, b := range j.batches {
		if sameID(b.id, parts[2]) {
			return a.oneBatch(j, b, parts[3:])
		}
	}
	return a.refused(w, refuse(bulkJob))
}

// asyncCall is a call that is answered in XML or JSON.
type asyncCall struct {
	*call
	json bool
}

func (a asyncCall) refused(w *World, r *refusal) response {
	e := w.entry(r)
	status := e.HTTP
	if status < http.StatusBadRequest || status == http.StatusUnauthorized {
		status = http.StatusBadRequest
	}
	return a.write(status, "error", [][2]string{{"exceptionCode", e.Error}, {"exceptionMessage", w.textOf(r)}})
}

// write gives one flat object.
func (a asyncCall) write(status int, name string, fields [][2]string) response {
	if a.json {
		return reply(status, asObject(fields))
	}
	return answer(status, "application/xml", xml.Header+xmlElement(name, ` xmlns="`+asyncNamespace+`"`, fields))
}

func asObject(fields [][2]string) map[string]any {
	flat := map[string]any{}
	for _, f := range fields {
		if n, err := strconv.Atoi(f[1]); err == nil && strings.HasPrefix(f[0], "number") {
			flat[f[0]] = n
			continue
		}
		flat[f[0]] = f[1]
	}
	return flat
}

func xmlElement(name, attributes string, fields [][2]string) string {
	var b strings.Builder
	b.WriteString("<" + name + attributes + ">")
	for _, f := range fields {
		b.WriteString("<" + f[0] + ">" + escaped(f[1]) + "</" + f[0] + ">")
	}
	return b.String() + "</" + name + ">"
}

// asked reads a jobInfo.
func (a asyncCall) asked() (info struct {
	Operation   string `xml:"operation"`
	Object      string `xml:"object"`
	ContentType string `xml:"contentType"`
	State       string `xml:"state"`
}, ok bool) {
	if strings.HasPrefix(a.r.Header.Get("Content-Type"), "application/json") {
		return info, json.Unmarshal(a.r.body, &info) == nil
	}
	return info, xml.Unmarshal(a.r.body, &info) == nil
}

func (a asyncCall) newJob() response {
	info, ok := a.asked()
	j := &job{id: a.w.random.id("750"), object: info.Object, operation: info.Operation, contentType: info.ContentType, state: "Open", owner: a.s.user, created: a.w.now()}
	if !ok || a.r.Method != http.MethodPost || !j.known() || j.contentType != "CSV" && j.contentType != "JSON" {
		return a.refused(a.w, refuse(bulkJob))
	}
	a.s.org.jobs = append(a.s.org.jobs, j)
	return a.write(http.StatusCreated, "jobInfo", a.jobFields(j))
}

func (a asyncCall) jobFields(j *job) [][2]string {
	failed, processed := 0, 0
	for _, b := range j.batches {
		failed, processed = failed+failures(b.results), processed+len(b.results)+len(b.found)
	}
	count := strconv.Itoa(len(j.batches))
	return [][2]string{
		{"id", j.id}, {"operation", j.operation}, {"object", j.object}, {"createdById", j.owner.id}, {"createdDate", timestamp(j.created)},
		{"systemModstamp", timestamp(j.created)}, {"state", j.state}, {"concurrencyMode", "Parallel"}, {"contentType", j.contentType},
		{"numberBatchesQueued", "0"}, {"numberBatchesInProgress", "0"}, {"numberBatchesCompleted", count}, {"numberBatchesFailed", "0"},
		{"numberBatchesTotal", count}, {"numberRecordsProcessed", strconv.Itoa(processed)}, {"numberRetries", "0"},
		{"apiVersion", fmt.Sprintf("%d.0", a.version)}, {"numberRecordsFailed", strconv.Itoa(failed)},
	}
}

func (a asyncCall) oneJob(j *job) response {
	if a.r.Method == http.MethodPost {
		info, ok := a.asked()
		if !ok || info.State != "Closed" && info.State != "Aborted" {
			return a.refused(a.w, refuse(bulkJob))
		}
		j.state = info.State
	}
	return a.write(http.StatusOK, "jobInfo", a.jobFields(j))
}

func (a asyncCall) batchFields(j *job, b *batch) [][2]string {
	return [][2]string{
		{"id", b.id}, {"jobId", j.id}, {"state", b.state}, {"stateMessage", b.why}, {"createdDate", timestamp(j.created)}, {"systemModstamp", timestamp(j.created)},
		{"numberRecordsProcessed", strconv.Itoa(len(b.results) + len(b.found))}, {"numberRecordsFailed", strconv.Itoa(failures(b.results))},
	}
}

// allBatches lists the batches of a job, or adds one and does its work.
func (a asyncCall) allBatches(j *job) response {
	if a.r.Method != http.MethodPost {
		if a.json {
			list := []map[string]any{}
			for _, b := range j.batches {
				list = append(list, asObject(a.batchFields(j, b)))
			}
			return reply(http.StatusOK, map[string]any{"batchInfo": list})
		}
		var inner strings.Builder
		for _, b := range j.batches {
			inner.WriteString(xmlElement("batchInfo", "", a.batchFields(j, b)))
		}
		return answer(http.StatusOK, "application/xml", xml.Header+`<batchInfoList xmlns="`+asyncNamespace+`">`+inner.String()+"</batchInfoList>")
	}
	if j.state != "Open" {
		return a.refused(a.w, refuse(jobState))
	}
	b := &batch{id: a.w.random.id("751"), state: "Completed", resultID: a.w.random.id("752")}
	a.fill(j, b)
	j.batches = append(j.batches, b)
	fields := a.batchFields(j, b)
	fields[2][1] = "Queued" // as the answer to the upload has it
	return a.write(http.StatusCreated, "batchInfo", fields)
}

func (a asyncCall) fill(j *job, b *batch) {
	if !j.ingests() {
		var refused *refusal
		if b.columns, b.found, refused = a.find(string(a.r.body)); refused != nil {
			b.state, b.why = "Failed", "InvalidBatch : Failed to process query: "+a.w.entry(refused).Error+": "+a.w.textOf(refused)
		}
		return
	}
	rows, columns, ok := parseRows(a.r.body)
	if j.contentType == "JSON" {
		rows, ok = parseJSONRows(a.r.body)
	}
	if !ok {
		b.state, b.why = "Failed", "InvalidBatch : the data cannot be read"
		return
	}
	b.columns, b.results = columns, a.work(j, rows)
}

// oneBatch is a batch, what became of its rows, and what its query found.
func (a asyncCall) oneBatch(j *job, b *batch, path []string) response {
	switch {
	case len(path) == 0:
		return a.write(http.StatusOK, "batchInfo", a.batchFields(j, b))
	case path[0] != "result" || len(path) == 2 && (j.ingests() || !sameID(path[1], b.resultID)):
		return a.refused(a.w, refuse(bulkJob))
	case len(path) == 2 && j.contentType == "JSON":
		return reply(http.StatusOK, written(b.found))
	case len(path) == 2:
		return answer(http.StatusOK, "text/csv", foundCSV(b.columns, b.found))
	case !j.ingests() && a.json:
		return reply(http.StatusOK, []string{b.resultID})
	case !j.ingests():
		return a.write(http.StatusOK, "result-list", [][2]string{{"result", b.resultID}})
	case j.contentType == "JSON":
		return reply(http.StatusOK, jsonResults(b.results))
	}
	lines := [][]string{{"Id", "Success", "Created", "Error"}}
	for _, r := range b.results {
		lines = append(lines, []string{r.id, strconv.FormatBool(r.refused == ""), strconv.FormatBool(r.created), r.refused})
	}
	return answer(http.StatusOK, "text/csv", csvText(lines...))
}

func jsonResults(results []result) []map[string]any {
	list := []map[string]any{}
	for _, r := range results {
		one := map[string]any{"success": r.refused == "", "created": r.created, "id": orNil(r.id), "errors": []any{}}
		if r.refused != "" {
			code, text, _ := strings.Cut(r.refused, ":")
			one["errors"] = []any{map[string]any{"statusCode": code, "message": text, "fields": []string{}}}
		}
		list = append(list, one)
	}
	return list
}

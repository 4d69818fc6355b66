package rehearsal

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// jobs is Bulk API 2.0, below /services/data/vNN.0/jobs: ingest and query.
func (c *call) jobs(path []string) response {
	kind := path[0]
	if kind != "ingest" && kind != "query" {
		return c.refuse(notFound)
	}
	if len(path) == 1 || path[1] == "" {
		switch c.r.Method {
		case http.MethodPost:
			return c.newJob(kind)
		case http.MethodGet:
			list := []map[string]any{}
			for _, j := range c.s.org.jobs {
				if j.second && j.ingests() == (kind == "ingest") {
					list = append(list, c.jobInfo(j))
				}
			}
			return reply(http.StatusOK, map[string]any{"done": true, "records": list, "nextRecordsUrl": nil})
		}
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "GET, POST")
	}
	j := c.s.org.job(path[1], true)
	if j == nil || j.ingests() != (kind == "ingest") || len(path) > 3 {
		return c.refuse(notFound)
	}
	if len(path) == 2 {
		return c.oneJob(j)
	}
	return c.jobData(j, path[2])
}

func (j *job) ingests() bool { return j.operation != "query" && j.operation != "queryAll" }

func (c *call) newJob(kind string) response {
	var asked struct{ Object, Operation, Query, ContentType string }
	if json.Unmarshal(c.r.body, &asked) != nil {
		return c.refuse(bodyMalformed)
	}
	j := &job{id: c.w.random.id("750"), object: asked.Object, operation: asked.Operation, contentType: "CSV", state: "Open", owner: c.s.user,
		created: c.w.now(), second: true, query: asked.Query}
	if !j.known() || j.ingests() != (kind == "ingest") || asked.ContentType != "" && asked.ContentType != "CSV" {
		return c.refuse(bodyMalformed)
	}
	if !j.ingests() {
		var refused *refusal
		if j.columns, j.found, refused = c.find(j.query); refused != nil {
			return c.w.dataRefusal(refused)
		}
		j.state = "JobComplete"
	}
	c.s.org.jobs = append(c.s.org.jobs, j)
	info := c.jobInfo(j)
	if !j.ingests() {
		info["state"] = "UploadComplete" // as the answer to the request for it has it
	}
	return reply(http.StatusOK, info)
}

func (c *call) jobInfo(j *job) map[string]any {
	info := map[string]any{
		"id":              j.id,
		"operation":       j.operation,
		"object":          j.object,
		"createdById":     j.owner.id,
		"createdDate":     timestamp(j.created),
		"systemModstamp":  timestamp(j.created),
		"state":           j.state,
		"concurrencyMode": "Parallel",
		"contentType":     "CSV",
		"apiVersion":      float64(c.version),
		"lineEnding":      "LF",
		"columnDelimiter": "COMMA",
		"jobType":         "V2Query",
	}
	if !j.ingests() {
		info["numberRecordsProcessed"] = len(j.found)
		return info
	}
	info["jobType"] = "V2Ingest"
	info["contentUrl"] = c.base[1:] + "/jobs/ingest/" + j.id + "/batches"
	info["numberRecordsProcessed"], info["numberRecordsFailed"] = len(j.results), failures(j.results)
	return info
}

func (c *call) oneJob(j *job) response {
	switch c.r.Method {
	case http.MethodGet:
	case http.MethodDelete:
		c.s.org.jobs = slices.DeleteFunc(c.s.org.jobs, func(x *job) bool { return x == j })
		return response{status: http.StatusNoContent}
	case http.MethodPatch:
		if refused := c.turn(j); refused != nil {
			return c.w.dataRefusal(refused)
		}
	default:
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "DELETE, GET, PATCH")
	}
	return reply(http.StatusOK, c.jobInfo(j))
}

// turn moves a job on: to its work, or to its end.
func (c *call) turn(j *job) *refusal {
	var asked struct{ State string }
	if json.Unmarshal(c.r.body, &asked) != nil {
		return refuse(bodyMalformed)
	}
	switch {
	case asked.State == "Aborted":
		j.state = "Aborted"
	case asked.State != "UploadComplete" || j.state != "Open":
		return refuse(jobState)
	default:
		rows, columns, ok := parseRows(j.data)
		if !ok {
			j.state = "Failed"
			return nil
		}
		j.columns, j.results, j.state = columns, c.work(j, rows), "JobComplete"
	}
	return nil
}

// jobData is what is uploaded to a job and what comes out of it.
func (c *call) jobData(j *job, what string) response {
	method := http.MethodGet
	if what == "batches" {
		method = http.MethodPut
	}
	if c.r.Method != method {
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", method)
	}
	if what == "batches" {
		if j.state != "Open" || j.data != nil {
			return c.refuse(jobState)
		}
		j.data = slices.Clone(c.r.body)
		return response{status: http.StatusCreated}
	}
	text := ""
	header := map[string]string{}
	switch {
	case what == "results" && !j.ingests():
		text = foundCSV(j.columns, j.found)
		header["Sforce-NumberOfRecords"], header["Sforce-Locator"] = strconv.Itoa(len(j.found)), "null"
	case what == "successfulResults" && j.ingests():
		text = j.outcome(true)
	case what == "failedResults" && j.ingests():
		text = j.outcome(false)
	case what == "unprocessedrecords" && j.ingests():
		text = csvText(j.columns)
	default:
		return c.refuse(notFound)
	}
	out := answer(http.StatusOK, "text/csv", text)
	out.header = header
	return out
}

// outcome writes the rows that worked, or those that did not.
func (j *job) outcome(worked bool) string {
	heading := []string{"sf__Id", "sf__Created"}
	if !worked {
		heading = []string{"sf__Id", "sf__Error"}
	}
	lines := [][]string{append(heading, j.columns...)}
	for _, r := range j.results {
		switch {
		case worked && r.refused == "":
			lines = append(lines, append([]string{r.id, strconv.FormatBool(r.created)}, asGiven(j.columns, r.given)...))
		case !worked && r.refused != "":
			lines = append(lines, append([]string{r.id, r.refused}, asGiven(j.columns, r.given)...))
		}
	}
	return csvText(lines...)
}

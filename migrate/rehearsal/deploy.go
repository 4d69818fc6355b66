package rehearsal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"
)

// deployOptions are those of the options that change what happens here.
type deployOptions struct {
	CheckOnly       bool `json:"checkOnly"`
	RollbackOnError bool `json:"rollbackOnError"`
	SinglePackage   bool `json:"singlePackage"`
	IgnoreWarnings  bool `json:"ignoreWarnings"`
}

// deployment is a deploy as its status is asked for. It is done when it is
// posted, but says Pending once, as a real one never is done at once.
type deployment struct {
	id      string
	user    *user
	options deployOptions
	created time.Time
	asked   bool
	zip     []byte // kept after a check, for a quick deploy

	successes, failures []message
}

// message is a DeployMessage.
type message struct {
	Changed       bool   `json:"changed"`
	ColumnNumber  int    `json:"columnNumber,omitempty"`
	ComponentType string `json:"componentType"`
	Created       bool   `json:"created"`
	CreatedDate   string `json:"createdDate"`
	Deleted       bool   `json:"deleted"`
	FileName      string `json:"fileName"`
	FullName      string `json:"fullName"`
	ID            string `json:"id,omitempty"`
	LineNumber    int    `json:"lineNumber,omitempty"`
	Problem       string `json:"problem,omitempty"`
	ProblemType   string `json:"problemType,omitempty"`
	Success       bool   `json:"success"`
}

// deployRequest is /metadata/deployRequest: POST a package or the id of a
// passed check, GET the status, PATCH to cancel.
func (c *call) deployRequest(id string) response {
	if !c.s.user.modifyMetadata {
		return c.refuse(insufficientAccess, "needed", "Modify Metadata Through Metadata API Functions")
	}
	if id == "" {
		if c.r.Method != http.MethodPost {
			return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", http.MethodPost)
		}
		return c.startDeploy()
	}
	d := c.s.org.deploys[id]
	switch {
	case d == nil:
		return c.refuse(notFound)
	case c.r.Method == http.MethodGet:
		return c.deployAnswer(http.StatusOK, d, c.r.URL.Query().Get("includeDetails") == "true")
	case c.r.Method == http.MethodPatch:
		// It is always too late to cancel: the deploy is done.
		return c.deployAnswer(http.StatusAccepted, d, false)
	}
	return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", "GET, PATCH")
}

func (c *call) startDeploy() response {
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return c.refuse(bodyMalformed)
	}
	var body struct {
		Options   *deployOptions `json:"deployOptions"`
		Validated string         `json:"validatedDeployRequestId"`
	}
	var zip []byte
	switch kind {
	case "application/json":
		if json.Unmarshal(c.r.body, &body) != nil {
			return c.refuse(bodyMalformed)
		}
		passed := c.s.org.deploys[body.Validated]
		if passed == nil || !passed.options.CheckOnly || len(passed.failures) > 0 {
			return c.refuse(referenceInvalid)
		}
		options := passed.options
		options.CheckOnly = false
		body.Options, zip = &options, passed.zip
	case "multipart/form-data":
		var parameters []byte
		if parameters, zip, err = deployParts(c.r.body, params["boundary"]); err != nil || json.Unmarshal(parameters, &body) != nil {
			return c.refuse(bodyMalformed)
		}
	default:
		return c.refuse(bodyMalformed)
	}
	switch {
	case body.Options == nil:
		return c.refuse(fieldRequired, "fields", "deployOptions")
	case zip == nil:
		return c.refuse(fieldRequired, "fields", "file")
	}
	return c.deployAnswer(http.StatusCreated, c.s.beginDeploy(*body.Options, zip), false)
}

// beginDeploy takes a package from either API. In production one failure undoes
// all, whatever the options say.
func (s *session) beginDeploy(options deployOptions, zip []byte) *deployment {
	w := s.org.w
	if s.org.kind == Production {
		options.RollbackOnError = true
	}
	d := &deployment{id: w.random.id("0Af"), user: s.user, options: options, created: w.now()}
	if options.CheckOnly {
		d.zip = zip
	}
	s.org.deploys[d.id] = d
	s.org.deploy(d, zip)
	return d
}

// deployParts finds the JSON part, named json or entity_content, and the zip.
func deployParts(body []byte, boundary string) (parameters, zip []byte, err error) {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return parameters, zip, nil
		}
		if err != nil {
			return nil, nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		switch part.FormName() {
		case "json", "entity_content":
			parameters = content
		case "file":
			zip = content
		}
	}
}

// deployAnswer writes a DeployResult as the REST API has it.
func (c *call) deployAnswer(status int, d *deployment, details bool) response {
	return reply(status, map[string]any{
		"id":            d.id,
		"url":           c.s.org.url() + c.base + "/metadata/deployRequest/" + d.id,
		"deployOptions": d.options,
		"deployResult":  d.result(details),
	})
}

// result gives the DeployResult. Asked for the first time a deploy is not done.
func (d *deployment) result(details bool) map[string]any {
	result := map[string]any{
		"id":                       d.id,
		"checkOnly":                d.options.CheckOnly,
		"ignoreWarnings":           d.options.IgnoreWarnings,
		"rollbackOnError":          d.options.RollbackOnError,
		"createdBy":                d.user.id,
		"createdByName":            d.user.username,
		"createdDate":              timestamp(d.created),
		"startDate":                timestamp(d.created),
		"lastModifiedDate":         timestamp(d.created),
		"numberComponentsTotal":    len(d.successes) + len(d.failures),
		"numberComponentsDeployed": 0,
		"numberComponentErrors":    0,
		"numberTestsTotal":         0,
		"numberTestsCompleted":     0,
		"numberTestErrors":         0,
		"runTestsEnabled":          false,
		"done":                     false,
		"success":                  false,
		"status":                   "Pending",
	}
	if d.asked {
		result["done"] = true
		result["completedDate"] = timestamp(d.created)
		result["numberComponentsDeployed"] = len(d.successes)
		result["numberComponentErrors"] = len(d.failures)
		result["status"], result["success"] = d.status()
	}
	if details {
		result["details"] = map[string]any{
			"componentSuccesses": list(d.successes),
			"componentFailures":  list(d.failures),
			"runTestResult":      map[string]any{"numFailures": 0, "numTestsRun": 0, "totalTime": 0},
		}
	}
	d.asked = true
	return result
}

func (d *deployment) status() (name string, success bool) {
	switch {
	case len(d.failures) == 0:
		return "Succeeded", true
	case d.options.RollbackOnError || d.options.CheckOnly || len(d.successes) == 0:
		return "Failed", false
	}
	return "SucceededPartial", true
}

// list gives an empty list rather than null.
func list(m []message) []message {
	if m == nil {
		return []message{}
	}
	return m
}

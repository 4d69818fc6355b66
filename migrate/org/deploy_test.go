package org_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/org"
)

const (
	deployURL = "/services/data/v66.0/metadata/deployRequest"
	look      = "GET " + deployURL + "/0Af1?includeDetails=true"
)

func result(status string, done, success bool, more string) string {
	text, _ := json.Marshal(map[string]any{"status": status, "done": done, "success": success, "numberComponentsDeployed": 2, "numberComponentsTotal": 6})
	return `{"id":"0Af1","deployResult":` + strings.TrimSuffix(string(text), "}") + more + `}}`
}

func TestDeploy(t *testing.T) {
	s := newScript(t,
		line{"POST " + deployURL, 201, result("Pending", false, false, "")},
		line{look, 200, result("InProgress", false, false, "")},
		line{look, 502, ""}, // a look that fails is no failed deploy
		line{look, 200, result("Succeeded", true, true, "")})
	var seen []string
	status, err := s.session().Deploy(t.Context(), []byte("PK zip bytes"), org.DeployOptions{CheckOnly: true, Progress: func(d org.DeployStatus) { seen = append(seen, d.Status) }})
	if err != nil || !status.Success || status.Components != 2 || status.Of != 6 || status.ID != "0Af1" {
		t.Fatalf("%+v %v", status, err)
	}
	if strings.Join(seen, " ") != "InProgress Succeeded" {
		t.Errorf("progress %v", seen)
	}
	if len(s.slept) != 3 || s.slept[0] != time.Second || s.slept[2] <= s.slept[1] {
		t.Errorf("slept %v", s.slept)
	}
	boundary := strings.SplitN(strings.TrimPrefix(s.bodies[0], "--"), "\r\n", 2)[0]
	_, params, err := mime.ParseMediaType("multipart/form-data; boundary=" + boundary)
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(strings.NewReader(s.bodies[0]), params["boundary"])
	first, err := parts.NextPart()
	if err != nil || first.FormName() != "json" {
		t.Fatal(first, err)
	}
	var options struct {
		DeployOptions struct {
			CheckOnly, RollbackOnError, SinglePackage bool
			TestLevel                                 string
		} `json:"deployOptions"`
	}
	if err := json.NewDecoder(first).Decode(&options); err != nil || !options.DeployOptions.CheckOnly || !options.DeployOptions.RollbackOnError || options.DeployOptions.TestLevel != "NoTestRun" {
		t.Errorf("%+v %v", options, err)
	}
	second, err := parts.NextPart()
	if err != nil || second.FileName() != "deploy.zip" {
		t.Fatal(err)
	}
	if zip, _ := io.ReadAll(second); string(zip) != "PK zip bytes" {
		t.Errorf("zip %q", zip)
	}
}

// A failed deploy names each component; one failure comes as an object.
func TestDeployFails(t *testing.T) {
	problem := func(name string) string {
		return `{"fullName":"` + name + `","componentType":"ExternalClientApplication","fileName":"x.eca","problem":"The consumer key is already taken","problemType":"Error","lineNumber":7,"columnNumber":3}`
	}
	for _, row := range []struct {
		name, details, want string
		failures            int
	}{
		{"one", `"componentFailures":` + problem("A"), "ended as Failed: ExternalClientApplication A (x.eca:7): The consumer key is already taken", 1},
		{"two and a warning", `"componentFailures":[` + problem("A") + "," + problem("B") + `,{"fullName":"W","problemType":"Warning","problem":"w"}]`, "2 components failed; ExternalClientApplication A", 3},
		{"a test", `"componentFailures":null,"runTestResult":{"failures":{"name":"T","methodName":"m","message":"assert\u001b[2J"}}`, "ApexTest T.m: assert[2J", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newScript(t, line{"POST " + deployURL, 201, result("Pending", false, false, "")},
				line{look, 200, result("Failed", true, false, `,"details":{`+row.details+`}`)})
			status, err := s.session().Deploy(t.Context(), nil, org.DeployOptions{})
			if fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), row.want) || len(status.Failures) != row.failures {
				t.Errorf("%+v %v", status, err)
			}
		})
	}
}

func TestDeployEndsOtherwise(t *testing.T) {
	start := line{"POST " + deployURL, 201, `{"id":"0Af1"}`}
	running := line{look, 200, result("InProgress", false, false, "")}
	t.Run("over time", func(t *testing.T) {
		s := newScript(t, start, running, running)
		status, err := s.session().Deploy(t.Context(), nil, org.DeployOptions{Wait: 2 * time.Second})
		if fail.CodeOf(err) != fail.Unreachable || status.ID != "0Af1" {
			t.Error(err)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		s := newScript(t, start)
		session := s.session()
		session.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
		status, err := session.Deploy(t.Context(), nil, org.DeployOptions{})
		if fail.CodeOf(err) != fail.Interrupted || !errors.Is(err, context.Canceled) || status.ID != "0Af1" {
			t.Error(err)
		}
	})
	t.Run("the session ends", func(t *testing.T) {
		s := newScript(t, start, line{look, 401, `[{"errorCode":"INVALID_SESSION_ID","message":"x"}]`})
		if _, err := s.session().Deploy(t.Context(), nil, org.DeployOptions{}); fail.CodeOf(err) != fail.Refused {
			t.Error(err)
		}
	})
	t.Run("refused at once", func(t *testing.T) {
		s := newScript(t, line{"POST " + deployURL, 403, `[{"errorCode":"INSUFFICIENT_ACCESS","message":"Modify Metadata"}]`})
		if _, err := s.session().Deploy(t.Context(), nil, org.DeployOptions{}); fail.CodeOf(err) != fail.Refused {
			t.Error(err)
		}
	})
	t.Run("too large", func(t *testing.T) {
		if _, err := newScript(t).session().Deploy(t.Context(), make([]byte, 39<<20+1), org.DeployOptions{}); fail.CodeOf(err) != fail.Usage {
			t.Error(err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		s := newScript(t, line{"PATCH " + deployURL + "/0Af1", 202, `{}`})
		if err := s.session().CancelDeploy(t.Context(), "0Af1"); err != nil || s.bodies[0] != `{"deployResult":{"status":"Canceling"}}` {
			t.Error(err, s.bodies)
		}
	})
}

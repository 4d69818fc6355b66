package org

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// DeployOptions says how to deploy. The zero value deploys for real, runs no
// test and waits 30 minutes.
type DeployOptions struct {
	CheckOnly      bool
	IgnoreWarnings bool
	TestLevel      string   // "" is NoTestRun
	RunTests       []string // with RunSpecifiedTests
	Wait           time.Duration
	Progress       func(DeployStatus) // called after each look; may be nil
}

// largestZip is what one deploy may weigh, in bytes (Metadata API Developer
// Guide: 39 MB).
const largestZip = 39 << 20

// Deploy sends a zip in metadata layout and waits until it is done. A deploy
// that fails gives its status and a fail.Refused that names each component.
// When ctx ends the deploy goes on in the org; its id is in the status.
func (s *Session) Deploy(ctx context.Context, zip []byte, o DeployOptions) (*DeployStatus, error) {
	if len(zip) > largestZip {
		return nil, fail.New(fail.Usage, "the package of %d bytes is over the limit of %d", len(zip), largestZip).In("deploy")
	}
	request, err := deployRequest(zip, o)
	if err != nil {
		return nil, err
	}
	var started deployAnswer
	if err := s.call(ctx, http.MethodPost, s.data("metadata/deployRequest"), request, &started); err != nil {
		return nil, err
	}
	id := started.ID
	if id == "" {
		id = started.Result.ID
	}
	if id == "" {
		return nil, s.no("the org gave the deploy no id")
	}
	status, err := s.await(ctx, id, o)
	if err != nil {
		return status, err
	}
	return status, status.failure(s.host())
}

// deployRequest writes the multipart request (REST API, "Deploy a Metadata
// Component").
func deployRequest(zip []byte, o DeployOptions) (*body, error) {
	level := o.TestLevel
	if level == "" {
		level = "NoTestRun"
	}
	options, err := json.Marshal(map[string]any{"deployOptions": map[string]any{
		"allowMissingFiles": false, "autoUpdatePackage": false, "checkOnly": o.CheckOnly, "ignoreWarnings": o.IgnoreWarnings,
		"performRetrieve": false, "purgeOnDelete": false, "rollbackOnError": true, "runTests": o.RunTests,
		"singlePackage": true, "testLevel": level}})
	if err != nil {
		return nil, fail.New(fail.Bug, "the deploy options cannot be written")
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, part := range []struct {
		disposition, kind string
		bytes             []byte
	}{
		{`form-data; name="json"`, "application/json", options},
		{`form-data; name="file"; filename="deploy.zip"`, "application/zip", zip},
	} {
		p, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {part.disposition}, "Content-Type": {part.kind}})
		if err == nil {
			_, err = p.Write(part.bytes)
		}
		if err != nil {
			return nil, fail.New(fail.Bug, "the deploy cannot be written")
		}
	}
	if err := w.Close(); err != nil {
		return nil, fail.New(fail.Bug, "the deploy cannot be written")
	}
	return &body{w.FormDataContentType(), b.Bytes()}, nil
}

// mostMisses is how often in a row a look at a running deploy may fail for
// want of a connection.
const mostMisses = 5

// await looks at a deploy after 1 s, then less and less often, up to every 10 s.
func (s *Session) await(ctx context.Context, id string, o DeployOptions) (*DeployStatus, error) {
	sleep := s.Sleep
	if sleep == nil {
		sleep = oauth.Timer
	}
	limit := o.Wait
	if limit == 0 {
		limit = 30 * time.Minute
	}
	last := &DeployStatus{ID: id, Status: "Pending"}
	misses := 0
	for waited, pause := time.Duration(0), time.Second; waited < limit; pause = min(pause*3/2, 10*time.Second) {
		if err := sleep(ctx, pause); err != nil {
			return last, fail.New(fail.Interrupted, "interrupted; the deploy %s goes on in the org", id).Because(err)
		}
		waited += pause
		status, err := s.DeployStatus(ctx, id)
		switch {
		case err == nil:
			last, misses = status, 0
		case fail.CodeOf(err) != fail.Unreachable || misses == mostMisses:
			return last, err
		default:
			misses++
			continue
		}
		if o.Progress != nil {
			o.Progress(*status)
		}
		if status.Done {
			return status, nil
		}
	}
	return last, fail.New(fail.Unreachable, "the deploy %s is not done after %s", id, limit).In("deploy").
		Hint("look at it in Setup, Deployment Status")
}

// DeployStatus looks at a deploy once.
func (s *Session) DeployStatus(ctx context.Context, id string) (*DeployStatus, error) {
	var answer deployAnswer
	if err := s.get(ctx, s.data("metadata/deployRequest/"+url.PathEscape(id)+"?includeDetails=true"), &answer); err != nil {
		return nil, err
	}
	return answer.status(id), nil
}

// CancelDeploy asks the org to stop a deploy.
func (s *Session) CancelDeploy(ctx context.Context, id string) error {
	return s.send(ctx, http.MethodPatch, s.data("metadata/deployRequest/"+url.PathEscape(id)),
		map[string]any{"deployResult": map[string]any{"status": "Canceling"}}, nil)
}

// failure is the error of a deploy that is done and did not succeed.
func (d *DeployStatus) failure(host string) error {
	if d.Success {
		return nil
	}
	errors := d.Errors()
	cause := fmt.Sprintf("the deploy %s ended as %s", d.ID, d.Status)
	if d.Message != "" {
		cause += ": " + d.Message
	}
	switch {
	case len(errors) == 1:
		cause += ": " + errors[0].String()
	case len(errors) > 1:
		cause += fmt.Sprintf(": %d components failed", len(errors))
		for _, e := range errors {
			cause += "; " + e.String()
		}
	}
	e := fail.New(fail.Refused, "%s", cause)
	e.Op, e.Path = "deploy", host
	return e
}

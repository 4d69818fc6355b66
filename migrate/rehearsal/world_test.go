package rehearsal_test

import (
	"archive/zip"
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"math/big"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

// The world of the tests: a production org and a sandbox, each with an old
// connected app and an integration user.
const (
	prodHost = "acme.my.salesforce.com"
	boxHost  = "acme--dev.sandbox.my.salesforce.com"
	etl      = "etl@acme.example"
	boxEtl   = "etl@acme.example.dev"
	oldKey   = "OldConsumerKeyOfAcme"
	boxKey   = "OldConsumerKeyOfDev"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// pair is a key with its certificate. Making one takes a moment, so the tests
// share two.
type pair struct {
	key *rsa.PrivateKey
	pem string
}

var (
	ours   = sync.OnceValue(newPair)
	theirs = sync.OnceValue(newPair)
)

func newPair() pair {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: noon, NotAfter: noon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return pair{key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
}

type fixture struct {
	*testing.T
	world     *rehearsal.World
	prod, box *rehearsal.Tenant
	now       time.Time
}

func newFixture(t *testing.T, change ...func(*rehearsal.Config)) *fixture {
	t.Helper()
	f := &fixture{T: t, now: noon}
	cfg := rehearsal.Config{
		Now:    func() time.Time { return f.now },
		Random: bytes.NewReader(make([]byte, 32)),
		Orgs: []rehearsal.Org{
			{Name: "prod", MyDomain: prodHost, CreateConnectedApps: true,
				Users: []rehearsal.User{
					{Username: etl, Password: secret.New("example-password"), SecurityToken: secret.New("ExampleToken")},
					{Username: "other@acme.example", Password: secret.New("other-password")},
					{Username: "gone@acme.example", Password: secret.New("gone-password"), Inactive: true},
				},
				Apps: []rehearsal.App{{Name: "Old", ConsumerKey: oldKey, ConsumerSecret: secret.New("old-secret")}}},
			{Name: "dev", MyDomain: boxHost, CreateConnectedApps: true,
				Users: []rehearsal.User{{Username: boxEtl, Password: secret.New("example-password")}},
				Apps:  []rehearsal.App{{Name: "Old", ConsumerKey: boxKey, ConsumerSecret: secret.New("old-secret")}}},
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	w, err := rehearsal.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.world, f.prod, f.box = w, w.Org("prod"), w.Org("dev")
	return f
}

// send makes one request and gives status and body.
func (f *fixture) send(method, address, kind, token string, body []byte) (int, []byte) {
	f.Helper()
	r := httptest.NewRequest(method, address, bytes.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rw := httptest.NewRecorder()
	f.world.Handler().ServeHTTP(rw, r)
	got, err := io.ReadAll(rw.Result().Body)
	if err != nil {
		f.Fatal(err)
	}
	return rw.Code, got
}

// call makes a JSON request to the data API of an org.
func (f *fixture) call(method string, org *rehearsal.Tenant, path, token string, body any) (int, map[string]any) {
	f.Helper()
	var sent []byte
	if body != nil {
		sent, _ = json.Marshal(body)
	}
	status, got := f.send(method, "https://"+org.MyDomain()+"/services/data/v66.0"+path, "application/json", token, sent)
	return status, f.object(got)
}

// object reads a JSON object, or the first of a list of them.
func (f *fixture) object(body []byte) map[string]any {
	f.Helper()
	if len(body) == 0 {
		return nil
	}
	var one map[string]any
	var many []map[string]any
	if json.Unmarshal(body, &one) == nil {
		return one
	}
	if err := json.Unmarshal(body, &many); err != nil || len(many) == 0 {
		f.Fatalf("not a JSON object: %s", body)
	}
	return many[0]
}

const formKind = "application/x-www-form-urlencoded"

// grant asks for a token and gives "" for one granted, else "error: description".
func (f *fixture) grant(host string, form url.Values) (string, map[string]any) {
	f.Helper()
	status, body := f.send(http.MethodPost, "https://"+host+"/services/oauth2/token", formKind, "", []byte(form.Encode()))
	answer := f.object(body)
	if status == http.StatusOK {
		return "", answer
	}
	return fmt.Sprintf("%v: %v", answer["error"], answer["error_description"]), answer
}

// lastLogin gives "TYPE/SUBTYPE STATUS" of the newest row, "" without one.
func lastLogin(o *rehearsal.Tenant) string {
	rows := o.History()
	if len(rows) == 0 {
		return ""
	}
	l := rows[len(rows)-1]
	return l.Type + "/" + l.SubType + " " + l.Status
}

// assertion is a JWT before it is signed; a test alters what it likes.
type assertion struct {
	header, claims map[string]any
	key            *rsa.PrivateKey
	edit           func(string) string // of the signed text
}

func (a assertion) String() string {
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(a.header) + "." + part(a.claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	text += "." + base64.RawURLEncoding.EncodeToString(signature)
	if a.edit != nil {
		text = a.edit(text)
	}
	return text
}

func (f *fixture) assertion(key, subject, audience string) assertion {
	return assertion{
		header: map[string]any{"alg": "RS256"},
		claims: map[string]any{"iss": key, "sub": subject, "aud": audience, "exp": f.now.Add(3 * time.Minute).Unix(), "jti": rand.Text()},
		key:    ours().key,
	}
}

func bearer(assertion string) url.Values {
	return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}
}

// deploy sends files in metadata layout with a package.xml made from them.
func (f *fixture) deploy(org *rehearsal.Tenant, files map[string]string) []string {
	f.Helper()
	problems, _ := f.deployWith(org, files, `{"rollbackOnError":true,"singlePackage":true}`)
	return problems
}

// deployWith deploys with the given options and gives the problems, as "NAME:
// PROBLEM", and the final status.
func (f *fixture) deployWith(org *rehearsal.Tenant, files map[string]string, options string) (problems []string, status string) {
	f.Helper()
	kind, body := multipartDeploy(f.T, zipped(f.T, files), options)
	admin := org.AdminToken().Reveal()
	base := "https://" + org.MyDomain() + "/services/data/v66.0/metadata/deployRequest"
	code, got := f.send(http.MethodPost, base, kind, admin, body)
	answer := f.object(got)
	if code != http.StatusCreated {
		f.Fatalf("deploy: %d %s", code, got)
	}
	_, got = f.send(http.MethodGet, base+"/"+answer["id"].(string)+"?includeDetails=true", "", admin, nil)
	var result struct {
		DeployResult struct {
			Done    bool
			Success bool
			Status  string
			Details struct {
				ComponentFailures []struct{ FullName, Problem string }
			}
		}
	}
	if err := json.Unmarshal(got, &result); err != nil || !result.DeployResult.Done {
		f.Fatalf("deploy status: %v %s", err, got)
	}
	for _, p := range result.DeployResult.Details.ComponentFailures {
		problems = append(problems, p.FullName+": "+p.Problem)
	}
	if result.DeployResult.Success != (result.DeployResult.Status == "Succeeded" || result.DeployResult.Status == "SucceededPartial") {
		f.Errorf("success %v with status %s", result.DeployResult.Success, result.DeployResult.Status)
	}
	return problems, result.DeployResult.Status
}

func multipartDeploy(t *testing.T, archive []byte, options string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	json, err := w.CreateFormField("json")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(json, `{"deployOptions":%s}`, options)
	file, err := w.CreateFormFile("file", "deploy.zip")
	if err != nil {
		t.Fatal(err)
	}
	file.Write(archive)
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

var folderTypes = map[string]string{
	"connectedApps": "ConnectedApp", "externalClientApps": "ExternalClientApplication", "extlClntAppGlobalOauthSets": "ExtlClntAppGlobalOauthSettings",
	"extlClntAppOauthSettings": "ExtlClntAppOauthSettings", "extlClntAppOauthPolicies": "ExtlClntAppOauthConfigurablePolicies",
	"extlClntAppPolicies": "ExtlClntAppConfigurablePolicies", "permissionsets": "PermissionSet", "settings": "Settings",
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	files = maps.Clone(files)
	if _, ok := files["package.xml"]; !ok {
		var types strings.Builder
		for _, name := range slices.Sorted(maps.Keys(files)) {
			folder, file, nested := strings.Cut(name, "/")
			if nested {
				fmt.Fprintf(&types, "<types><members>%s</members><name>%s</name></types>", file[:strings.LastIndex(file, ".")], folderTypes[folder])
			}
		}
		files["package.xml"] = metadata("Package", types.String()+"<version>66.0</version>")
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if files[name] == "" { // no manifest, for once
			continue
		}
		out, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(out, files[name])
	}
	w.Close()
	return b.Bytes()
}

func metadata(root, content string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><%s xmlns="http://soap.sforce.com/2006/04/metadata">%s</%[1]s>`, root, content)
}

package main

import (
	"encoding/json"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// served waits for the line that unpw rehearse --serve writes to FILE, and makes
// the org reachable for the rest of the script: HTTPS_PROXY, CA (a file),
// SERVE_DIR, and one variable a My Domain with an administrator's token, such as
// TOKEN_ACME_MY_SALESFORCE_COM. The script starts it in the background, with
// cleanup by testscript should it fail:
//
//	! exec sh -c 'exec unpw rehearse --serve tree >serve.json' &org&
//	served serve.json
//	…
//	kill -INT org
//	wait org
func served(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: served FILE")
	}
	path := ts.MkAbs(args[0])
	var line []byte
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var err error
		if line, err = os.ReadFile(path); err == nil && strings.HasSuffix(string(line), "\n") {
			break
		}
		if time.Now().After(end) {
			ts.Fatalf("no line in %s", args[0])
		}
	}
	if strings.Count(string(line), "\n") != 1 {
		ts.Fatalf("%s has more than one line", args[0])
	}
	var s struct {
		Proxy, CA   string
		AdminTokens map[string]string
	}
	ts.Check(json.Unmarshal(line, &s))
	ts.Setenv("HTTPS_PROXY", s.Proxy)
	ts.Setenv("CA", s.CA)
	ts.Setenv("SERVE_DIR", strings.TrimSuffix(s.CA, "/ca.pem"))
	for host, file := range s.AdminTokens {
		token, err := os.ReadFile(file)
		ts.Check(err)
		name := strings.NewReplacer(".", "_", "-", "_").Replace(strings.ToUpper(host))
		ts.Setenv("TOKEN_"+name, string(token))
	}
}

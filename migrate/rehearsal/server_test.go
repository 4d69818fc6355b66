package rehearsal_test

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/rehearsal"
)

func (f *fixture) serve() *rehearsal.Server {
	f.Helper()
	s, err := f.world.Serve("127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	return s
}

// client reaches the orgs as an unpatched one does: by proxy and CA file.
func client(t *testing.T, s *rehearsal.Server) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(s.CA) {
		t.Fatal("the CA is no certificate")
	}
	proxy, err := url.Parse(s.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func TestProxy(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	c := client(t, f.serve())
	answer, err := c.PostForm("https://"+prodHost+"/services/oauth2/token", bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 || answer.Header.Get("Date") != noon.Format(http.TimeFormat) {
		t.Errorf("%s, Date %s", answer.Status, answer.Header.Get("Date"))
	}
	for _, host := range []string{"login.salesforce.com", "test.salesforce.com", boxHost} {
		answer, err := c.Get("https://" + host + "/services/data")
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode != 200 || answer.TLS.PeerCertificates[0].Subject.CommonName != host {
			t.Errorf("%s: %s, certificate of %s", host, answer.Status, answer.TLS.PeerCertificates[0].Subject)
		}
	}
}

func TestProxyLetsNothingElseThrough(t *testing.T) {
	s := newFixture(t).serve()
	for _, request := range []string{
		"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443",
		"CONNECT salesforce.com.example.com:443 HTTP/1.1\r\nHost: salesforce.com.example.com:443",
		"CONNECT notsalesforce.com:443 HTTP/1.1\r\nHost: notsalesforce.com:443",
		"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22",
		"CONNECT login.salesforce.com:22 HTTP/1.1\r\nHost: login.salesforce.com:22",
		"GET http://login.salesforce.com/ HTTP/1.1\r\nHost: login.salesforce.com",
		"GET / HTTP/1.1\r\nHost: example.com",
		"GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.ProxyURL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "%s\r\n\r\n", request)
		line, _ := bufio.NewReader(conn).ReadString('\n')
		if !strings.Contains(line, " 403 ") {
			t.Errorf("%q: %q", request, line)
		}
		conn.Close()
	}
}

func TestNoCertificateForOthers(t *testing.T) {
	s := newFixture(t).serve()
	for _, name := range []string{"example.com", "salesforce.com.example.com"} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(s.URL, "https://"), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err == nil {
			conn.Close()
			t.Errorf("%s got a certificate", name)
		}
	}
}

// Without proxy and Host header the first org answers on the address itself.
func TestDirect(t *testing.T) {
	f := newFixture(t)
	s := f.serve()
	c := client(t, s)
	c.Transport.(*http.Transport).Proxy = nil
	answer, err := c.PostForm(s.URL+"/services/oauth2/token", password(etl, "example-password", oldKey, "old-secret"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	if got := f.object(body); got["instance_url"] != "https://"+prodHost {
		t.Errorf("%s", body)
	}
}

// A client without TLS is answered on the same port, by its Host header.
func TestPlainHTTP(t *testing.T) {
	s := newFixture(t).serve()
	for _, host := range []string{"", boxHost} {
		r, err := http.NewRequest(http.MethodGet, s.ProxyURL+"/.well-known/openid-configuration", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := (&http.Client{Transport: &http.Transport{}}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if want := cmp.Or(host, prodHost); answer.StatusCode != http.StatusOK || !strings.Contains(string(body), `"issuer":"https://`+want+`"`) {
			t.Errorf("%q: %s %s", host, answer.Status, body)
		}
	}
}

func TestServeOnlyOnLoopback(t *testing.T) {
	f := newFixture(t)
	for _, listen := range []string{"0.0.0.0:0", ":0", "127.0.0.1", "example.com:443", ""} {
		s, err := f.world.Serve(listen)
		if fail.CodeOf(err) != fail.Usage {
			t.Errorf("%q: %v", listen, err)
		}
		if s != nil {
			s.Close()
		}
	}
}

// Close ends everything: idle, half-open and silent connections too.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	f := newFixture(t)
	s, err := f.world.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(s.URL, "https://")
	silent, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	tunnel, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer tunnel.Close()
	fmt.Fprintf(tunnel, "CONNECT %s:443 HTTP/1.1\r\nHost: %[1]s:443\r\n\r\n", prodHost)
	if line, _ := bufio.NewReader(tunnel).ReadString('\n'); !strings.Contains(line, " 200 ") {
		t.Fatal(line)
	}
	c := client(t, s)
	answer, err := c.Get("https://" + prodHost + "/services/data")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	start := time.Now()
	s.Close()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("Close waited %s for a silent connection", took)
	}
	c.CloseIdleConnections()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

// Many clients at once: every login is counted, none lost.
func TestConcurrentLogins(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	c := client(t, f.serve())
	assertions := make([]string, 40)
	for i := range assertions {
		assertions[i] = f.assertion(ecaKey, etl, "https://"+prodHost).String()
	}
	var wait sync.WaitGroup
	for _, a := range assertions {
		wait.Go(func() {
			answer, err := c.PostForm("https://"+prodHost+"/services/oauth2/token", bearer(a))
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			if answer.StatusCode != 200 {
				t.Error(answer.Status)
			}
		})
		wait.Go(func() { f.prod.History() })
	}
	wait.Wait()
	if got := len(f.prod.History()); got != len(assertions) {
		t.Errorf("%d rows for %d logins", got, len(assertions))
	}
}

// curl is a client that knows nothing of Go: it must trust the CA file and find
// its way by HTTPS_PROXY alone.
func TestCurl(t *testing.T) {
	needs(t, "curl")
	f := newFixture(t)
	s := f.serve()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	form := filepath.Join(t.TempDir(), "form")
	if err := os.WriteFile(form, []byte(password(etl, "example-password", oldKey, "old-secret").Encode()), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("curl", "--silent", "--show-error", "--cacert", ca, "--data", "@"+form, "https://login.salesforce.com/services/oauth2/token")
	run.Env = append(os.Environ(), "HTTPS_PROXY="+s.ProxyURL, "NO_PROXY=", "no_proxy=")
	out, err := run.CombinedOutput()
	if err != nil || f.object(out)["instance_url"] != "https://"+prodHost {
		t.Errorf("%v %s", err, out)
	}
}

// openssl must find the chain in order, name constraints included.
func TestOpenSSLVerifiesTheChain(t *testing.T) {
	needs(t, "openssl")
	s := newFixture(t).serve()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{prodHost, "login.salesforce.com", "localhost"} {
		run := exec.Command("openssl", "s_client", "-connect", strings.TrimPrefix(s.URL, "https://"), "-servername", host, "-verify_hostname", host, "-CAfile", ca, "-verify_return_error", "-x509_strict")
		out, err := run.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Verify return code: 0 (ok)") {
			t.Errorf("%s: %v %s", host, err, out)
		}
	}
}

package oauth

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"

	"unpw/migrate/fail"
)

// NewHTTPClient makes the client for an org: TLS 1.2 or later, the system's
// roots and those of caPEM (bytes of a PEM file, nil for none), a proxy by the
// function given (nil for none; http.ProxyFromEnvironment reads the
// environment once and for all, so the caller decides), time limits, and no
// redirect followed.
func NewHTTPClient(caPEM []byte, proxy func(*http.Request) (*url.URL, error)) (*http.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if len(caPEM) > 0 {
		roots, err := x509.SystemCertPool()
		if err != nil {
			roots = x509.NewCertPool()
		}
		if !roots.AppendCertsFromPEM(caPEM) {
			return nil, fail.New(fail.Usage, "the file of certificate authorities holds no certificate").
				Hint("give a PEM file: it has a line -----BEGIN CERTIFICATE-----")
		}
		config.RootCAs = roots
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  proxy,
			DialContext:            dialer.DialContext,
			TLSClientConfig:        config,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  time.Minute,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: 1 << 20,
			ForceAttemptHTTP2:      true,
		},
		Timeout:       2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// ProxyURL gives the proxy function of one address, for NewHTTPClient. The
// error does not show the address: it may hold a password.
func ProxyURL(address string) (func(*http.Request) (*url.URL, error), error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
		return nil, fail.New(fail.Usage, "the address of the proxy cannot be read").
			Hint("write it as in http://proxy.example:3128")
	}
	return http.ProxyURL(u), nil
}

package org

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"unpw/migrate/oauth"
)

// Version is one API version that an org serves.
type Version struct {
	Label   string `json:"label"` // Spring '26
	URL     string `json:"url"`
	Version string `json:"version"` // 66.0
}

// Probe is what an org says to anyone.
type Probe struct {
	Versions []Version            // as listed: the oldest first
	Date     time.Time            // of the Date header; zero without one
	TLS      *tls.ConnectionState // nil where the transport has none
	Proxy    string               // host and port of the proxy that was used; "" for none
}

// Newest gives the highest version listed, as in 66.0.
func (p *Probe) Newest() string {
	newest, best := "", -1.0
	for _, v := range p.Versions {
		if n, err := strconv.ParseFloat(v.Version, 64); err == nil && n > best {
			newest, best = v.Version, n
		}
	}
	return newest
}

// Versions asks a host which API versions it serves. That needs no login, and
// only Salesforce answers it, so it proves a host. sleep may be nil.
func Versions(ctx context.Context, client *http.Client, host string, sleep oauth.Sleep) (*Probe, error) {
	p := oauth.Policy{HTTP: client, Sleep: sleep, Limit: answerLimit}
	a, err := p.Do(ctx, func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+host+"/services/data", nil)
		if err == nil {
			r.Header.Set("Accept", "application/json")
		}
		return r, err
	})
	if err != nil {
		return nil, err
	}
	var versions []Version
	if a.Status != http.StatusOK || json.Unmarshal(a.Body, &versions) != nil || len(versions) == 0 || !strings.HasPrefix(versions[0].URL, "/services/data/") {
		return nil, oauth.NotAnAnswer(a)
	}
	return &Probe{Versions: versions, Date: a.Date, TLS: a.TLS, Proxy: proxyOf(client, host)}, nil
}

// proxyOf gives the proxy of a client for a host, without the user and password
// that its address may hold.
func proxyOf(client *http.Client, host string) string {
	transport, ok := client.Transport.(*http.Transport)
	if !ok || transport.Proxy == nil {
		return ""
	}
	proxy, err := transport.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: host, Path: "/"}})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}

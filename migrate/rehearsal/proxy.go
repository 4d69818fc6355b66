package rehearsal

import (
	"fmt"
	"net"
	"net/http"
)

// proxy is an HTTP server for clients that speak no TLS, and an HTTP proxy that knows CONNECT only, and only to port 443 of hosts
// below salesforce.com and force.com. It connects to nothing: what comes
// through is handed to this very server.
func (s *Server) proxy(rw http.ResponseWriter, r *http.Request) {
	if name := hostOnly(r.Host); r.Method != http.MethodConnect && r.URL.Host == "" && (loopback(name) || served(name)) {
		// Not a request to a proxy, but one that came here without TLS.
		s.secure.Handler.ServeHTTP(rw, r)
		return
	}
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil || r.Method != http.MethodConnect || port != "443" || !served(hostOnly(host)) {
		http.Error(rw, "the rehearsal proxy lets only HTTPS to salesforce.com and force.com through", http.StatusForbidden)
		return
	}
	hijacker, ok := rw.(http.Hijacker)
	if !ok {
		http.Error(rw, "no tunnel over this protocol", http.StatusInternalServerError)
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if _, err := fmt.Fprint(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		conn.Close()
		return
	}
	var early []byte
	if n := buffered.Reader.Buffered(); n > 0 {
		early, _ = buffered.Reader.Peek(n)
	}
	s.tunnels.put(&peeked{Conn: conn, early: early})
}

// peeked is a connection of which some bytes have been read already.
type peeked struct {
	net.Conn
	early []byte
}

func (p *peeked) Read(b []byte) (int, error) {
	if len(p.early) > 0 {
		n := copy(b, p.early)
		p.early = p.early[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

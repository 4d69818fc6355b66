package rehearsal

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"unpw/migrate/fail"
)

// Server is a world that listens. One port takes both: TLS for clients that
// come directly (by the Host header), and CONNECT for clients that come
// through HTTPS_PROXY.
type Server struct {
	URL      string // https://127.0.0.1:PORT: the first org, or whichever the Host header names
	ProxyURL string // http://127.0.0.1:PORT; a plain HTTP client reaches the orgs there too
	CA       []byte // PEM of the CA, the only one that signs here

	listener net.Listener
	tunnels  *queue // connections that speak TLS
	plain    *queue // connections that speak HTTP to the proxy
	secure   *http.Server
	proxying *http.Server
	done     sync.WaitGroup
}

// Serve listens on a loopback address such as 127.0.0.1:0 until Close. An
// address of another interface is refused with code Usage: this server hands
// out tokens.
func (w *World) Serve(listen string) (*Server, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || !loopback(hostOnly(host)) {
		return nil, fail.New(fail.Usage, "%s is not a loopback address with a port", listen).In("serve").Hint("listen on 127.0.0.1:0")
	}
	ca, err := newAuthority(w.random, time.Now())
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fail.New(fail.Usage, "%s cannot be listened on", listen).In("serve").Because(err)
	}
	address := listener.Addr()
	s := &Server{
		URL:      "https://" + address.String(),
		ProxyURL: "http://" + address.String(),
		CA:       ca.pem,
		listener: listener,
		tunnels:  newQueue(address),
		plain:    newQueue(address),
	}
	quiet := log.New(io.Discard, "", 0) // handshakes that fail are the client's to report
	s.secure = &http.Server{
		Handler:           w.Handler(),
		TLSConfig:         &tls.Config{GetCertificate: ca.leaf, MinVersion: tls.VersionTLS12},
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          quiet,
	}
	s.proxying = &http.Server{Handler: http.HandlerFunc(s.proxy), ReadHeaderTimeout: 10 * time.Second, ErrorLog: quiet}
	s.run(func() { _ = s.secure.ServeTLS(s.tunnels, "", "") })
	s.run(func() { _ = s.proxying.Serve(s.plain) })
	s.run(s.accept)
	return s, nil
}

func (s *Server) run(f func()) {
	s.done.Add(1)
	go func() {
		defer s.done.Done()
		f()
	}()
}

// accept sorts connections by their first byte: a TLS record begins with 22.
func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.run(func() {
			var first [1]byte
			_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			stop := s.tunnels.onClose(func() { conn.Close() })
			_, err := io.ReadFull(conn, first[:])
			stop()
			if err != nil {
				conn.Close()
				return
			}
			_ = conn.SetReadDeadline(time.Time{})
			to := s.plain
			if first[0] == 22 {
				to = s.tunnels
			}
			to.put(&peeked{Conn: conn, early: first[:]})
		})
	}
}

// Close ends the listener and every connection, and returns when no goroutine
// of the server is left.
func (s *Server) Close() {
	s.listener.Close()
	s.tunnels.Close()
	s.plain.Close()
	s.proxying.Close()
	s.secure.Close()
	s.done.Wait()
}

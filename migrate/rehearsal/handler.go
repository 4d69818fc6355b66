package rehearsal

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// maxBody bounds a request; the platform takes 39 MB of zip.
const maxBody = 48 << 20

// request is a request whose body has been read.
type request struct {
	*http.Request
	body []byte
	site site
}

// Handler serves all orgs of the world by the Host header. It needs no server
// of this package.
func (w *World) Handler() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		// The body is read before the lock is taken and the answer written after
		// it is given back: a slow client holds up nobody.
		body, err := readBody(rw, r)
		if err != nil {
			http.Error(rw, "the body cannot be read, or is too large", http.StatusRequestEntityTooLarge)
			return
		}
		answer := w.answer(&request{Request: r, body: body})
		rw.Header().Set("Date", w.now().UTC().Format(http.TimeFormat))
		rw.Header().Set("Cache-Control", "no-store")
		if answer.contentType != "" {
			rw.Header().Set("Content-Type", answer.contentType)
		}
		for name, value := range answer.header {
			rw.Header().Set(name, value)
		}
		rw.WriteHeader(answer.status)
		_, _ = rw.Write(answer.body)
	})
}

// readBody reads a body, which SOAP clients of Salesforce's own compress.
func readBody(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	body := io.Reader(http.MaxBytesReader(rw, r.Body, maxBody))
	if r.Header.Get("Content-Encoding") != "gzip" {
		return io.ReadAll(body)
	}
	plain, err := gzip.NewReader(body)
	if err != nil {
		return nil, err
	}
	unpacked, err := io.ReadAll(io.LimitReader(plain, maxBody+1))
	if err == nil && len(unpacked) > maxBody {
		err = errTooLarge
	}
	return unpacked, err
}

var errTooLarge = errors.New("the body is too large")

var (
	metadataPath = regexp.MustCompile(`^/services/Soap/m/([0-9]+)\.0(/[A-Za-z0-9]*)?$`)
	soapPath     = regexp.MustCompile(`^/services/Soap/([uc])/([0-9]+\.[0-9])(/[A-Za-z0-9]*)?$`)
	asyncPath    = regexp.MustCompile(`^/services/async/([0-9]+)\.0/job(/.*)?$`)
	dataPath     = regexp.MustCompile(`^/services/data/v([0-9]+)\.0(/.*)?$`)
)

func (w *World) answer(r *request) response {
	w.mu.Lock()
	defer w.mu.Unlock()
	var known bool
	if r.site, known = w.site(r.Host); !known {
		return w.pageRefusal()
	}
	if o := r.site.orgs; !r.site.generic && o[0].condition == Maintenance {
		return w.maintenancePage()
	}
	if w.gateway == nil || !r.isLogin() {
		return w.route(r)
	}
	through := w.gateway.through(r)
	if w.gateway.Twice {
		w.route(through)
	}
	return w.route(through)
}

func (w *World) route(r *request) response {
	// sf keeps an instance URL with a slash behind it and adds paths to that.
	path := "/" + strings.TrimLeft(r.URL.Path, "/")
	switch {
	case path == "/.well-known/openid-configuration":
		return w.discovery(r)
	case path == "/services/oauth2/token":
		return w.token(r)
	case path == "/services/oauth2/introspect":
		return w.introspect(r)
	case path == "/services/oauth2/revoke":
		return w.revoke(r)
	case path == "/services/oauth2/userinfo":
		return w.userinfo(r)
	case asksLogFile(r):
		return w.logFile(r)
	case strings.HasPrefix(path, "/id/"):
		return w.identity(r)
	case path == "/services/data" || path == "/services/data/":
		return w.versions(r.site)
	}
	if m := soapPath.FindStringSubmatch(path); m != nil {
		return w.soap(r, m[1], m[2])
	}
	if m := metadataPath.FindStringSubmatch(path); m != nil {
		return w.metadata(r, m[1])
	}
	if m := dataPath.FindStringSubmatch(path); m != nil {
		return w.data(r, m[1], m[2])
	}
	if m := asyncPath.FindStringSubmatch(path); m != nil {
		return w.async(r, m[1], m[2])
	}
	if strings.HasPrefix(path, "/services/") {
		return w.dataRefusal(refuse(notFound))
	}
	return w.pageRefusal()
}

package oauth

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"unpw/migrate/fail"
)

// Sleep waits for d or until ctx ends, and gives ctx's error then.
type Sleep func(ctx context.Context, d time.Duration) error

// Timer is the Sleep of real life.
func Timer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Policy is how a request goes out: HTTPS only, no redirect followed (a POST
// that follows one shows the login to another host), a bounded answer, and one
// retry only where a login cannot have been counted against the user: the
// connection failed before the request was written, or the answer is 429 or
// 503 and names a Retry-After. Never after 400 or 401: schedulers have locked
// users out that way.
type Policy struct {
	HTTP   *http.Client
	Now    func() time.Time // nil: time.Now; to read a Retry-After that is a date
	Sleep  Sleep            // nil: Timer
	Budget *Budget          // nil: no limit
	Limit  int64            // of the answer, in bytes
}

// Answer is what a host answered, body and all.
type Answer struct {
	Host   string
	Status int
	Header http.Header
	Date   time.Time // of the Date header; zero without one
	Body   []byte
	TLS    *tls.ConnectionState // nil where the transport has none
}

// longestWait is the longest Retry-After that is waited for, within a command
// that a person watches. A longer one is reported.
const longestWait = 30 * time.Second

// Do sends what newRequest makes, which is called once more for a retry. The
// error is a *fail.Error; it never holds the request's body.
func (p Policy) Do(ctx context.Context, newRequest func(context.Context) (*http.Request, error)) (*Answer, error) {
	if p.HTTP == nil {
		return nil, fail.New(fail.Bug, "no HTTP client given")
	}
	sleep := p.Sleep
	if sleep == nil {
		sleep = Timer
	}
	client := *p.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for retried := false; ; retried = true {
		answer, wait, err := p.once(ctx, &client, newRequest)
		if wait < 0 || retried || !p.Budget.left() {
			return answer, err
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, stopped(ctx, "")
		}
	}
}

// once sends one request. wait is how long to wait before a retry, negative
// where none is due.
func (p Policy) once(ctx context.Context, client *http.Client, newRequest func(context.Context) (*http.Request, error)) (answer *Answer, wait time.Duration, err error) {
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}
	request, err := newRequest(httptrace.WithClientTrace(ctx, trace))
	if err != nil {
		return nil, -1, made(err)
	}
	if request.URL.Scheme != "https" {
		return nil, -1, fail.New(fail.Usage, "the address of the request is not an https address")
	}
	host := request.URL.Host
	if err := p.Budget.spend(); err != nil {
		return nil, -1, err
	}
	response, err := client.Do(request)
	if err != nil {
		if !written.Load() {
			p.Budget.refund()
		}
		if ctx.Err() != nil {
			return nil, -1, stopped(ctx, host)
		}
		u := unreachable(host, err)
		if !written.Load() && (u.Kind == KindConnect || u.Kind == KindTimeout) {
			return nil, time.Second, u.fail()
		}
		return nil, -1, u.fail()
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, p.Limit+1))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, -1, stopped(ctx, host)
	case err != nil:
		return nil, -1, (&Unreachable{Host: host, Kind: KindConnect, Detail: "the connection broke within the answer"}).fail()
	case int64(len(body)) > p.Limit:
		return nil, -1, (&Unreachable{Host: host, Kind: KindTooLarge, Status: response.StatusCode,
			Detail: "the answer is larger than " + strconv.FormatInt(p.Limit, 10) + " bytes"}).fail()
	}
	answer = &Answer{Host: host, Status: response.StatusCode, Header: response.Header, Body: body, TLS: response.TLS}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		answer.Date = date
	}
	return answer, p.retryAfter(answer), nil
}

// made is the error of a request that could not be made: ours if it is one,
// else one that does not show the address.
func made(err error) error {
	var e *fail.Error
	if errors.As(err, &e) {
		return e
	}
	return fail.New(fail.Usage, "the address of the request cannot be read")
}

// retryAfter reads how long the host wants to be left alone; negative where
// the answer calls for no retry.
func (p Policy) retryAfter(a *Answer) time.Duration {
	header := a.Header.Get("Retry-After")
	if a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable || header == "" {
		return -1
	}
	wait := time.Duration(-1)
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 && seconds <= int(longestWait/time.Second) {
		wait = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		now := time.Now
		if p.Now != nil {
			now = p.Now
		}
		wait = max(0, date.Sub(now()))
	}
	if wait > longestWait {
		return -1
	}
	return wait
}

// stopped is the error of a context that ended: the user's interrupt, or a
// deadline, which is a host that did not answer in time.
func stopped(ctx context.Context, host string) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return (&Unreachable{Host: host, Kind: KindTimeout, Detail: "no answer in the time given"}).fail()
	}
	return fail.New(fail.Interrupted, "interrupted").Because(context.Canceled)
}

// IsHTML tells whether the answer is a web page: an org in maintenance, a
// proxy, a host that is not Salesforce.
func (a *Answer) IsHTML() bool {
	head := bytes.ToLower(bytes.TrimSpace(a.Body[:min(len(a.Body), 512)]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

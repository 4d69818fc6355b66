package rehearsal

import (
	"net"
	"sync"
)

// queue is a net.Listener that is fed with connections.
type queue struct {
	address net.Addr
	conns   chan net.Conn
	closed  chan struct{}
	once    sync.Once

	mu      sync.Mutex
	waiting map[*func()]bool
}

func newQueue(address net.Addr) *queue {
	return &queue{address: address, conns: make(chan net.Conn), closed: make(chan struct{}), waiting: map[*func()]bool{}}
}

// put hands a connection to whoever accepts, or closes it when nobody will.
func (q *queue) put(c net.Conn) {
	select {
	case q.conns <- c:
	case <-q.closed:
		c.Close()
	}
}

// Accept implements net.Listener.
func (q *queue) Accept() (net.Conn, error) {
	select {
	case c := <-q.conns:
		return c, nil
	case <-q.closed:
		return nil, net.ErrClosed
	}
}

// Addr implements net.Listener.
func (q *queue) Addr() net.Addr { return q.address }

// onClose has f called when the queue closes, until stop is called.
func (q *queue) onClose(f func()) (stop func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case <-q.closed:
		f()
		return func() {}
	default:
	}
	q.waiting[&f] = true
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.waiting, &f)
	}
}

// Close implements net.Listener.
func (q *queue) Close() error {
	q.once.Do(func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		close(q.closed)
		for f := range q.waiting {
			(*f)()
		}
	})
	return nil
}

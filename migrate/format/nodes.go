package format

// nodes gives out nodes in blocks, which costs a quarter of making each alone.
type nodes struct {
	free []Node
	size int
}

// node gives a new node of d that is what n is.
func (d *Document) node(n Node) *Node {
	out := d.nodes.next()
	*out = n
	out.Doc = d
	return out
}

// next gives a new node.
func (s *nodes) next() *Node {
	if len(s.free) == 0 {
		s.size = min(max(2, 2*s.size), 256)
		s.free = make([]Node, s.size)
	}
	n := &s.free[0]
	s.free = s.free[1:]
	return n
}

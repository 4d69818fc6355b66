package rehearsal

import "slices"

// takeBack undoes what the last org.yaml set, the last first.
func (w *World) takeBack() {
	for _, undo := range slices.Backward(w.undo) {
		undo()
	}
	w.undo = nil
}

// made is an org, a user, an app or a permission set that an org.yaml made. It
// stays while the file names it, with its id and all that hangs on it, whatever
// else of the file changes.
type made struct {
	key    string
	remove func()
}

// sweep removes what an earlier file made and the new one does not name.
func (w *World) sweep(named map[string]bool) {
	var stay []made
	for _, m := range slices.Backward(w.made) {
		if named[m.key] {
			stay = append(stay, m)
		} else {
			m.remove()
		}
	}
	slices.Reverse(stay)
	w.made = stay
}

// put sets a field and remembers what stood there. at finds the field anew: a
// deploy puts copies in the place of apps.
func put[T any](w *World, at func() *T, to *T) {
	if field := at(); to != nil && field != nil {
		was := *field
		*field = *to
		w.undo = append(w.undo, func() {
			if field := at(); field != nil {
				*field = was
			}
		})
	}
}

func set[T any](w *World, field *T, to *T) { put(w, func() *T { return field }, to) }

// turned gives the opposite of a flag; nil of nil.
func turned(flag *bool) *bool {
	if flag == nil {
		return nil
	}
	not := !*flag
	return &not
}

// blocks tells what a switch says; nil of nil.
func blocks(s *Switch) *bool {
	if s == nil {
		return nil
	}
	blocked := *s == Blocked
	return &blocked
}

// listed gives a list that is there; nil of none.
func listed[T any](list []T) *[]T {
	if list == nil {
		return nil
	}
	return &list
}

func number(c *Count) *int {
	if c == nil {
		return nil
	}
	n := int(*c)
	return &n
}

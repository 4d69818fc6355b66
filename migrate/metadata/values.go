package metadata

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"unpw/migrate/fail"
)

// scopes gives the scopes of an app as its type calls them, each once, in the
// order given.
func (w *writer) scopes(a App) ([]string, error) {
	var names []string
	for _, scope := range a.Scopes {
		v, ok := w.facts.Scopes[scope]
		if !ok {
			return nil, usage("app %s: no scope %q is known", a.Name, scope).
				Hint("use the names of the token endpoint: %s", words(w.facts.Scopes))
		}
		if name := v.of(a.Type); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// refresh is a refresh token policy, in the parts that an External Client App
// wants and in the one text of a connected app.
type refresh struct{ Name, Period, Unit, Written string }

func (w *writer) refresh(a App) (refresh, error) {
	wrong := func(why string) (refresh, error) {
		return refresh{}, usage("app %s: refresh token policy %q %s", a.Name, a.RefreshToken, why).
			Hint("use zero, infinite, specific_lifetime:N:UNIT or specific_inactivity:N:UNIT, with HOURS, DAYS or MONTHS")
	}
	parts := strings.Split(a.RefreshToken, ":")
	policy, ok := w.facts.RefreshToken[parts[0]]
	switch {
	case !ok:
		return wrong("is not known")
	case !policy.Lasts && len(parts) > 1:
		return wrong("takes no period")
	case !policy.Lasts:
		return refresh{Name: policy.of(a.Type), Written: a.RefreshToken}, nil
	case len(parts) != 3:
		return wrong("lacks its period or unit")
	}
	unit, ok := w.facts.Units[parts[2]]
	if n, err := strconv.Atoi(parts[1]); err != nil || n < 1 || strconv.Itoa(n) != parts[1] || !ok {
		return wrong("has no whole number and unit")
	}
	return refresh{Name: policy.of(a.Type), Period: parts[1], Unit: unit.of(a.Type), Written: a.RefreshToken}, nil
}

func (w *writer) ip(a App) *fail.Error {
	if _, ok := w.facts.IP[a.IP]; ok {
		return nil
	}
	return usage("app %s: no ip rule %q is known", a.Name, a.IP).Hint("use %s", words(w.facts.IP))
}

// words lists the keys of a table for a hint.
func words[V any](table map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(table)), ", ")
}

package metadata

import (
	"maps"
	"slices"
)

// manifestOf lists everything that Project writes for apps, which must have
// their defaults.
func manifestOf(apps []App, o Options) []Member {
	var members []Member
	for _, a := range apps {
		for _, m := range Names(a) {
			if m.Type != "PermissionSet" || !a.SetExists {
				members = append(members, m)
			}
		}
		if o.APIOnlyUser {
			members = append(members, Member{"PermissionSet", a.PermissionSet + apiOnlySuffix})
		}
	}
	return members
}

// manifest writes package.xml as sf project generate manifest does: types by
// name, members by name, each once. Without members it is the empty manifest
// that goes beside destructiveChanges.xml.
func (w *writer) manifest(members []Member) ([]byte, error) {
	return w.packageXML(members, w.version)
}

// destructive writes destructiveChanges.xml, which has no version.
func (w *writer) destructive(members []Member) ([]byte, error) { return w.packageXML(members, 0) }

func (w *writer) packageXML(members []Member, version int) ([]byte, error) {
	byType := map[string][]string{}
	for _, m := range members {
		if !slices.Contains(byType[m.Type], m.Name) {
			byType[m.Type] = append(byType[m.Type], m.Name)
		}
	}
	type block struct {
		Name    string
		Members []string
	}
	var blocks []block
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		slices.Sort(byType[name])
		blocks = append(blocks, block{name, byType[name]})
	}
	return w.fill("Package", struct {
		Types   []block
		Version int
	}{blocks, version})
}

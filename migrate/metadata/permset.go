package metadata

import (
	"slices"
	"strings"
)

// apiOnlySuffix makes the name of the second permission set.
const apiOnlySuffix = "_Api_Only"

// permissionSets writes each set once, however many apps share it. The first
// holds no permission, since what it is for is to be assigned: an API-only
// permission in it would need a licence and end browser logins.
func (w *writer) permissionSets(apps []App) ([]File, error) {
	type set struct {
		Label, Description string
		UserPermissions    []string // as the WSDL orders them, by name
	}
	var files []File
	for _, name := range setNames(apps) {
		var of []string
		for _, a := range apps {
			if a.PermissionSet == name {
				of = append(of, a.Name)
			}
		}
		description := "Pre-authorises its users for " + strings.Join(of, ", ")
		if len(description) > 255 {
			description = "Pre-authorises its users for the apps that name it"
		}
		f, err := w.component(Member{"PermissionSet", name}, set{blanks(name), description, nil})
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		if !w.options.APIOnlyUser {
			continue
		}
		only := name + apiOnlySuffix
		f, err = w.component(Member{"PermissionSet", only}, set{blanks(only), "Keeps its users to the API", []string{"ApiEnabled", "ApiUserOnly"}})
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func setNames(apps []App) []string {
	var names []string
	for _, a := range apps {
		if !a.SetExists && !slices.Contains(names, a.PermissionSet) {
			names = append(names, a.PermissionSet)
		}
	}
	slices.Sort(names)
	return names
}

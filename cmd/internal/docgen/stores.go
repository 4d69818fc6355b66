package main

import "unpw/templates"

// storeList is templates/stores.yaml, which explains its own fields.
type storeList struct {
	Schema string
	Read   string
	Stores []struct {
		ID, Title, Create, Delete, Where, Source, Confidence string
		Files                                                []string
		FromFile                                             string `yaml:"from-file"`
	}
}

// stores makes docs/stores.md.
func stores() (string, error) {
	var list storeList
	if err := strict(templates.Stores, &list); err != nil {
		return "", err
	}
	var m markdown
	m.title("Secrets outside of the tree", "templates/stores.yaml")
	m.linef("\nWhere a setting refers to a secret that no file holds, the plan says what to create there and what to delete once the new login runs, with")
	m.linef("the command of that store. No command takes a secret as an argument: it is typed, piped, or read from a file. As of %s.", list.Read)
	m.head("store", "create", "delete", "source")
	for _, s := range list.Stores {
		create := s.Where
		if s.Create != "" {
			create = "`" + s.Create + "`"
		}
		if s.Delete != "" {
			s.Delete = "`" + s.Delete + "`"
		}
		m.row(plain(s.Title), create, s.Delete, linkedAll([]string{s.Source})+confidence(s.Confidence))
	}
	return m.String(), nil
}

package plan

import (
	"encoding/json"
	"regexp"
	"strings"

	"unpw/migrate/scan"
)

// versions keeps what manifests state, by their text: a large lock file of many
// integrations is read once.
type versions map[stated]string

type stated struct {
	text *byte
	pkg  string
}

// of finds the version of a package (ECOSYSTEM/NAME) in the nearest lock
// or requirements file, and names that file. It is "" where no file states one
// version: a range is not a version.
func (v versions) of(t *scan.Tree, from, pkg string) (version, file string) {
	system, name, _ := strings.Cut(pkg, "/")
	for _, source := range manifests[system] {
		data := t.Nearest(from, source.file)
		if len(data) == 0 {
			continue
		}
		key := stated{&data[0], pkg}
		if _, known := v[key]; !known {
			v[key] = source.find(string(data), name)
		}
		if v[key] != "" {
			return v[key], source.file
		}
	}
	return "", ""
}

type manifest struct {
	file string
	find func(text, name string) string
}

var manifests = map[string][]manifest{
	"pypi": {
		{"poetry.lock", tomlPackage}, {"uv.lock", tomlPackage}, {"Pipfile.lock", pipfileLock},
		{"requirements.txt", requirement}, {"requirements.lock", requirement}, {"constraints.txt", requirement},
	},
	"npm":   {{"package-lock.json", packageLock}, {"yarn.lock", yarnLock}, {"package.json", packageJSON}},
	"gem":   {{"Gemfile.lock", gemfileLock}},
	"maven": {{"pom.xml", pom}},
}

func submatch(pattern, text string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

func requirement(text, name string) string {
	loose := strings.NewReplacer("-", "[-_.]", "_", "[-_.]").Replace(regexp.QuoteMeta(name))
	return submatch(`(?im)^\s*`+loose+`(?:\[[^\]]*\])?\s*===?\s*([0-9][\w.]*)`, text)
}

func tomlPackage(text, name string) string {
	return submatch(`(?m)^name = "`+regexp.QuoteMeta(name)+`"\s*\nversion = "([^"]+)"`, text)
}

func pipfileLock(text, name string) string {
	var lock map[string]map[string]struct {
		Version string `json:"version"`
	}
	_ = json.Unmarshal([]byte(text), &lock) // _meta has another shape; what fits is filled
	return strings.TrimLeft(lock["default"][name].Version, "=")
}

func packageLock(text, name string) string {
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
		Dependencies map[string]struct {
			Version string `json:"version"`
		} `json:"dependencies"`
	}
	if json.Unmarshal([]byte(text), &lock) != nil {
		return ""
	}
	if p, ok := lock.Packages["node_modules/"+name]; ok {
		return p.Version
	}
	return lock.Dependencies[name].Version
}

func yarnLock(text, name string) string {
	return submatch(`(?m)^"?`+regexp.QuoteMeta(name)+`@[^\n]*:\n\s+version:? "?([0-9][^"\s]*)`, text)
}

// packageJSON takes an exact version or the lower end of a range: npm installs
// no older one.
func packageJSON(text, name string) string {
	var p struct {
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return ""
	}
	v := p.Dependencies[name]
	if v == "" {
		v = p.DevDependencies[name]
	}
	return submatch(`^[\^~=v]*([0-9]+(?:\.[0-9]+)*(?:-[\w.]+)?)$`, v)
}

func gemfileLock(text, name string) string {
	return submatch(`(?m)^\s+`+regexp.QuoteMeta(name)+` \(([0-9][\w.]*)\)`, text)
}

// pom reads the version of a dependency written as group/artifact; a property
// is followed within the file.
func pom(text, name string) string {
	group, artifact, _ := strings.Cut(name, "/")
	for _, m := range regexp.MustCompile(`(?s)<dependency>(.*?)</dependency>`).FindAllStringSubmatch(text, -1) {
		body := m[1]
		if !strings.Contains(body, "<groupId>"+group+"</groupId>") && !strings.HasPrefix(artifact, "camel-") ||
			!regexp.MustCompile(`<artifactId>`+regexp.QuoteMeta(artifact)+`(?:-starter)?</artifactId>`).MatchString(body) {
			continue
		}
		return property(text, submatch(`<version>\s*([^<\s]+)\s*</version>`, body))
	}
	if strings.HasPrefix(artifact, "camel-") && strings.Contains(text, "camel") {
		return property(text, submatch(`<camel\.version>\s*([^<\s]+)\s*</camel\.version>`, text))
	}
	return ""
}

func property(text, v string) string {
	if name, ok := strings.CutPrefix(v, "${"); ok {
		name = strings.TrimSuffix(name, "}")
		v = submatch(`<`+regexp.QuoteMeta(name)+`>\s*([^<\s]+)\s*</`+regexp.QuoteMeta(name)+`>`, text)
	}
	return v
}

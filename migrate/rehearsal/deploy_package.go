package rehearsal

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	maxFiles    = 10_000   // Metadata API limit
	maxUnpacked = 64 << 20 // far below the platform's 400 MB: nothing here is large
)

// pack is an unpacked deploy zip.
type pack struct {
	version  int
	files    map[string][]byte
	members  []member
	removals []member
}

// member is a component that package.xml or destructiveChanges.xml names.
type member struct{ kind, name string }

// unpack reads the zip: package.xml at the root, or in the one folder on top.
// Such a folder is there when it is not a single package, and when sf zips a
// folder, which it calls a single package all the same.
func unpack(data []byte, single bool) (*pack, bool) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) > maxFiles {
		return nil, false
	}
	single = single && slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "package.xml" })
	p := &pack{files: map[string][]byte{}}
	total := int64(0)
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil, false
		}
		content, err := io.ReadAll(io.LimitReader(in, maxUnpacked-total+1))
		in.Close()
		total += int64(len(content))
		if err != nil || total > maxUnpacked {
			return nil, false
		}
		name := f.Name
		if !single {
			_, name, _ = strings.Cut(name, "/")
		}
		if name == "" {
			continue
		}
		p.files[name] = content
	}
	manifest, err := parseMetadata(p.files["package.xml"])
	if err != nil || manifest.name != "Package" {
		return nil, false
	}
	whole, fraction, _ := strings.Cut(manifest.get("version"), ".")
	if p.version, err = strconv.Atoi(whole); err != nil || fraction != "0" {
		return nil, false
	}
	p.members = membersOf(manifest)
	for _, name := range []string{"destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml"} {
		src, ok := p.files[name]
		if !ok {
			continue
		}
		n, err := parseMetadata(src)
		if err != nil || n.name != "Package" {
			return nil, false
		}
		p.removals = append(p.removals, membersOf(n)...)
	}
	return p, true
}

func membersOf(manifest *node) []member {
	var list []member
	for _, types := range manifest.children {
		if types.name != "types" {
			continue
		}
		for _, name := range types.all("members") {
			list = append(list, member{types.get("name"), name})
		}
	}
	return list
}

// expand replaces each "*" by the files of its type.
func (p *pack) expand(s *schema) []member {
	var all []member
	for _, m := range p.members {
		c, ok := s.Components[m.kind]
		if m.name != "*" || !ok {
			all = append(all, m)
			continue
		}
		for _, file := range p.names() {
			if path.Dir(file) == c.Folder && strings.HasSuffix(file, "."+c.Suffix) {
				all = append(all, member{m.kind, strings.TrimSuffix(path.Base(file), "."+c.Suffix)})
			}
		}
	}
	return all
}

func (p *pack) names() []string {
	var names []string
	for name := range p.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

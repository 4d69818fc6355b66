package migrate

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// GenerateOptions say how the metadata of apps is written.
type GenerateOptions struct {
	metadata.Options
	Contact     string     // where unpw.yaml names none
	Certificate []byte     // PEM; of the one app, instead of the one in .unpw/keys
	Choice      *AppChoice // of the one app, where no plan speaks of it
}

// Generated is the metadata of apps, and what is left to people in the order in
// which they do it.
type Generated struct {
	Apps  []plan.App
	Files []metadata.File
	Steps []plan.Step
	// Choices explains what was chosen; Unverified says what of the files rests
	// on no source that could be checked.
	Choices    []metadata.Choice
	Unverified []string
}

// Generate makes the metadata of apps. The same apps give the same bytes.
func (p *Project) Generate(apps []plan.App, o GenerateOptions) (*Generated, error) {
	asked := apps
	if o.Certificate != nil {
		asked = append([]plan.App{}, apps...)
		for i := range asked {
			asked[i].Key = "" // the key lies elsewhere
		}
	}
	described, err := p.AppMetadata(asked, o.Contact)
	if err != nil {
		return nil, err
	}
	for i := range described {
		if o.Certificate != nil && described[i].Flow == recipe.JWTBearer {
			described[i].CertificatePEM = o.Certificate
		}
		if o.Choice != nil {
			o.Choice.refine(&described[i])
		}
	}
	g := &Generated{Apps: apps}
	if len(described) == 0 {
		return g, nil
	}
	if g.Choices, err = metadata.Choices(described); err != nil {
		return nil, err
	}
	if g.Unverified, err = metadata.Unverified(described, o.Options); err != nil {
		return nil, err
	}
	if g.Files, err = metadata.Project(described, o.Options); err != nil {
		return nil, err
	}
	deploy, err := metadata.DeploySteps(o.Options, metadata.Deploys(g.Files))
	if err != nil {
		return nil, err
	}
	around, err := metadata.Steps(described, o.Options)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(around, func(s metadata.Step) bool { return !s.Before })
	if at < 0 {
		at = len(around)
	}
	for _, s := range slices.Insert(around, at, deploy...) {
		g.Steps = append(g.Steps, plan.Step{Who: s.Who, Text: s.Text, Command: s.Command})
	}
	return g, nil
}

// WriteFiles writes files below dir, which is made if missing. It replaces what
// has the name of one of them and touches nothing else; no name leads out of
// dir, whatever links are in it.
func (p *Project) WriteFiles(dir string, files []metadata.File) error {
	return p.writeFiles(dir, files, 0o755, 0o644)
}

// KeepFiles writes files below .unpw/metadata, closed to others. They can be
// made again, so that nothing waits for the disk. The caller holds the lock.
func (p *Project) KeepFiles(files []metadata.File) error {
	return p.writeFiles(p.Workspace.Path("metadata"), files, 0o700, 0o600)
}

func (p *Project) writeFiles(dir string, files []metadata.File, folders, mode fs.FileMode) error {
	if err := os.MkdirAll(dir, folders); err != nil {
		return fail.At(fail.Partial, dir, 0, "the folder cannot be made").In("write").Because(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fail.At(fail.Partial, dir, 0, "the folder cannot be opened").In("write").Because(err)
	}
	defer func() { _ = root.Close() }()
	made := map[string]bool{}
	for _, f := range files {
		if folder := path.Dir(f.Path); !made[folder] {
			if err := root.MkdirAll(folder, folders); err != nil {
				return fail.At(fail.Partial, path.Join(dir, f.Path), 0, "cannot be written").In("write").Because(err)
			}
			made[folder] = true
		}
		own := mode
		if f.Secret {
			own = 0o600
		}
		if err := p.writeInto(root, f, own); err != nil {
			return fail.At(fail.Partial, path.Join(dir, f.Path), 0, "cannot be written").In("write").Because(err)
		}
	}
	return nil
}

// writeInto puts one file into its folder, whole or not at all.
func (p *Project) writeInto(root *os.Root, f metadata.File, mode fs.FileMode) error {
	var suffix [4]byte
	if _, err := io.ReadFull(p.Random, suffix[:]); err != nil {
		return err
	}
	temp := f.Path + ".unpw-" + hex.EncodeToString(suffix[:])
	to, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = to.Write(f.Data)
	err = errors.Join(err, to.Close())
	if err == nil {
		err = root.Rename(temp, f.Path)
	}
	if err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return nil
}

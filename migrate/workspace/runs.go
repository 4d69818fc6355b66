package workspace

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"time"

	"unpw/migrate/fail"
)

// stamp is how names hold a time, in UTC.
const stamp = "20060102T150405Z"

// RunName gives the name of a run that begins at now: 20261123T174415Z-4f2a,
// the end taken from random.
func RunName(now time.Time, random io.Reader) (string, error) {
	end := make([]byte, 2)
	if _, err := io.ReadFull(random, end); err != nil {
		return "", fail.New(fail.Bug, "name a run: no random bytes").Because(err)
	}
	return now.UTC().Format(stamp) + "-" + hex.EncodeToString(end), nil
}

// IsRun tells whether name is one that RunName gives.
func IsRun(name string) bool {
	return regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$`).MatchString(name)
}

// NewRun makes the folder of a run that begins at now and gives its name.
func (w *Workspace) NewRun(now time.Time) (string, error) {
	root, err := w.private(true)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if err := w.folders(root, "runs/any"); err != nil {
		return "", err
	}
	for range 100 { // a name may be taken: it has two random bytes
		name, err := RunName(now, w.Rand)
		if err != nil {
			return "", err
		}
		switch err := root.Mkdir("runs/"+name, folderMode); {
		case err == nil:
			return name, syncFolder(root, "runs")
		case !errors.Is(err, fs.ErrExist):
			return "", fail.At(fail.Partial, Dir+"/runs/"+name, 0, "%s", cause(err)).In("make").Because(err)
		}
	}
	return "", fail.At(fail.Partial, Dir+"/runs", 0, "no free name for a run").In("make")
}

// Runs lists the runs by name, which is the order in which they began (within
// one second: any order).
func (w *Workspace) Runs() ([]string, error) {
	var runs []string
	names, err := w.list("runs")
	for _, n := range names {
		if IsRun(n) {
			runs = append(runs, n)
		}
	}
	return runs, err
}

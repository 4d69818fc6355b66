package format

import (
	"os"
	"path/filepath"
	"testing"
)

// groovyReader is Groovy itself: its parser, or its reader of configurations.
func groovyReader(t *testing.T, how string) realReader {
	t.Helper()
	java := oracle(t, "java")
	if os.Getenv("JAVA_HOME") == "" { // the launcher of Debian wants one that is not always there
		home, err := filepath.EvalSymlinks(java)
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("JAVA_HOME", filepath.Dir(filepath.Dir(home)))
	}
	available(t, true, "groovy", "--version")
	return realReader{command: []string{"groovy", "-Dfile.encoding=UTF-8", "testdata/oracle/read.groovy", how}, every: 5}
}

func TestOracleGroovyLiterals(t *testing.T) {
	r := groovyReader(t, "literals")
	r.judge(t, []string{"Config.groovy", "build.gradle", "Client.groovy"}, opens, func(n *Node, v string) bool {
		return !n.Bare || v != "-5" // of a number the sign is no part
	})
}

func TestOracleGroovyConfigurations(t *testing.T) {
	r := groovyReader(t, "settings")
	r.every = 25 // it compiles what it reads
	r.judge(t, []string{"Config.groovy"}, opens, anyValue)
	r.judgeEntries(t, []string{"Config.groovy"}, opens)
}

package format

import "testing"

// After every edit of an object, a hash or an argument the language itself reads
// the new value in one place, and in all others what it read before.

func TestOracleJavaScript(t *testing.T) {
	available(t, true, "node", "--version")
	r := realReader{command: []string{"node", "testdata/oracle/run.js"}}
	r.judge(t, []string{"objects.js", "index.js"}, opens, anyValue)
	r.judgeEntries(t, []string{"objects.js", "index.js"}, opens)
}

func TestOracleRuby(t *testing.T) {
	available(t, true, "ruby", "--version")
	r := realReader{command: []string{"ruby", "testdata/oracle/read_program.rb"}}
	r.judge(t, []string{"client.rb", "hashes.rb"}, opens, func(n *Node, v string) bool { return !n.Bare || v != "-5" })
	r.judgeEntries(t, []string{"client.rb", "hashes.rb"}, opens)
}

func TestOracleJava(t *testing.T) {
	available(t, true, "java", "-version")
	r := realReader{command: []string{"java", "testdata/oracle/ReadLiterals.java"}}
	r.judge(t, []string{"Settings.java"}, opens, func(n *Node, v string) bool { return !n.Bare || v != "-5" })
}

package format

import "testing"

func TestOracleJSON5(t *testing.T) {
	available(t, true, "node", "--version")
	r := realReader{command: []string{"node", "testdata/oracle/read.js", "json5"}, path: modules(t)}
	files := []string{"lines.json5", "line.json5"}
	parse := func(_ string, src []byte) (*Document, error) { return JSON5{}.Parse(src) }
	r.judge(t, files, parse, anyValue)
	r.judgeEntries(t, files, parse)
}

func TestOracleNetrc(t *testing.T) {
	available(t, true, "python3", "--version")
	r := realReader{command: []string{"python3", "testdata/oracle/read.py", "netrc"}}
	r.judge(t, []string{".netrc", "line.netrc"}, opens, anyValue)
}

func TestOracleCSV(t *testing.T) {
	available(t, true, "python3", "--version")
	r := realReader{command: []string{"python3", "testdata/oracle/read.py", "csv"}}
	parse := func(_ string, src []byte) (*Document, error) { return CSV{}.Parse(src) }
	r.judge(t, []string{"connections.csv", "semicolon.csv", "connections.tsv", "pairs.csv"}, parse, anyValue)
}

func TestOracleINI(t *testing.T) {
	available(t, true, "python3", "--version")
	r := realReader{command: []string{"python3", "testdata/oracle/read.py", "ini"}}
	files := []string{"app.ini", "setup.cfg", "percent.ini", "my.cnf"}
	parse := func(_ string, src []byte) (*Document, error) { return INI{}.Parse(src) }
	r.judge(t, files, parse, anyValue)
	r.judgeEntries(t, files, parse)
}

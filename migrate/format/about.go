package format

// About says for people what a syntax does and does not; docs/formats.md is made
// from it. Limits stand here because they are the code's, not a vendor's.
type About struct {
	Name  string
	Title string
	// Files are the names of its files; see For for those that the text decides.
	Files []string
	// Seen is what is a setting, Left what is seen and never edited, with the
	// reason in the plan, or not seen at all.
	Seen, Left string
	// Judge is the real reader that the tests compare with, "" for none.
	Judge string
}

// Abouts lists the syntaxes of files in the order of Syntaxes, then those of values.
func Abouts() []About {
	var all []About
	at := map[string]int{}
	for _, s := range Syntaxes() {
		i, ok := at[s.Name()]
		if !ok {
			i = len(all)
			at[s.Name()] = i
			a := abouts[s.Name()]
			a.Name = s.Name()
			all = append(all, a)
		}
		all[i].Files = append(all[i].Files, s.patterns...)
	}
	for _, s := range []Syntax{URI{}, Form{}, Connection{}} {
		a := abouts[s.Name()]
		a.Name = s.Name()
		all = append(all, a)
	}
	return all
}

const calls = "Assignments to names and fields, entries of literals, arguments of calls. "

// abouts is a table, never changed.
var abouts = map[string]About{
	"json": {Title: "JSON, JSON with comments", Seen: "Every entry. Pairs ({name, value} and their like) are settings of that name.",
		Left: "Texts with half a character escaped; a file that is not JSON is refused with its line.", Judge: "Python json, node"},
	"jupyter":    {Title: "Jupyter notebooks", Seen: "The code cells together are one program in the notebook's language; commands of the notebook are comments.", Left: "Outputs, text, cells in another language; a change that would go over two cells."},
	"json5":      {Title: "JSON5", Seen: "As JSON, with comments, single quotes, names without quotes.", Left: "Values over a continued line are seen and not copied.", Judge: "npm json5"},
	"yaml":       {Title: "YAML", Seen: "Every entry of every document: block and flow style, all five forms of texts, templates of Helm and Jinja where the rest is YAML.", Left: "Aliases, merged keys, values with a tag other than !!str and !Ref, keys that are no text; files whose templates cut the structure.", Judge: "PyYAML, js-yaml"},
	"dotenv":     {Title: ".env files and shell scripts", Seen: "Assignments in the dialects of docker, compose, node, Python, Ruby, systemd and sh; in scripts also export, words in front of a command, here-documents that write a file, flags of commands.", Left: "Values on which the readers differ are written in a form that all read alike, or refused; command substitution, arrays, arithmetic.", Judge: "bash, npm dotenv, python-dotenv, Ruby dotenv"},
	"properties": {Title: "Java properties", Seen: "Every entry, with continued lines and escapes; in UTF-8 or Latin-1.", Left: "Malformed escapes.", Judge: "the JDK's Properties"},
	"xml":        {Title: "XML", Seen: "Attributes, elements with text, name/value and key/value elements; entities, CDATA, namespaces.", Left: "Mixed content, declared entities; templates whose tags do not fit each other are reported; what else is not well-formed is refused.", Judge: "Python, xmllint"},
	"toml":       {Title: "TOML", Seen: "Every entry, tables and arrays of tables.", Left: "Nothing; a file that is not TOML is refused with its line.", Judge: "go-toml"},
	"ini":        {Title: "INI, .cfg, .conf, AWS, ODBC", Seen: "Entries of sections and in front of them, values over lines, with and without interpolation.", Left: "Dialects on which readers differ (comments behind values) are written in a form that all read alike, or refused.", Judge: "Python configparser"},
	"hcl":        {Title: "HCL: Terraform, .tfvars, .spc", Seen: "Attributes, blocks, objects, here-documents, jsonencode of an object; var.X and local.X are references.", Left: "Expressions: functions, conditions, for; directives in texts.", Judge: "hclsyntax"},
	"dockerfile": {Title: "Dockerfiles", Seen: "ENV, ARG and LABEL as BuildKit reads them.", Left: "Here-documents, variables in RUN."},
	"csv":        {Title: "CSV and TSV with a header", Seen: "Each row is an entry with the names of the header.", Left: "Files without a header. A value is replaced; a column is not added, renamed or removed.", Judge: "Python csv"},
	"logstash":   {Title: "Logstash pipelines", Seen: "Settings of plugins, hashes, arrays, ${X}.", Left: "Conditions."},
	"http":       {Title: "Requests of REST clients", Seen: "@variables, headers, forms, bodies in JSON.", Left: "Scripts; a field that goes over lines."},
	"netrc":      {Title: ".netrc", Seen: "login, account and password of each machine.", Left: "macdef.", Judge: "Python netrc"},
	"python":     {Title: "Python", Seen: calls + "os.environ and os.getenv are references.", Left: "f-strings, expressions, **kwargs: listed as such.", Judge: "Python ast"},
	"javascript": {Title: "JavaScript, TypeScript", Seen: calls + "process.env is a reference.", Left: "Templates with expressions, spreads, computed names.", Judge: "node"},
	"php":        {Title: "PHP", Seen: calls + "define, const, arrays; env(), getenv() and $_ENV are references.", Left: "Expressions, interpolated texts with more than a variable.", Judge: "php"},
	"groovy":     {Title: "Groovy, Gradle, Jenkins pipelines", Seen: calls + "closures as containers; ${X} and System.getenv are references.", Left: "Expressions, dollar-slashy texts with escapes.", Judge: "groovy, where it is installed"},
	"powershell": {Title: "PowerShell", Seen: calls + "hash tables, $env:X, parameters of commands.", Left: "Expressions in texts, splatting."},
	"java":       {Title: "Java", Seen: calls + "System.getenv is a reference.", Left: "Expressions.", Judge: "the JDK's compiler"},
	"csharp":     {Title: "C#", Seen: calls + "initialisers; Environment.GetEnvironmentVariable is a reference.", Left: "Expressions, interpolated texts."},
	"ruby":       {Title: "Ruby", Seen: calls + "ENV is a reference.", Left: "Interpolated texts, expressions, splats.", Judge: "ruby"},
	"uri":        {Title: "addresses in values", Seen: "User, password, host, path and query of an address with a user or a query, percent-decoded.", Left: "An address whose parts are references.", Judge: "Python urllib"},
	"form":       {Title: "forms in values", Seen: "name=value&name=value, percent-decoded.", Left: "A + on which readers differ.", Judge: "Python urllib"},
	"connection": {Title: "connection strings in values", Seen: "name=value;name=value of JDBC, ODBC (braces) and ADO.NET (quotes).", Left: "Strings that mix the dialects."},
}

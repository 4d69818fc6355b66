package format

import "strings"

// Language is a programming language that Code reads. A new one is a row of
// languages, its rules for literals in code_literals.go and its styles below.
type Language string

// The languages.
const (
	Python     Language = "python"
	JavaScript Language = "javascript" // TypeScript and JSX too
	Ruby       Language = "ruby"
)

// language is what the lexer and the search know of a language.
type language struct {
	name    Language
	comment string // begins a comment that ends with the line
	block   bool   // has /* */
	letters string // what names hold beside letters, digits and "_"
	// style is how a text is written where nothing shows what the file prefers.
	style string
	// bare are the words that are values.
	bare map[string]bool
	// before are the words behind which a value begins: a "/" there is no division.
	before map[string]bool
	// statement are the words that look like calls where a bracket follows, and
	// are none.
	statement map[string]bool
	// envHeads begin the names of all that gives environment variables.
	envHeads map[string]bool
	// envObjects hold the environment: NAME[…] and, with members, NAME.X.
	envObjects map[string]bool
	members    bool
	// envCalls give a variable by its name. True: any function may be called so,
	// and only names in capitals count.
	envCalls map[string]bool
	// casts are calls that leave a text what it is.
	casts map[string]bool
}

// languages is a table, never changed.
var languages = map[Language]*language{
	Python: {
		name: Python, comment: "#", style: `python"`,
		bare:       words("True False None"),
		before:     words("and or not in is if else elif while return yield await lambda assert del raise import from print with for case"),
		statement:  words("and or not in is if else elif while return yield await lambda assert del raise import from with for except async"),
		envHeads:   words("os environ getenv env config decouple"),
		envObjects: words("os.environ environ"),
		envCalls: map[string]bool{"os.getenv": false, "getenv": false, "os.environ.get": false, "environ.get": false, "os.environ.pop": false, "environ.pop": false,
			"env": true, "env.str": true, "env.get": true, "env.bool": true, "env.int": true, "config": true, "decouple.config": true},
		casts: words("str"),
	},
	JavaScript: {
		name: JavaScript, comment: "//", block: true, letters: "$#", style: "javascript'",
		bare:       words("true false null undefined"),
		before:     words("return typeof case in of new delete void throw else do await yield instanceof default extends"),
		statement:  words("if for while switch catch function return typeof case in of new delete void throw else do await yield instanceof async with import super"),
		envHeads:   words("process import Bun Deno"),
		envObjects: words("process.env import.meta.env Bun.env"),
		members:    true,
		envCalls:   map[string]bool{"Deno.env.get": false},
		casts:      words("String"),
	},
	Ruby: {
		name: Ruby, comment: "#", letters: "@$", style: "ruby'",
		bare:       words("true false nil"),
		before:     words("and or not in if unless else elsif while until when then do return yield rescue ensure case begin puts p print require raise"),
		statement:  words("and or not in if unless else elsif while until when then do return rescue ensure case begin end def class module alias undef self super nil true false defined? yield __FILE__ __dir__"),
		envHeads:   words("ENV"),
		envObjects: words("ENV"),
		envCalls:   map[string]bool{"ENV.fetch": false},
		casts:      words("String"),
	},
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// operators are those of all languages, the longest first. What is not among
// them is an operator of one byte.
var operators = []string{
	"===", "!==", "**=", "...", "||=", "&&=", "??=", "<=>", ">>>", "<<=", ">>=", "//=",
	"==", "!=", "<=", ">=", "=>", "->", ":=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "@=",
	"**", "||", "&&", "??", "?.", "&.", "::", "..", "<<", ">>", "++", "--", "=~", "!~", "//",
}

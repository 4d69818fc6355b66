package format

import (
	"slices"
	"strings"
)

// Language is a programming language that Code reads. A new one is a row of
// languages, its rules for literals in code_literals.go and its styles below.
type Language string

// The languages.
const (
	Python     Language = "python"
	JavaScript Language = "javascript" // TypeScript and JSX too
	Ruby       Language = "ruby"
	PHP        Language = "php"
	Groovy     Language = "groovy" // Gradle, Grails and Jenkins files too
	PowerShell Language = "powershell"
	Java       Language = "java"
	CSharp     Language = "csharp"
)

// IsProgram tells whether syntax, the name of one, is a programming language.
func IsProgram(syntax string) bool { return languages[Language(syntax)] != nil }

// language is what the lexer and the search know of a language.
type language struct {
	name      Language
	comments  []string  // each begins a comment that ends with the line
	block     [2]string // begin and end a comment; each of two bytes
	goesOn    byte      // at the end of a line makes it go on
	operators []string  // beside those of all languages
	letters   string    // what names hold beside letters, digits and "_"
	joins     []string  // each joins a name to that of which it is a part
	joint     string    // joins two texts
	// settings tells that assignments are settings of the file, whether a call
	// uses them or not.
	settings bool
	// ended tells that a statement ends with ";" and not with its line.
	ended bool
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

	bareStyle   string    // the style of numbers and bare words
	quoteStyles [3]string // the styles of texts in ", ' and `

	letter [256]bool     // the bytes of names; see prepared
	ops    [256][]string // the operators of several bytes by their first
}

// languages is a table, never changed.
var languages = prepared(map[Language]*language{
	Python: {
		name: Python, comments: []string{"#"}, goesOn: '\\', joins: []string{"."}, joint: "+", style: `python"`,
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
		name: JavaScript, comments: []string{"//"}, joins: []string{".", "?."}, joint: "+", goesOn: '\\', block: slashes, letters: "$#", style: "javascript'",
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
		name: Ruby, comments: []string{"#"}, goesOn: '\\', joins: []string{".", "&.", "::"}, joint: "+", letters: "@$", style: "ruby'",
		bare:       words("true false nil"),
		before:     words("and or not in if unless else elsif while until when then do return yield rescue ensure case begin puts p print require raise"),
		statement:  words("and or not in if unless else elsif while until when then do return rescue ensure case begin end def class module alias undef self super nil true false defined? yield __FILE__ __dir__"),
		envHeads:   words("ENV"),
		envObjects: words("ENV"),
		envCalls:   map[string]bool{"ENV.fetch": false},
		casts:      words("String"),
	},
	PHP: {
		name: PHP, comments: []string{"//", "#"}, joins: []string{"->", "?->", "::"}, joint: ".", operators: []string{"?->", ".=", "?:"}, goesOn: '\\', block: slashes, letters: `$\`, style: "php'",
		settings: true, ended: true,
		bare:       words("true false null TRUE FALSE NULL True False Null"),
		statement:  words("array list isset empty unset exit die print echo return include include_once require require_once if elseif else for foreach while switch case catch function fn match declare use new clone throw yield and or xor define"),
		envHeads:   words(`env getenv $_ENV $_SERVER \getenv`),
		envObjects: words("$_ENV $_SERVER"),
		envCalls:   map[string]bool{"env": false, "getenv": false},
		casts:      words("trim rtrim strval"),
	},
	Groovy: {
		name: Groovy, comments: []string{"//"}, joins: []string{".", "?.", "*."}, joint: "+", operators: []string{"?:", "*.", "==~", ".&"}, goesOn: '\\', block: slashes, letters: "$", style: "groovy'",
		settings:   true,
		bare:       words("true false null"),
		before:     words("return case in new throw else assert instanceof as"),
		statement:  words("if for while switch catch synchronized return case in new throw else assert instanceof import package class interface enum trait try finally do default static this super"),
		envHeads:   words("System env credentials"),
		envObjects: words("System.env env"),
		members:    true,
		envCalls:   map[string]bool{"System.getenv": false},
		casts:      words("String"),
	},
	PowerShell: {
		name: PowerShell, comments: []string{"#"}, goesOn: '`', block: [2]string{"<#", "#>"}, joins: []string{".", "::"}, joint: "+", style: "powershell'",
		settings:  true,
		bare:      words("$true $false $null $True $False $Null $TRUE $FALSE $NULL"),
		statement: words("if elseif else for foreach while do until switch function filter param return throw try catch finally trap begin process end class enum using in break continue exit data dynamicparam If Else ElseIf Foreach ForEach While Switch Function Param Return Throw Try Catch Finally Class"),
		envHeads:  words("Environment System Env"),
		envCalls:  map[string]bool{"Environment.GetEnvironmentVariable": false, "System.Environment.GetEnvironmentVariable": false},
	},
	Java: {
		name: Java, comments: []string{"//"}, block: slashes, letters: "$", joins: []string{"."}, joint: "+", style: `java"`,
		settings: true, ended: true,
		bare:      words("true false null"),
		before:    words("return case new throw else assert instanceof yield"),
		statement: words("if for while switch catch synchronized return case new throw else assert instanceof import package class interface enum record try finally do default static this super yield"),
		envHeads:  words("System"),
		envCalls:  map[string]bool{"System.getenv": false},
		casts:     words("String.valueOf"),
	},
	CSharp: {
		name: CSharp, comments: []string{"//"}, block: slashes, joins: []string{".", "?.", "::"}, joint: "+", style: `csharp"`,
		settings: true, ended: true,
		bare:      words("true false null"),
		before:    words("return case new throw else await in is as yield out ref"),
		statement: words("if for foreach while switch catch lock using fixed return case new throw else is as in class interface enum struct record namespace try finally do default static this base typeof nameof sizeof checked unchecked await yield get set out ref"),
		envHeads:  words("Environment System"),
		envCalls:  map[string]bool{"Environment.GetEnvironmentVariable": false, "System.Environment.GetEnvironmentVariable": false},
	},
})

// slashes begin and end a comment in most languages.
var slashes = [2]string{"/*", "*/"}

// prepared adds to each language what is looked up by a byte.
func prepared(all map[Language]*language) map[Language]*language {
	for _, l := range all {
		l.bareStyle = string(l.name) + "-bare"
		for i, quote := range []string{`"`, "'", "`"} {
			l.quoteStyles[i] = string(l.name) + quote
		}
		for c := range l.letter {
			l.letter[c] = isWord(byte(c)) || c >= 0x80 || strings.IndexByte(l.letters, byte(c)) >= 0
		}
		for _, op := range append(operators[:len(operators):len(operators)], l.operators...) {
			l.ops[op[0]] = append(l.ops[op[0]], op)
		}
		for _, ops := range l.ops {
			slices.SortStableFunc(ops, func(a, b string) int { return len(b) - len(a) })
		}
	}
	return all
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// operators are those of all languages. What is not among them is an operator of
// one byte.
var operators = []string{
	"===", "!==", "**=", "...", "||=", "&&=", "??=", "<=>", ">>>", "<<=", ">>=", "//=",
	"==", "!=", "<=", ">=", "=>", "->", ":=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "@=",
	"**", "||", "&&", "??", "?.", "&.", "::", "..", "<<", ">>", "++", "--", "=~", "!~", "//",
}

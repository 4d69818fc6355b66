package rehearsal

import "strings"

// token kinds of SOQL.
type tokenKind int

const (
	tokenEnd    tokenKind = iota
	tokenWord             // names, keywords, numbers, dates, LAST_N_DAYS:30
	tokenString           // '…', unescaped
	tokenSign             // ( ) , and comparison operators
)

type soqlToken struct {
	kind tokenKind
	text string
}

// lex splits a query. A quote without an end gives false.
func lex(query string) ([]soqlToken, bool) {
	var tokens []soqlToken
	for i := 0; i < len(query); {
		c := query[i]
		switch {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
		case c == '\'':
			text, end := unquote(query[i+1:])
			if end < 0 {
				return nil, false
			}
			tokens = append(tokens, soqlToken{tokenString, text})
			i += 1 + end
		case strings.IndexByte("(),", c) >= 0:
			tokens = append(tokens, soqlToken{tokenSign, query[i : i+1]})
			i++
		case strings.IndexByte("=<>!", c) >= 0:
			n := 1
			if i+1 < len(query) && (query[i+1] == '=' || c == '<' && query[i+1] == '>') {
				n = 2
			}
			tokens = append(tokens, soqlToken{tokenSign, query[i : i+n]})
			i += n
		default:
			n := strings.IndexAny(query[i:], " \t\r\n'(),=<>!")
			if n < 0 {
				n = len(query) - i
			}
			tokens = append(tokens, soqlToken{tokenWord, query[i : i+n]})
			i += n
		}
	}
	return append(tokens, soqlToken{}), true
}

// unquote reads to the closing quote and gives the text and the offset behind
// the quote, -1 where there is none.
func unquote(s string) (text string, end int) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\'':
			return b.String(), i + 1
		case '\\':
			i++
			if i == len(s) {
				return "", -1
			}
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			default:
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", -1
}

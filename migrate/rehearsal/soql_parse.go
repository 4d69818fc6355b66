package rehearsal

import (
	"strconv"
	"strings"
)

// soql is a parsed query of the subset that is served: SELECT fields or COUNT()
// FROM object [WHERE comparisons joined by AND] [ORDER BY fields] [LIMIT n].
type soql struct {
	count  bool
	fields []string
	object string
	where  []comparison
	order  []ordering
	limit  int // -1: none
}

type comparison struct {
	field  string
	op     string // = != < <= > >= IN
	values []literal
}

type ordering struct {
	field string
	down  bool
}

// literal is a value as written: quoted, or a bare word (a number, a date, a
// boolean, null, LAST_N_DAYS:n).
type literal struct {
	text   string
	quoted bool
}

type soqlParser struct {
	tokens []soqlToken
	bad    string // the token that does not fit; "" while all is well
	failed bool
}

// parseSOQL gives the query, or the token at which it stops being of the
// subset.
func parseSOQL(text string) (q soql, unexpected string, ok bool) {
	tokens, whole := lex(text)
	if !whole {
		return soql{}, "'", false
	}
	p := &soqlParser{tokens: tokens}
	q = p.query()
	if p.failed {
		return soql{}, p.bad, false
	}
	return q, "", true
}

func (p *soqlParser) query() soql {
	q := soql{limit: -1}
	p.keyword("SELECT")
	if p.at("COUNT") && p.tokens[1].text == "(" {
		p.next()
		p.sign("(")
		p.sign(")")
		q.count = true
	} else {
		q.fields = p.names()
	}
	p.keyword("FROM")
	q.object = p.name()
	if p.take("WHERE") {
		q.where = append(q.where, p.comparison())
		for p.take("AND") {
			q.where = append(q.where, p.comparison())
		}
	}
	if p.take("ORDER") {
		p.keyword("BY")
		q.order = append(q.order, p.ordering())
		for p.takeSign(",") {
			q.order = append(q.order, p.ordering())
		}
	}
	if p.take("LIMIT") {
		n, err := strconv.Atoi(p.tokens[0].text)
		if err != nil || n < 0 {
			p.fail()
		}
		q.limit = n
		p.next()
	}
	if p.tokens[0].kind != tokenEnd {
		p.fail()
	}
	return q
}

func (p *soqlParser) comparison() comparison {
	c := comparison{field: p.name()}
	if p.take("IN") {
		c.op = "IN"
		p.sign("(")
		c.values = append(c.values, p.literal())
		for p.takeSign(",") {
			c.values = append(c.values, p.literal())
		}
		p.sign(")")
		return c
	}
	switch op := p.tokens[0]; {
	case op.kind == tokenSign && strings.Contains(" = != <> < <= > >= ", " "+op.text+" "):
		c.op = op.text
		if c.op == "<>" {
			c.op = "!="
		}
		p.next()
	default:
		p.fail()
	}
	c.values = []literal{p.literal()}
	return c
}

func (p *soqlParser) ordering() ordering {
	o := ordering{field: p.name()}
	if p.take("DESC") {
		o.down = true
	} else {
		p.take("ASC")
	}
	if p.take("NULLS") && !p.take("FIRST") {
		p.keyword("LAST")
	}
	return o
}

func (p *soqlParser) names() []string {
	list := []string{p.name()}
	for p.takeSign(",") {
		list = append(list, p.name())
	}
	return list
}

func (p *soqlParser) name() string {
	t := p.tokens[0]
	if t.kind != tokenWord {
		p.fail()
		return ""
	}
	for _, r := range t.text {
		if !strings.ContainsRune(base62+"_.", r) {
			p.fail()
			return ""
		}
	}
	p.next()
	return t.text
}

func (p *soqlParser) literal() literal {
	t := p.tokens[0]
	if t.kind != tokenWord && t.kind != tokenString {
		p.fail()
		return literal{}
	}
	p.next()
	return literal{t.text, t.kind == tokenString}
}

func (p *soqlParser) at(word string) bool {
	return p.tokens[0].kind == tokenWord && strings.EqualFold(p.tokens[0].text, word)
}

func (p *soqlParser) take(word string) bool {
	if !p.at(word) {
		return false
	}
	p.next()
	return true
}

func (p *soqlParser) takeSign(sign string) bool {
	if p.tokens[0].kind != tokenSign || p.tokens[0].text != sign {
		return false
	}
	p.next()
	return true
}

func (p *soqlParser) keyword(word string) {
	if !p.take(word) {
		p.fail()
	}
}

func (p *soqlParser) sign(sign string) {
	if !p.takeSign(sign) {
		p.fail()
	}
}

func (p *soqlParser) next() {
	if len(p.tokens) > 1 {
		p.tokens = p.tokens[1:]
	}
}

func (p *soqlParser) fail() {
	if p.failed {
		return
	}
	p.failed, p.bad = true, p.tokens[0].text
	if p.tokens[0].kind == tokenEnd {
		p.bad = "<EOF>"
	}
	// Nothing more is read: every take fails on an end.
	p.tokens = []soqlToken{{}}
}

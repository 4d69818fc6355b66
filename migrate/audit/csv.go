package audit

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/org"
)

// longestRecord is what one line may hold, in bytes; a quote that is never closed
// would read the whole file into one.
const longestRecord = 1 << 20

var errTooLong = errors.New("the record is too long")

// bounded reads up to longestRecord for each record.
type bounded struct {
	io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.Reader.Read(p)
	b.left -= n
	return n, err
}

// ReadCSV gives the rows of an exported Login History to do, one at a time: as the
// Setup page exports it, or a query saved as CSV. name is how errors call the file.
// An OAuth login of a file without the column Login Subtype has the kind
// UndecidedOAuth, where its status does not tell more. Errors are of code Usage and
// never quote a cell.
func (f *Facts) ReadCSV(name string, file io.Reader, do func(user string, row org.LoginRow)) error {
	kinds, err := org.ReadKinds()
	if err != nil {
		return err
	}
	limit := &bounded{file, longestRecord}
	lines := bufio.NewReaderSize(limit, 64<<10)
	first, _ := lines.Peek(4096)
	r := csv.NewReader(lines)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	if separatedBySemicolons(first) {
		r.Comma = ';'
	}
	header, err := r.Read()
	if err != nil {
		return fail.At(fail.Usage, name, 1, "not a CSV file, or an empty one").In("read")
	}
	at, err := f.columnsOf(name, header)
	if err != nil {
		return err
	}
	when := clock{}
	_, saysFlow := at["sub-type"]
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return fail.At(fail.Usage, name, bad.StartLine, "not readable as CSV: a quote is out of place or not closed").In("read")
		case errors.Is(err, errTooLong):
			return fail.At(fail.Usage, name, 0, "a line of more than 1 MiB: a quote is not closed").In("read")
		case err != nil:
			return fail.At(fail.Usage, name, 0, "cannot be read").In("read").Because(err)
		}
		limit.left = longestRecord
		line, _ := r.FieldPos(0)
		cell := func(what string) string {
			i, ok := at[what]
			if !ok || i >= len(record) {
				return ""
			}
			return strings.Clone(strings.TrimSpace(record[i]))
		}
		row := org.LoginRow{UserID: cell("user-id"), Type: cell("type"), SubType: cell("sub-type"), Status: cell("status"), Application: cell("application"),
			LoginURL: cell("url"), APIType: cell("api-type"), APIVersion: cell("api-version"), ClientVersion: cell("client-version"), SourceIP: cell("address")}
		if row.ClientVersion == "" || strings.EqualFold(row.ClientVersion, "N/A") {
			row.ClientVersion = cell("browser")
		}
		var ok bool
		if row.Time, ok = when.read(cell("time")); !ok {
			return fail.At(fail.Usage, name, line, "the login time is not a date that unpw knows").In("read").
				Hint("export it with the language and the locale English (United States), or as 2026-11-25T10:00:00Z")
		}
		kinds.Recognise(&row)
		if !saysFlow && row.Kind == "jwt-bearer" && kinds.OAuth(row.Type) {
			row.Kind = UndecidedOAuth
		}
		user := cell("user")
		if user == "" {
			user = row.UserID
		}
		if user == "" || row.Kind == "" {
			continue // a person at the login page, or another flow
		}
		do(user, row)
	}
}

// columnsOf finds what each column holds, and refuses a file that lacks what an
// audit cannot do without.
func (f *Facts) columnsOf(name string, header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, h := range header {
		if what := f.column(h); what != "" {
			if _, there := at[what]; !there {
				at[what] = i
			}
		}
	}
	var missing []string
	for _, what := range f.Needed {
		if _, ok := at[what]; !ok {
			missing = append(missing, map[string]string{"time": "Login Time", "type": "Login Type", "status": "Status"}[what])
		}
	}
	_, byName := at["user"]
	if _, byID := at["user-id"]; !byName && !byID {
		missing = append(missing, "Username")
	}
	if len(missing) == 0 {
		return at, nil
	}
	e := fail.At(fail.Usage, name, 1, "not a Login History in English: it has no column %s", strings.Join(missing, ", ")).In("read")
	if len(at) == 0 || slices.ContainsFunc(header, notEnglish) {
		e.Hint("its headers seem to be in another language, and unpw does not guess them: switch your language in Salesforce to English and export again")
	}
	return nil, e.Hint("export it in Setup → Login History → Download, or save the query of the fields of LoginHistory as CSV")
}

func notEnglish(header string) bool {
	return strings.ContainsFunc(strings.TrimPrefix(header, "\uFEFF"), func(r rune) bool { return r > 127 })
}

// separatedBySemicolons tells whether the first line is as a spreadsheet of many
// locales saves it.
func separatedBySemicolons(first []byte) bool {
	line, _, _ := strings.Cut(string(first), "\n")
	return strings.Count(line, ";") > strings.Count(line, ",")
}

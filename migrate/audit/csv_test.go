package audit_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"unpw/migrate/audit"
	"unpw/migrate/fail"
	"unpw/migrate/org"
)

func read(t *testing.T, file io.Reader) (list []string, err error) {
	t.Helper()
	facts, err := audit.ReadFacts()
	if err != nil {
		t.Fatal(err)
	}
	err = facts.ReadCSV("logins.csv", file, func(user string, r org.LoginRow) {
		outcome := "refused"
		if r.Succeeded {
			outcome = "accepted"
		}
		list = append(list, fmt.Sprintf("%s %s %s %s", user, r.Time.Format(time.RFC3339), r.Kind, outcome))
	})
	return list, err
}

func TestReadCSV(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"as Setup exports it", `"Username","Login Time","Source IP","Location","Login Type","Login Subtype","Status","Browser","Platform","Application","Client Version","API Type","API Version","Login URL"
"etl@acme.example","11/23/2026 1:02:03 AM PST","203.0.113.7","US","Other Apex API","","Success","Unknown","Unknown","N/A","N/A","SOAP Partner","54.0","login.salesforce.com"
"web@acme.example","11/22/2026 10:00:00 PM PST","203.0.113.7","US","Remote Access 2.0","OAuth Username-Password","Username-Password Flow Disabled","Unknown","Unknown","Web","N/A","N/A","N/A","login.salesforce.com"
"ann@acme.example","11/22/2026 10:00:00 PM PST","203.0.113.7","US","Application","","Success","Chrome","Mac","Browser","N/A","N/A","N/A","acme.my.salesforce.com"
`, "etl@acme.example 2026-11-23T09:02:03Z soap-login accepted | web@acme.example 2026-11-23T06:00:00Z oauth-password refused"},
		{"as a query saved as CSV", "UserId,LoginTime,LoginType,LoginSubType,Status\n005000000000001AAA,2026-11-23T10:00:00.000+0000,Oauth2,OauthUsernamePassword,Success\n",
			"005000000000001AAA 2026-11-23T10:00:00Z oauth-password accepted"},
		{"without the subtype nobody can tell", "Username,Login Time,Login Type,Status\na,2026-11-23T10:00:00Z,Remote Access 2.0,Success\na,2026-11-23T10:00:00Z,Remote Access 2.0,Username-Password Flow Disabled\n",
			"a 2026-11-23T10:00:00Z undecided accepted | a 2026-11-23T10:00:00Z oauth-password refused"},
		{"as a spreadsheet saves it", "\uFEFFUsername;Login Time;Login Type;Status\r\na;23/11/2026 10:00;Other Apex API;Success\r\n", "a 2026-11-23T10:00:00Z soap-login accepted"},
		{"cells over lines", "Username,Login Time,Login Type,Status\n\"a\nb\",2026-11-23T10:00:00Z,Partner Product,Success\n", "a\nb 2026-11-23T10:00:00Z soap-login accepted"},
		{"short lines", "Username,Login Time,Login Type,Status\na,2026-11-23T10:00:00Z\n\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := read(t, strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(list, " | "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestReadCSVRefuses(t *testing.T) {
	head := "Username,Login Time,Login Type,Status\n"
	for _, tt := range []struct{ name, text, want, hint string }{
		{"another language", "\"Benutzername\",\"Anmeldezeit\",\"Quell-IP\",\"Anmeldetyp\",\"Status\"\n\"a\",\"23.11.2026\",\"x\",\"y\",\"z\"\n",
			"read logins.csv:1: not a Login History in English: it has no column Login Time, Login Type, Username", "export it in Setup"},
		{"a language beyond ASCII", "ユーザー名,ログイン時間\n", "read logins.csv:1: not a Login History in English: it has no column Login Time, Login Type, Status, Username", "switch your language in Salesforce to English"},
		{"another table", "a,b,c\n1,2,3\n", "read logins.csv:1: not a Login History in English: it has no column Login Time, Login Type, Status, Username", "switch your language"},
		{"no table", "", "read logins.csv:1: not a CSV file, or an empty one", ""},
		{"a date in another form", head + "a,2026-11-23T10:00:00Z,Partner,Success\na,23. November 2026,Partner,Success\n", "read logins.csv:3: the login time is not a date that unpw knows", "English (United States)"},
		{"a quote in a cell", head + "a,2026-11-23T10:00:00Z,Part\"ner,example-password\n", "read logins.csv:2: not readable as CSV: a quote is out of place or not closed", ""},
		{"a quote never closed", head + "\"" + strings.Repeat("example-password\n", 200_000), "read logins.csv: a line of more than 1 MiB: a quote is not closed", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, strings.NewReader(tt.text))
			if err == nil || err.Error() != tt.want || fail.CodeOf(err) != fail.Usage {
				t.Fatalf("got  %v\nwant %s", err, tt.want)
			}
			if hints := strings.Join(fail.Of(err).Hints, "; "); !strings.Contains(hints, tt.hint) {
				t.Errorf("hints %s, want %s", hints, tt.hint)
			}
		})
	}
}

// A file of any size is read a line at a time.
func TestReadCSVStreams(t *testing.T) {
	facts, err := audit.ReadFacts()
	if err != nil {
		t.Fatal(err)
	}
	line := []byte("etl@acme.example,2026-11-23T10:00:00Z,Other Apex API,Success," + strings.Repeat("x", 400) + "\n")
	const lines = 100_000
	file := io.MultiReader(strings.NewReader("Username,Login Time,Login Type,Status,Browser\n"), &repeated{line: line, left: lines})
	counted := audit.NewTally()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err := facts.ReadCSV("big.csv", file, counted.Add); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if counted.Rows != lines {
		t.Errorf("%d rows, want %d", counted.Rows, lines)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d bytes are kept of a file of %d", grown, lines*len(line))
	}
}

type repeated struct {
	line []byte
	left int
	rest []byte
}

func (r *repeated) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left, r.rest = r.left-1, r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Whatever is called a CSV, reading ends with rows or with an error that names the
// file and quotes none of it.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("Username,Login Time,Login Type,Status\na,2026-11-23T10:00:00Z,Partner,Success\n"))
	f.Add([]byte("Username;Login Time;Login Type;Status\n\"a"))
	facts, err := audit.ReadFacts()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		err := facts.ReadCSV("logins.csv", bytes.NewReader(text), func(user string, r org.LoginRow) {
			if user == "" || r.Kind == "" || r.Time.IsZero() {
				t.Errorf("%q %+v", user, r)
			}
		})
		if err != nil && (!strings.HasPrefix(err.Error(), "read logins.csv") || fail.CodeOf(err) != fail.Usage) {
			t.Errorf("%v", err)
		}
	})
}

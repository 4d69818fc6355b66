package rehearsal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The parsers take what strangers send: whatever that is, they answer and do
// not panic.

func FuzzParseClaims(f *testing.F) {
	f.Add([]byte(`{"iss":"a","sub":"b","aud":"c","exp":1}`))
	f.Add([]byte(`{"iss":"a","sub":"b","aud":["c"],"exp":"1e400"}`))
	f.Add([]byte(`{"iss":"a","sub":"b","exp":-1}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, ok := parseClaims(payload)
		if ok && (c.issuer == "" || c.subject == "" || c.expires.Before(time.Unix(0, 0))) {
			t.Errorf("%q gives %+v", payload, c)
		}
	})
}

func FuzzParseSOQL(f *testing.F) {
	f.Add("SELECT Id FROM User WHERE Username = 'a\\'b' AND IsActive = true ORDER BY Id DESC LIMIT 3")
	f.Add("SELECT COUNT() FROM User")
	f.Add("SELECT '")
	f.Fuzz(func(t *testing.T, text string) {
		q, unexpected, ok := parseSOQL(text)
		if ok == (unexpected != "") && unexpected != "" || ok && (q.object == "" || !q.count && len(q.fields) == 0) {
			t.Errorf("%q gives %+v %q %v", text, q, unexpected, ok)
		}
	})
}

func FuzzParseMetadata(f *testing.F) {
	f.Add([]byte(`<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata"><label>a</label></ConnectedApp>`))
	f.Add([]byte(strings.Repeat(`<a xmlns="http://soap.sforce.com/2006/04/metadata">`, 100)))
	s, err := loadSchema()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := parseMetadata(src)
		if err == nil {
			s.check(n, n.name, 66)
		}
	})
}

func FuzzParseLogin(f *testing.F) {
	f.Add([]byte(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login><username>a</username></login></e:Body></e:Envelope>`))
	f.Fuzz(func(t *testing.T, body []byte) { parseLogin(body) })
}

// A text quoted for SOQL comes back as it was.
func TestQuotedTextSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text)
		q, unexpected, ok := parseSOQL("SELECT Id FROM User WHERE Username = '" + quoted + "'")
		if !ok || q.where[0].values[0].text != text {
			t.Fatalf("%q: %+v %q", text, q, unexpected)
		}
	})
}

func TestID18(t *testing.T) {
	if got, want := id18("001D000000IRt53"), "001D000000IRt53IAD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		short := rapid.StringMatching(`[0-9A-Za-z]{15}`).Draw(t, "id")
		long := id18(short)
		if !strings.HasPrefix(long, short) || !sameID(short, long) || long == id18(strings.ToLower(short)) && short != strings.ToLower(short) {
			t.Fatalf("%s gives %s", short, long)
		}
	})
}

func TestRelease(t *testing.T) {
	for version, want := range map[int]string{68: "Winter '27", 67: "Summer '26", 66: "Spring '26", 65: "Winter '26", 64: "Summer '25", 31: "Summer '14"} {
		if got := release(version); got != want {
			t.Errorf("%d is %s, want %s", version, got, want)
		}
	}
}

// Every entry that the org answers with must be in the list that New checks.
func TestSchemaIsWhole(t *testing.T) {
	s, err := loadSchema()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range s.Components {
		if c.Root != "" && s.parsedElements[c.Root] == nil {
			t.Errorf("%s: no type %s", name, c.Root)
		}
	}
	for member, root := range s.Settings {
		if s.parsedElements[root] == nil {
			t.Errorf("settings %s: no type %s", member, root)
		}
	}
}

package rehearsal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"unpw/migrate/rehearsal"
)

// What stands above the settings refuses a login that user, password and app would
// pass, and is recorded as Login History records it.
func TestPoliciesRefuseAPasswordThatIsRight(t *testing.T) {
	for _, tt := range []struct {
		name            string
		set             func(*rehearsal.Tenant, bool)
		said, wantState string
	}{
		{"retired", (*rehearsal.Tenant).RetirePassword, "authentication failure", "Username-Password Flow Disabled"},
		{"no address", (*rehearsal.Tenant).AdmitNoAddress, "ip restricted", "Restricted IP"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			tt.set(f.prod, true)
			_, answer := f.grant("login.salesforce.com", password(etl, "example-password", oldKey, "old-secret"))
			if !strings.HasPrefix(fmt.Sprint(answer["error_description"]), tt.said) || answer["access_token"] != nil {
				t.Errorf("%v", answer)
			}
			history := f.prod.History()
			if got := history[len(history)-1].Status; got != tt.wantState {
				t.Errorf("recorded as %s, want %s", got, tt.wantState)
			}
			tt.set(f.prod, false)
			if refused, _ := f.grant("login.salesforce.com", password(etl, "example-password", oldKey, "old-secret")); refused != "" {
				t.Error(refused)
			}
		})
	}
}

func TestTheOrgSaysWhenItWasMade(t *testing.T) {
	f := newFixture(t)
	f.prod.CreatedOn(time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC))
	token := f.prod.AdminToken()
	_, answer := f.call(http.MethodGet, f.prod, "/query?q="+url.QueryEscape("SELECT CreatedDate FROM Organization"), token.Reveal(), nil)
	if got := fmt.Sprint(answer["records"]); !strings.Contains(got, "2024-05-01T00:00:00.000+0000") {
		t.Error(got)
	}
}

// A password login leaves no OauthToken.
func TestPasswordLoginsLeaveNoToken(t *testing.T) {
	f := newFixture(t)
	if refused, _ := f.grant("login.salesforce.com", password(etl, "example-password", oldKey, "old-secret")); refused != "" {
		t.Fatal(refused)
	}
	token := f.prod.AdminToken()
	status, answer := f.call(http.MethodGet, f.prod, "/query?q="+url.QueryEscape("SELECT AppName, UserId, UseCount FROM OauthToken"), token.Reveal(), nil)
	if status != http.StatusOK || fmt.Sprint(answer["totalSize"]) != "0" {
		t.Errorf("%d %v", status, answer)
	}
}

// The org-wide switches are read over the SOAP Metadata API, by administrators.
func TestReadMetadataShowsTheSwitches(t *testing.T) {
	f := newFixture(t)
	read := func(host, kind, token string) (int, string) {
		status, body := f.send(http.MethodPost, "https://"+host+"/services/Soap/m/66.0", "text/xml", "",
			[]byte(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader xmlns="http://soap.sforce.com/2006/04/metadata"><sessionId>`+token+
				`</sessionId></SessionHeader></e:Header><e:Body><readMetadata xmlns="http://soap.sforce.com/2006/04/metadata"><type>`+kind+`</type><fullNames>OauthOidc</fullNames></readMetadata></e:Body></e:Envelope>`))
		return status, string(body)
	}
	admin := f.prod.AdminToken()
	f.prod.BlockPassword(true)
	if status, body := read(prodHost, "OauthOidcSettings", admin.Reveal()); status != http.StatusOK || !strings.Contains(body, "<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow><blockOAuthUsrAgtFlow>false<") {
		t.Errorf("%d %s", status, body)
	}
	f.prod.BlockPassword(false)
	_, answer := f.grant(prodHost, password(etl, "example-password", oldKey, "old-secret"))
	user := fmt.Sprint(answer["access_token"])
	for _, tt := range []struct{ name, host, kind, token, want string }{
		{"no session", prodHost, "OauthOidcSettings", "nothing", "sf:INVALID_SESSION_ID"},
		{"another org's", boxHost, "OauthOidcSettings", admin.Reveal(), "sf:INVALID_SESSION_ID"},
		{"no administrator", prodHost, "OauthOidcSettings", user, "sf:INSUFFICIENT_ACCESS"},
		{"another type", prodHost, "CustomObject", admin.Reveal(), "<faultcode>"},
	} {
		if status, body := read(tt.host, tt.kind, tt.token); status != http.StatusInternalServerError || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", tt.name, status, body)
		}
	}
}

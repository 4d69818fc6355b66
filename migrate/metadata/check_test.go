package metadata

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"unpw/certs"
	"unpw/migrate/fail"
)

func TestProjectRefusesWhatAnOrgWould(t *testing.T) {
	key, err := certs.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(a *App)
		want   string
	}{
		{"private key for a certificate", func(a *App) { a.CertificatePEM = certs.KeyPEM(key) }, "holds a private key"},
		{"private key beside the certificate", func(a *App) { a.CertificatePEM = append(certs.KeyPEM(key), a.CertificatePEM...) }, "holds a private key"},
		{"private key in a client-credentials app", func(a *App) { *a = ccApp(); a.CertificatePEM = certs.KeyPEM(key) }, "holds a private key"},
		{"certificate that is none", func(a *App) { a.CertificatePEM = []byte("see the wiki") }, "cannot be used"},
		{"chain", func(a *App) {
			a.CertificatePEM = append(a.CertificatePEM[:len(a.CertificatePEM):len(a.CertificatePEM)], a.CertificatePEM...)
		}, "more than one certificate"},
		{"jwt-bearer without a certificate", func(a *App) { a.CertificatePEM = nil }, "without a certificate"},
		{"jwt-bearer without refresh_token", func(a *App) { a.Scopes = []string{"api"} }, "without the scope refresh_token"},
		{"jwt-bearer with refresh_token alone", func(a *App) { a.Scopes = []string{"refresh_token"} }, "gives no access"},
		{"client-credentials without a user", func(a *App) { *a = ccApp(); a.RunAs = "" }, "without a user to run as"},
		{"connected app, client-credentials, no key", func(a *App) { *a = connectedApp(ccApp()); a.ConsumerKey = "" }, "without a consumer key"},
		{"consumer key with a dash", func(a *App) { a.ConsumerKey = "5d1b83f6-e9a24707" }, "consumer key"},
		{"consumer key too short", func(a *App) { a.ConsumerKey = "5d1b83f" }, "consumer key"},
		{"consumer key too long", func(a *App) { a.ConsumerKey = strings.Repeat("a", 257) }, "consumer key"},
		{"lifetime without a period", func(a *App) { a.RefreshToken = "specific_lifetime" }, "lacks its period or unit"},
		{"lifetime without a unit", func(a *App) { a.RefreshToken = "specific_lifetime:7" }, "lacks its period or unit"},
		{"lifetime of another unit", func(a *App) { a.RefreshToken = "specific_lifetime:7:YEARS" }, "no whole number and unit"},
		{"lifetime of no time", func(a *App) { a.RefreshToken = "specific_inactivity:0:DAYS" }, "no whole number and unit"},
		{"zero with a period", func(a *App) { a.RefreshToken = "zero:7:DAYS" }, "takes no period"},
		{"policy unknown", func(a *App) { a.RefreshToken = "forever" }, "not known"},
		{"nobody pre-authorised", func(a *App) { a.PermissionSet = "" }, "pre-authorises nobody"},
		{"permission set with a blank", func(a *App) { a.PermissionSet = "Billing Login" }, "no API name"},
		{"no contact", func(a *App) { a.Contact = "" }, "no contact"},
		{"contact that is a name", func(a *App) { a.Contact = "Owner" }, "no mail address"},
		{"two contacts", func(a *App) { a.Contact = "a@acme.example, b@acme.example" }, "no mail address"},
		{"name with a dash", func(a *App) { a.Name = "billing-sync" }, "no API name"},
		{"name with two underscores", func(a *App) { a.Name = "Billing__Sync" }, "no API name"},
		{"name that ends in one", func(a *App) { a.Name = "Billing_" }, "no API name"},
		{"name that begins with a digit", func(a *App) { a.Name = "1st" }, "no API name"},
		{"name too long", func(a *App) { a.Name = strings.Repeat("a", 61) }, "no API name"},
		{"label on two lines", func(a *App) { a.Label = "a\nb" }, "control character"},
		{"unknown type", func(a *App) { a.Type = "canvas" }, "no type"},
		{"unknown flow", func(a *App) { a.Flow = "web-server" }, "no flow"},
		{"unknown scope", func(a *App) { a.Scopes = []string{"api", "refresh_token", "everything"} }, "no scope"},
		{"unknown ip rule", func(a *App) { a.IP = "relax" }, "no ip rule"},
		{"range backwards", func(a *App) { a.IPRanges = []IPRange{{"203.0.113.20", "203.0.113.10", ""}} }, "ip range"},
		{"range of two families", func(a *App) { a.IPRanges = []IPRange{{"203.0.113.10", "2001:db8::1", ""}} }, "ip range"},
		{"range of names", func(a *App) { a.IPRanges = []IPRange{{"localhost", "localhost", ""}} }, "ip range"},
		{"too many ranges", func(a *App) { a.IPRanges = make([]IPRange, 129) }, "129 ip ranges"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := jwtApp()
			tt.change(&a)
			files, err := Project([]App{a}, Options{})
			refused(t, err, tt.want)
			if files != nil {
				t.Error("files were written all the same")
			}
			if _, err := Parts([]App{a}, Options{}); fail.CodeOf(err) != fail.Usage {
				t.Errorf("for a deploy: %v", err)
			}
		})
	}
}

func TestProjectRefusesItsOptions(t *testing.T) {
	for want, o := range map[string]Options{
		"no layout":         {Layout: "tar"},
		`API version "59"`:  {APIVersion: "59"},
		`API version "69`:   {APIVersion: "69.0"},
		`API version "v66"`: {APIVersion: "v66"},
		"project name":      {Project: `a"b`},
	} {
		_, err := Project([]App{jwtApp()}, o)
		refused(t, err, want)
	}
	_, err := Project(nil, Options{})
	refused(t, err, "no app")
	twin := connectedApp(ccApp())
	twin.Name = "BILLING_SYNC"
	_, err = Project([]App{jwtApp(), twin}, Options{})
	refused(t, err, "taken by another app")
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	var e *fail.Error
	if !errors.As(err, &e) || e.Code != fail.Usage {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(e.Error(), want) {
		t.Errorf("got %q, want %q in it", e, want)
	}
	if len(e.Hints) == 0 {
		t.Error("says nothing about what to do")
	}
	if strings.Contains(e.Error()+strings.Join(e.Hints, ""), "BEGIN") {
		t.Error("repeats the file")
	}
}

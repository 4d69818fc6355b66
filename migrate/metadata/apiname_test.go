package metadata

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAPIName(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Billing_Sync", "Billing_Sync"},
		{"billing sync", "billing_sync"},
		{"Billing & Orders <EU> \"test\"", "Billing_Orders_EU_test"},
		{"Größe – Übersicht", "Gr_e_bersicht"},
		{"__Billing__Sync__", "Billing_Sync"},
		{"3rd party", "App_3rd_party"},
		{"請求書", "App_666097c3"},
		{"", "App_e3b0c442"},
		{strings.Repeat("a", 200), strings.Repeat("a", 60)},
		{strings.Repeat("a", 59) + " b", strings.Repeat("a", 59)},
	} {
		if got := APIName(tt.text); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestFreeNameIsNobodyElses(t *testing.T) {
	taken := map[string]bool{}
	var got []string
	for _, text := range []string{"Billing & Co", "Billing, Co", "billing co", strings.Repeat("a", 200), strings.Repeat("a", 201)} {
		name := FreeName(text, func(n string) bool { return taken[strings.ToLower(n)] })
		taken[strings.ToLower(name)] = true
		got = append(got, name)
	}
	want := []string{"Billing_Co", "Billing_Co_2", "billing_co_3", strings.Repeat("a", 60), strings.Repeat("a", 58) + "_2"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever a person calls an app, an org takes the name and the label, and the
// files say what was meant.
func TestAnyTextNamesAnApp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		a := ccApp()
		a.Name, a.Label = APIName(text), LabelOf(text)
		if strings.ContainsFunc(a.Label, func(r rune) bool { return r < 0x20 || r == 0x7f || r == 0xFFFE || r == 0xFFFF }) || a.Name != APIName(a.Name) {
			t.Skip("a control character, which is refused")
		}
		a.PermissionSet = a.Name + "_Login"
		if _, err := Project([]App{a}, Options{}); err != nil {
			t.Fatal(err)
		}
	})
}

// Gosalesforce logs in with k-capehart/go-salesforce, the way the settings in
// client.env say, and reads one record:
//
//	gosalesforce client.env
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/k-capehart/go-salesforce/v3"
)

func main() {
	name, err := read(os.Args[1])
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("read", name)
}

func read(file string) (string, error) {
	settings, err := load(file)
	if err != nil {
		return "", err
	}
	creds := salesforce.Creds{
		Domain: settings["SF_LOGIN_URL"], Username: settings["SF_USERNAME"], Password: settings["SF_PASSWORD"],
		SecurityToken: settings["SF_TOKEN"], ConsumerKey: settings["SF_CLIENT_ID"], ConsumerSecret: settings["SF_CLIENT_SECRET"],
	}
	if path := settings["SF_KEY_FILE"]; path != "" {
		pem, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		creds.ConsumerRSAPem = string(pem)
	}
	// Its own transport, for what comes after the login, reads no HTTPS_PROXY.
	sf, err := salesforce.Init(creds, salesforce.WithRoundTripper(http.DefaultTransport))
	if err != nil {
		return "", err
	}
	var found []struct{ Name string }
	if err := sf.Query("SELECT Id, Name FROM Account LIMIT 1", &found); err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("no record")
	}
	return found[0].Name, nil
}

func load(file string) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	settings := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			settings[key] = value
		}
	}
	return settings, nil
}

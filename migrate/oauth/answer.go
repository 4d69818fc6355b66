package oauth

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"unpw/migrate/secret"
)

// tokenBody is the answer of the token endpoint, good or bad.
type tokenBody struct {
	AccessToken string `json:"access_token"`
	InstanceURL string `json:"instance_url"`
	ID          string `json:"id"`
	Scope       string `json:"scope"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// ErrorBody reads what a JSON answer says about an error: the token endpoint's
// {"error", "error_description"}, or the REST API's {"errorCode", "message"},
// alone or in a list, of which the first counts. ok is false for anything else.
func ErrorBody(body []byte) (code, description string, ok bool) {
	type restError struct {
		ErrorCode string `json:"errorCode"`
		Message   string `json:"message"`
	}
	var list []restError
	if json.Unmarshal(body, &list) == nil && len(list) > 0 && list[0].ErrorCode != "" {
		return list[0].ErrorCode, list[0].Message, true
	}
	var one struct {
		restError
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &one) != nil {
		return "", "", false
	}
	if one.Error != "" {
		return one.Error, one.Description, true
	}
	return one.ErrorCode, one.Message, one.ErrorCode != ""
}

// parseToken reads the token endpoint's answer. An answer with an error in it
// is a refusal whatever its status, but for 5xx, which is no answer of the org.
func parseToken(flow string, a *Answer, secrets []secret.Secret) (*Token, error) {
	code, description, isError := ErrorBody(a.Body)
	if a.Status >= http.StatusInternalServerError || a.Status >= 300 && a.Status < 400 {
		return nil, NotAnAnswer(a, secrets...)
	}
	if isError {
		return nil, NewRefusal(flow, a, code, description, secrets...)
	}
	if a.Status == http.StatusTooManyRequests {
		return nil, NewRefusal(flow, a, TooManyRequests, "the org answered with status 429")
	}
	var body tokenBody
	if json.Unmarshal(a.Body, &body) != nil || body.AccessToken == "" || a.Status >= 300 {
		return nil, NotAnAnswer(a, secrets...)
	}
	t := &Token{Access: secret.New(body.AccessToken), Scope: Clean(body.Scope), Date: a.Date}
	if t.InstanceURL = origin(body.InstanceURL); t.InstanceURL == "" {
		return nil, NotAnAnswer(a, secrets...)
	}
	if id, err := url.Parse(body.ID); err == nil && origin(body.ID) != "" {
		t.IdentityURL = body.ID
		t.OrgID, t.UserID = idsOf(id.Path)
	}
	return t, nil
}

// origin gives scheme and host of an https address; "" for any other text: the
// token is going to be sent there.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return "https://" + u.Host
}

// idsOf reads /id/ORG/USER, the path of an identity URL.
func idsOf(path string) (org, user string) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 3 || parts[0] != "id" || !isID(parts[1], "00D") || !isID(parts[2], "005") {
		return "", ""
	}
	return parts[1], parts[2]
}

// isID tells whether text is a record id with the given key prefix.
func isID(text, prefix string) bool {
	if len(text) != 15 && len(text) != 18 || !strings.HasPrefix(text, prefix) {
		return false
	}
	for _, r := range text {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

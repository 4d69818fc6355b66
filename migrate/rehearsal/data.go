package rehearsal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// versions is GET /services/data, which needs no login.
func (w *World) versions(s site) response {
	var list []map[string]string
	for v := w.schema.Versions.Oldest; v <= w.newest(s); v++ {
		list = append(list, map[string]string{
			"label":   release(v),
			"url":     fmt.Sprintf("/services/data/v%d.0", v),
			"version": fmt.Sprintf("%d.0", v),
		})
	}
	return reply(http.StatusOK, list)
}

// newest gives the newest API version of a host; a generic one has that of the
// platform.
func (w *World) newest(s site) int {
	if !s.generic && s.orgs[0].newest > 0 {
		return s.orgs[0].newest
	}
	return w.schema.Versions.Newest
}

// release gives the name of the release of an API version: three a year, 66 is
// Spring '26 (SOAP API Developer Guide, list of versions).
func release(version int) string {
	season := [...]string{"Spring", "Summer", "Winter"}[version%3]
	year := 4 + version/3
	if season == "Winter" {
		year++
	}
	return fmt.Sprintf("%s '%02d", season, year)
}

// data routes what is below /services/data/vNN.0.
func (w *World) data(r *request, number, path string) response {
	version, err := strconv.Atoi(number)
	switch {
	case err != nil || version > w.newest(r.site):
		return w.dataRefusal(refuse(notFound))
	case version < w.schema.Versions.Oldest:
		return w.dataRefusal(refuse(versionRetired))
	}
	s := w.bearer(r)
	if s == nil || r.site.generic {
		return w.dataRefusal(refuse(sessionInvalid))
	}
	if refused := w.opens(s); refused != nil {
		return w.dataRefusal(refused)
	}
	c := &call{w: w, r: r, s: s, version: version, base: fmt.Sprintf("/services/data/v%d.0", version)}
	out := c.route(path)
	if out.header == nil {
		out.header = map[string]string{}
	}
	out.header["Sforce-Limit-Info"] = fmt.Sprintf("api-usage=%d/%d", s.org.daily.Max-s.org.daily.Left, s.org.daily.Max)
	return out
}

func (c *call) route(path string) response {
	head, rest, _ := strings.Cut(strings.Trim(path, "/"), "/")
	switch {
	case head == "":
		return c.only(http.MethodGet, c.resources)
	case head == "limits" && rest == "":
		return c.only(http.MethodGet, c.limits)
	case (head == "query" || head == "queryAll") && rest == "":
		return c.only(http.MethodGet, c.query)
	case head == "composite" && strings.Trim(rest, "/") == "sobjects":
		return c.collections()
	case head == "jobs":
		return c.jobs(strings.Split(rest, "/"))
	case head == "query":
		return c.only(http.MethodGet, func() response { return c.more(rest) })
	case head == "sobjects" && rest == "":
		return c.only(http.MethodGet, c.objects)
	case head == "sobjects" && strings.HasSuffix(rest, "/describe"):
		return c.only(http.MethodGet, func() response { return c.describe(strings.TrimSuffix(rest, "/describe")) })
	case head == "sobjects":
		return c.sobject(strings.Split(rest, "/"))
	case head == "metadata" && (rest == "deployRequest" || strings.HasPrefix(rest, "deployRequest/")):
		return c.deployRequest(strings.Trim(strings.TrimPrefix(rest, "deployRequest"), "/"))
	case head == "apps" && strings.HasPrefix(rest, "oauth/"):
		return c.only(http.MethodGet, func() response { return c.consumers(strings.Split(strings.TrimPrefix(rest, "oauth/"), "/")) })
	}
	return c.refuse(notFound)
}

// opens gives what speaks against a session's use of the API, nil for nothing,
// and counts the request.
func (w *World) opens(s *session) *refusal {
	switch {
	case s.org.noAPI, s.user.noAPI:
		return refuse(apiDisabled)
	case s.user.passwordExpired && (s.flow == "" || s.flow == flowPassword):
		return refuse(sessionInvalid)
	case s.org.daily.Left == 0:
		return refuse(requestLimit)
	case !s.api():
		return refuse(insufficientAccess, "needed", "the scope api")
	}
	s.org.daily.Left--
	return nil
}

// call is one request to the data API by a live session.
type call struct {
	w       *World
	r       *request
	s       *session
	version int
	base    string // /services/data/vNN.0
}

func (c *call) refuse(id string, values ...string) response {
	return c.w.dataRefusal(refuse(id, values...))
}

func (c *call) only(method string, serve func() response) response {
	if c.r.Method != method {
		return c.refuse(methodNotAllowed, "method", c.r.Method, "allowed", method)
	}
	return serve()
}

func (c *call) resources() response {
	all := map[string]string{"identity": c.s.identity()}
	for _, name := range []string{"limits", "query", "queryAll", "sobjects", "metadata", "jobs", "composite"} {
		all[name] = c.base + "/" + name
	}
	return reply(http.StatusOK, all)
}

// limits gives figures of a Developer Edition org; of these only the API
// requests are counted.
func (c *call) limits() response {
	type limit struct{ Max, Remaining int }
	return reply(http.StatusOK, map[string]limit{
		"DailyApiRequests":     {int(c.s.org.daily.Max), int(c.s.org.daily.Left)},
		"DailyBulkApiBatches":  {15000, 15000},
		"DataStorageMB":        {5, 5},
		"FileStorageMB":        {20, 20},
		"HourlyAsyncReportRun": {1200, 1200},
	})
}

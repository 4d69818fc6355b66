package org

import (
	"context"
	"net/url"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// mostPages bounds the list of apps: 100 a page.
const mostPages = 50

// ConsumerKeyAndSecret reads the consumer key and secret of an External Client
// App, by its API name, over the three resources of the Connect API. The org
// must have switched the access on, and the user needs the permission "View
// Client Secret" (field reports; the pages are in the Connect REST API guide,
// OAuth Usage).
func (s *Session) ConsumerKeyAndSecret(ctx context.Context, appName string) (key string, consumerSecret secret.Secret, err error) {
	none := secret.Secret{}
	app, err := s.appIdentifier(ctx, appName)
	if err != nil {
		return "", none, err
	}
	credentials := s.data("apps/oauth/credentials/" + url.PathEscape(app))
	var found struct {
		Consumers list[struct {
			ID string `json:"id"`
		}] `json:"consumers"`
	}
	if err := s.get(ctx, credentials, &found); err != nil {
		return "", none, secretsOff(err)
	}
	if len(found.Consumers) == 0 || found.Consumers[0].ID == "" {
		return "", none, s.no("the app %s has no consumer", appName)
	}
	var pair struct {
		Key    string `json:"key"`
		Secret string `json:"secret"`
	}
	if err := s.get(ctx, credentials+"/"+url.PathEscape(found.Consumers[0].ID)+"?part=keyandsecret", &pair); err != nil {
		return "", none, secretsOff(err)
	}
	if pair.Key == "" || pair.Secret == "" {
		return "", none, secretsOff(s.no("the org keeps the consumer secret of %s to itself", appName))
	}
	return pair.Key, secret.New(pair.Secret), nil
}

// appIdentifier finds the id of an app: in the list of the Connect API, which
// by its page holds apps with usage data, else among all apps.
func (s *Session) appIdentifier(ctx context.Context, appName string) (string, error) {
	path := s.data("apps/oauth/usage")
	for range mostPages {
		var page struct {
			Apps list[struct {
				DeveloperName string `json:"developerName"`
				Identifier    string `json:"identifier"`
			}] `json:"apps"`
			Next string `json:"nextPageUrl"`
		}
		if err := s.get(ctx, path, &page); err != nil {
			return "", secretsOff(err)
		}
		for _, app := range page.Apps {
			if app.DeveloperName == appName && app.Identifier != "" {
				return app.Identifier, nil
			}
		}
		if !strings.HasPrefix(page.Next, "/services/data/") || page.Next == path {
			break
		}
		path = page.Next
	}
	id, err := s.idOf(ctx, "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = "+quote(appName))
	if err == nil && id == "" {
		return "", s.no("there is no External Client App %s", appName).Hint("deploy it first: unpw app deploy")
	}
	return id, err
}

// secretsOff adds to a refusal what opens the consumer secrets.
func secretsOff(err error) error {
	if fail.CodeOf(err) != fail.Refused {
		return err
	}
	return fail.Of(err).
		Hint(`switch on "Allow access to External Client App consumer secrets via REST API" in Setup, External Client App Settings`).
		Hint(`give the user the permission "View Client Secret"`).
		Hint("or name the secret in unpw.yaml: apps.APP.consumer-secret")
}

package org

import (
	"context"
	"strconv"

	"unpw/migrate/fail"
)

// OAuthSettings are the org-wide switches of OauthOidcSettings; nil where the
// answer leaves one out.
type OAuthSettings struct {
	BlockPassword  *bool
	BlockUserAgent *bool
}

// OAuthSettings reads the switches over the SOAP Metadata API, as REST has no way
// to. It needs the permission Modify Metadata or View Setup; that this type can be
// read so is inferred from how other Settings are.
func (s *Session) OAuthSettings(ctx context.Context) (*OAuthSettings, error) {
	found, err := s.ReadComponents(ctx, "OauthOidcSettings", "OauthOidc")
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fail.New(fail.Refused, "the org does not show its OAuth settings").In("read OauthOidc").
			Hint("look at Setup → OAuth and OpenID Connect Settings")
	}
	root := found[0].Root
	return &OAuthSettings{BlockPassword: root.flag("blockOAuthUnPwFlow"), BlockUserAgent: root.flag("blockOAuthUsrAgtFlow")}, nil
}

// flag gives a switch, nil where the element is not there or is neither true nor
// false.
func (e Element) flag(name string) *bool {
	on, err := strconv.ParseBool(e.Kid(name).Text)
	if err != nil {
		return nil
	}
	return &on
}

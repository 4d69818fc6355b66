#!/bin/sh
# Logs in with curl, the way the settings in client.env say, and prints the
# answer: with a password it sends that, without one an assertion that openssl
# signed.
#
#   openssl.sh client.env
set -eu
. "$1"
token() { curl -sS "$SF_LOGIN_URL/services/oauth2/token" "$@"; }
part() { openssl base64 -A | tr '+/' '-_' | tr -d =; }

if [ -n "${SF_PASSWORD:-}" ]; then
  token -d grant_type=password -d "client_id=$SF_CLIENT_ID" -d "client_secret=$SF_CLIENT_SECRET" \
    -d "username=$SF_USERNAME" --data-urlencode "password=$SF_PASSWORD$SF_TOKEN"
  exit
fi
signed=$(printf '{"alg":"RS256"}' | part).$(printf '{"iss":"%s","sub":"%s","aud":"%s","exp":%d}' \
  "$SF_CLIENT_ID" "$SF_USERNAME" "$SF_LOGIN_URL" $(($(date +%s) + 180)) | part)
signature=$(printf %s "$signed" | openssl dgst -sha256 -sign "$SF_KEY_FILE" -binary | part)
token -d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer -d "assertion=$signed.$signature"

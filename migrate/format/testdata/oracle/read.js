// Reads files, one a line in base64, and gives the values of each in order, one
// line a file, each value in base64 behind a dot. The first argument says how to read: json, json5,
// dotenv or yaml; all but the first need modules of npm.
const how = process.argv[2]
const read = {
  json: () => JSON.parse,
  json5: () => require('json5').parse,
  dotenv: () => require('dotenv').parse,
  yaml: () => { const y = require('js-yaml'); return s => y.loadAll(s, null, { schema: y.FAILSAFE_SCHEMA }) },
}[how]()
const flat = v => v !== null && typeof v === 'object' ? Object.values(v).flatMap(flat) : [typeof v === 'string' ? v : 'bare ' + v]
const out = []
for (const line of require('fs').readFileSync(0, 'ascii').split('\n')) {
  if (line === '') continue
  const text = Buffer.from(line, 'base64').toString('utf8').replace(/^\ufeff/, '')
  out.push(flat(read(text)).map(v => '.' + Buffer.from(v, 'utf8').toString('base64')).join(' '))
}
console.log(out.join('\n'))

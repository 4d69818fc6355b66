// Runs programs, one a line in base64, in which every name that is not defined
// stands for something that can be called, and gives the arguments of all calls in
// order: one line a program, each value in base64 behind a dot.
const flat = v => v !== null && typeof v === 'object' ? Object.values(v).flatMap(flat) : [typeof v === 'string' ? v : 'bare ' + (typeof v === 'function' ? 'function' : String(v))]
const run = async text => {
  const out = []
  const anything = new Proxy(function () {}, {
    get: (_, name) => name === Symbol.toPrimitive ? () => 'anything' : name === 'then' ? undefined : anything,
    apply: (_, __, args) => { out.push(...flat(args)); return anything },
    construct: (_, args) => { out.push(...flat(args)); return anything },
  })
  const names = new Proxy({}, { has: (_, name) => typeof name === 'string' && name !== 'undefined', get: (_, name) => name === Symbol.unscopables ? undefined : anything })
  await new Function('names', `with (names) return (async () => {\n${text}\n})()`)(names)
  return out
}
;(async () => {
  for (const line of require('fs').readFileSync(0, 'ascii').split('\n')) {
    if (line === '') continue
    const out = await run(Buffer.from(line, 'base64').toString('utf8').replace(/^\ufeff/, ''))
    console.log(out.map(v => '.' + Buffer.from(v, 'utf8').toString('base64')).join(' '))
  }
})()

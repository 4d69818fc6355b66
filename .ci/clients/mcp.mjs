// Starts the MCP server of a desktop configuration as a desktop program would,
// and asks its query tool for one record.
//
//   node mcp.mjs claude_desktop_config.json
//
// Run it where npx finds the package installed.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const { command, args, env } = JSON.parse(readFileSync(process.argv[2], 'utf8')).mcpServers.crm
const server = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] })
const send = message => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
process.exitCode = 1 // unless it answers
server.on('error', error => console.log(`not started: ${error.message}`))

send({ id: 1, method: 'initialize', params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'conformance', version: '1' } } })
for await (const line of createInterface({ input: server.stdout })) {
  const { id, result, error } = JSON.parse(line)
  if (id === 1) {
    send({ method: 'notifications/initialized' })
    send({ id: 2, method: 'tools/call', params: { name: 'salesforce_query_records', arguments: { objectName: 'Account', fields: ['Id', 'Name'], limit: 1 } } })
  } else if (id === 2) {
    const text = error?.message ?? result.content.map(part => part.text).join(' ')
    const name = text.match(/Name: (.*)/)?.[1]
    if (name && !result?.isError) process.exitCode = 0
    console.log(name ? `read ${name}` : `refused: ${text}`)
    break
  }
}
server.stdin.end()
server.kill()

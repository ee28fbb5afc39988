import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/**
 * A load balancer without memory: each request goes to the next of these origins, and to the one after it where nobody
 * listens. `took` counts what each of them was given.
 */
export async function openBalancer(
  port: number,
  origins: readonly string[],
): Promise<{ took: Map<string, number> }> {
  const took = new Map<string, number>()
  let turn = 0

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, triesLeft: number): void {
    const origin = origins[(turn += 1) % origins.length] ?? ''
    const { method, url, headers } = incoming
    const asked = request(`${origin}${url ?? ''}`, { method, headers, agent: false }, (answer) => {
      took.set(origin, (took.get(origin) ?? 0) + 1)
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    asked.on('error', (error) => {
      const isRefused = 'code' in error && error.code === 'ECONNREFUSED'
      if (isRefused && triesLeft > 0) return pass(incoming, outgoing, body, triesLeft - 1)
      if (outgoing.headersSent) return void outgoing.destroy()
      outgoing.writeHead(502).end()
    })
    outgoing.on('close', () => asked.destroy())
    asked.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => pass(incoming, outgoing, Buffer.concat(chunks), origins.length - 1))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { took }
}

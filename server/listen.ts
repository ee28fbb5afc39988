import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long a stopping server goes on answering on connections that are open, telling each to close. */
const FAREWELL_MS = 1_000
/** Then requests under way get this long before their connection is cut. */
const HURRY_MS = 3_000

export interface Listening {
  origin: string
  /** No request that reached an open connection fails; event streams end and reconnect elsewhere. */
  close(): Promise<void>
}

export async function listen(
  handler: RequestListener,
  { port, host }: { port: number; host: string },
): Promise<Listening> {
  // Callers may hold connections open; slow headers are cut early.
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 15_000 }, handler)
  const sockets = new Set<Socket>()
  const answers = new Set<ServerResponse>()
  let isLeaving = false
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.prependListener('request', (_request, answer) => {
    if (isLeaving) answer.setHeader('Connection', 'close')
    answers.add(answer)
    answer.once('close', () => answers.delete(answer))
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    origin: originOf(server),
    async close() {
      isLeaving = true
      for (const answer of answers) takeLeave(answer)
      if (sockets.size > 0) await emptied(sockets)
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const hurry = setTimeout(() => server.closeAllConnections(), HURRY_MS)
      await closed
      clearTimeout(hurry)
    },
  }
}

function originOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  const { address: host, port } = address
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function takeLeave(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader('Connection', 'close')
  else if (String(answer.getHeader('content-type')).startsWith('text/event-stream')) answer.destroy()
}

/** Resolves when the last connection has gone, or when the farewell is over. */
async function emptied(sockets: Set<Socket>): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = setTimeout(resolve, FAREWELL_MS)
    const check = (): void => {
      if (sockets.size > 0) return
      clearTimeout(over)
      resolve()
    }
    // Our own listener was added first, so that the set is right when this one runs.
    for (const socket of sockets) socket.once('close', check)
  })
}

import { createServer, request } from 'node:http'

export interface Cutter {
  url: string
  /** The next event that is answered 200: the answer never arrives. */
  cutNext(): void
  cuts(): number
  close(): Promise<void>
}

/** Stands between WeCom and the service; what it swallows looks to WeCom like a service that died before it replied. */
export async function cutReplies(target: string): Promise<Cutter> {
  let isArmed = false
  let cuts = 0
  const to = new URL(target)
  const server = createServer((incoming, outgoing) => {
    const path = to.pathname + new URL(incoming.url ?? '/', target).search
    const passed = request(
      { host: to.hostname, port: to.port, path, method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (isArmed && incoming.method === 'POST' && answer.statusCode === 200) {
          isArmed = false
          answer.resume()
          answer.once('end', () => {
            cuts += 1
            incoming.socket.destroy()
          })
          return
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    passed.once('error', () => outgoing.writeHead(502).end())
    incoming.pipe(passed)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://127.0.0.1:${port}${to.pathname}`,
    cutNext: () => void (isArmed = true),
    cuts: () => cuts,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

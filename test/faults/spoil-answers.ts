import { createServer, request, type IncomingMessage } from 'node:http'
import { seeded } from './seeded.ts'

export interface Spoiler {
  origin: string
  /** Share of values that are spoilt; 0 passes everything on as it is. */
  setShare(share: number): void
  spoilt(): number
  close(): Promise<void>
}

/** Identities, paging and tokens stay, or it would be another company. */
const KEPT =
  /^(errcode|errmsg|access_token|expires_in|next_cursor|is_last|.*userid.*|chat_id|moment_id|id|group_id|tag_id|tag|owner|creator|status|unionid|job_status|department.*|department|parentid)$/
const STRANGE_TEXTS = ['', '🀄️👨‍👩‍👧‍👦𠮷', '\u0000\u202e', 'x'.repeat(5_000), '__proto__']

/** Stands between the service and WeCom and makes answers strange: unknown fields, new enum values, nulls, huge numbers. */
export async function spoilAnswers(target: string, seed: number): Promise<Spoiler> {
  const next = seeded(seed)
  const to = new URL(target)
  let share = 0
  let spoilt = 0

  function strange(value: unknown, name: string): unknown {
    if (Array.isArray(value)) return KEPT.test(name) ? value : value.map((one) => strange(one, name))
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([key, one]) => [key, strange(one, key)] as const)
      if (next() >= share) return Object.fromEntries(entries)
      return { ...Object.fromEntries(entries), a_field_of_next_year: { deep: [1, null, '新'] } }
    }
    if (KEPT.test(name) || next() >= share) return value
    spoilt += 1
    if (typeof value === 'number')
      return [987_654, -1, '\u0001raw:9223372036854775807', String(value), null][Math.floor(next() * 5)]
    return [null, ...STRANGE_TEXTS][Math.floor(next() * 6)]
  }

  const server = createServer((incoming, outgoing) => {
    const passed = request(
      {
        host: to.hostname,
        port: to.port,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, host: to.host },
      },
      (answer) =>
        void textOf(answer).then((text) => {
          const isPlain = share === 0 || incoming.url?.startsWith('/cgi-bin/gettoken')
          // A number that JSON.parse would round travels as a marked text.
          const body = isPlain
            ? text
            : JSON.stringify(strange(JSON.parse(text), '')).replaceAll(/"\\u0001raw:(\d+)"/g, '$1')
          outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' }).end(body)
        }),
    )
    passed.once('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    setShare: (value) => void (share = value),
    spoilt: () => spoilt,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  answer.setEncoding('utf8')
  for await (const part of answer) text += String(part)
  return text
}

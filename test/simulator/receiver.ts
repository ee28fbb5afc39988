import { createServer, type IncomingMessage } from 'node:http'
import { decrypt, getSignature } from '@wecom/crypto'
import { DEMO_CREDENTIALS } from '../../server/simulator/index.ts'

export interface Received {
  xml: string
  nonce: string
}

export interface Receiver {
  url: string
  received: Received[]
  /** How the next deliveries are answered; `hang` never answers. */
  behave(how: number | 'hang'): void
  waitFor(count: number): Promise<Received[]>
  close(): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** A service's callback address, deciphered by the vendor's own package. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let how: number | 'hang' = 200
  const { callbackAesKey, callbackToken, corpId } = DEMO_CREDENTIALS
  const open = (query: URLSearchParams, sealed: string): string => {
    const signature = getSignature(
      callbackToken,
      query.get('timestamp') ?? '',
      query.get('nonce') ?? '',
      sealed,
    )
    if (signature !== query.get('msg_signature')) throw new Error('wrong signature')
    const { id, message } = decrypt(callbackAesKey, sealed)
    if (id !== corpId) throw new Error(`receiveid is ${id}`)
    return message
  }
  const server = createServer(async (request, response) => {
    const query = new URL(request.url ?? '', 'http://receiver').searchParams
    const echo = query.get('echostr')
    if (echo !== null) return void response.end(open(query, echo))
    const sealed = /<Encrypt><!\[CDATA\[(.*?)]]>/.exec(await bodyOf(request))?.[1] ?? ''
    received.push({ xml: open(query, sealed), nonce: query.get('nonce') ?? '' })
    if (how === 'hang') return
    response.statusCode = how
    response.end('success')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://127.0.0.1:${port}/wecom/callback/${corpId}`,
    received,
    behave: (next) => {
      how = next
    },
    waitFor: async (count) => {
      for (let tries = 0; received.length < count && tries < 400; tries++)
        await new Promise((resolve) => setTimeout(resolve, 5))
      if (received.length < count) throw new Error(`only ${received.length} of ${count} callbacks came`)
      return received
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function fieldOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:]]>)?</${name}>`, 's').exec(xml)?.[1]
}

/** The element names in order, for comparison with a fixture. */
export function elementsOf(xml: string): string[] {
  return [...xml.matchAll(/<([A-Za-z]+)>/g)].map(([, name]) => name ?? '')
}

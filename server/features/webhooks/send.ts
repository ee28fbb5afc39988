import { lookup } from 'node:dns/promises'
import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

const TIMEOUT_MS = 15_000
const KEPT_ANSWER = 500

export interface Sent {
  status: number | null
  error: 'refused-address' | 'timeout' | 'unreachable' | null
  answer: string
}

/** May this service speak with that address? Only public ones: what runs beside us is nobody's business. */
export function isPublicAddress(address: string): boolean {
  // An IPv4 address inside an IPv6 one is judged as what it is.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/**
 * One POST. The name is resolved and judged first, and the connection goes to that very address, so that a name cannot
 * become another place in between. Redirects are answers, not followed. `mayLoopback` is for the demo and tests.
 */
export async function sendWebhook(
  url: URL,
  { headers, body, mayLoopback }: { headers: Record<string, string>; body: string; mayLoopback: boolean },
): Promise<Sent> {
  const address = await resolve(url.hostname.replace(/^\[|\]$/g, ''))
  if (address === null) return { status: null, error: 'unreachable', answer: '' }
  const isAllowed = isPublicAddress(address) || (mayLoopback && isLoopback(address))
  const isSafeScheme = url.protocol === 'https:' || (mayLoopback && url.protocol === 'http:')
  if (!isAllowed || !isSafeScheme || url.username !== '' || url.password !== '')
    return { status: null, error: 'refused-address', answer: '' }
  return post(url, { headers, body, address })
}

async function resolve(hostname: string): Promise<string | null> {
  if (ipaddr.isValid(hostname)) return hostname
  try {
    return (await lookup(hostname)).address
  } catch {
    return null
  }
}

function post(
  url: URL,
  { headers, body, address }: { headers: Record<string, string>; body: string; address: string },
): Promise<Sent> {
  const family = ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4
  const pinned: LookupFunction = (_name, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family)
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    lookup: pinned,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  }
  return new Promise((done) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const call = send(url, options, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        text = (text + piece).slice(0, KEPT_ANSWER)
      })
      const end = (): void => done({ status: answer.statusCode ?? null, error: null, answer: text })
      answer.on('end', end)
      answer.on('error', end)
    })
    call.on('error', (error) =>
      done({
        status: null,
        error: error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timeout' : 'unreachable',
        answer: '',
      }),
    )
    call.end(body)
  })
}

import { createHash } from 'node:crypto'

/** For wx.config and wx.agentConfig. `url` is the page as the browser shows it; the part after # is not signed. */
export function signJsApi(input: {
  ticket: string
  url: string
  nonce: string
  timestampSec: number
}): string {
  const page = input.url.split('#', 1)[0] ?? ''
  const text = `jsapi_ticket=${input.ticket}&noncestr=${input.nonce}&timestamp=${input.timestampSec}&url=${page}`
  return createHash('sha1').update(text).digest('hex')
}

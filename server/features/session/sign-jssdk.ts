import { randomBytes } from 'node:crypto'
import { AppError } from '../../platform/http/app-error.ts'
import { signJsApi } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { Signature } from './contract.ts'

/** Signs a page of our own origin for wx.config or wx.agentConfig; never anyone else's. */
export async function signPage(
  deps: Deps,
  { corpId, kind, url }: { corpId: string; kind: 'config' | 'agentConfig'; url: string },
): Promise<Signature> {
  const page = url.split('#', 1)[0] ?? url
  if (!isOwnPage(page, deps.settings.LIUKE_ORIGIN))
    throw new AppError('invalid-input', { log: 'refused to sign a foreign page', tell: { field: 'url' } })
  const wecom = deps.wecomOf(corpId)
  const { ticket } = kind === 'config' ? await wecom.auth.corpTicket() : await wecom.auth.agentTicket()
  const nonceStr = randomBytes(8).toString('hex')
  const timestamp = Math.floor(deps.clock.nowMs() / 1000)
  return {
    timestamp,
    nonceStr,
    signature: signJsApi({ ticket, url: page, nonce: nonceStr, timestampSec: timestamp }),
  }
}

function isOwnPage(page: string, origin: string): boolean {
  const parsed = new URL(page)
  // As text as well: the text is what is signed, and the parser forgives (backslashes, tabs).
  return parsed.origin === origin && parsed.username === '' && page.startsWith(`${origin}/`)
}

import type { CallbackKey, CallbackQuery, OpenedCallback, OpenInput } from '../../wecom/index.ts'
import { namedCorp } from '../corps.ts'
import type { Deps } from '../deps.ts'

export type Opened = OpenedCallback | { ok: false; stage: 'corp' }

/** With the keys of the corp in the address: those in memory, and once more as the database has them now. */
export async function openFor(
  { corps }: Deps,
  { named, query }: { named: unknown; query: CallbackQuery },
  open: (sealed: OpenInput) => OpenedCallback,
): Promise<{ opened: Opened; corpId: string }> {
  const corp = await namedCorp(corps, named)
  if (!corp) return { opened: { ok: false, stage: 'corp' }, corpId: '' }
  const { corpId } = corp
  const opened = open({ query, keys: corp.callbackKeys, receiveId: corpId })
  if (opened.ok) return { opened, corpId }
  // The pair may have been exchanged a moment ago.
  const now = await corps.read(corpId)
  if (!now || sameKeys(now.callbackKeys, corp.callbackKeys)) return { opened, corpId }
  return { opened: open({ query, keys: now.callbackKeys, receiveId: corpId }), corpId }
}

function sameKeys(one: CallbackKey[], other: CallbackKey[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

type Asked = Partial<Record<string, string | string[]>>

/** What of the address WeCom has signed with. */
export function signedQuery(query: Asked): CallbackQuery {
  return {
    msgSignature: queryText(query, 'msg_signature'),
    timestamp: queryText(query, 'timestamp'),
    nonce: queryText(query, 'nonce'),
  }
}

export function queryText(query: Asked, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

/** Whatever the reason, the answer is the same 401: a stranger learns nothing, our log does. */
export function tellRefused(deps: Deps, stage: string): void {
  deps.metrics.callbackRefused(stage)
  deps.log.warn(
    { stage },
    'callback refused: check Token, EncodingAESKey and corp id of the receiving server',
  )
}

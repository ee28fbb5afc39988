import { randomBytes } from 'node:crypto'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'

/** 96 bits: nobody finds one by trying. */
const CODE_BYTES = 12

/** What a link leads to and for whom it is: a person, a group, a campaign, a channel. */
export interface NewLink {
  /** Where it leads; null: to a page of ours that shows the material. */
  target: string | null
  title: string
  customerId?: string | null
  chatId?: string | null
  staffId?: string | null
  material?: { id: string; version: number } | null
  campaignId?: string | null
  channel?: string | null
  /** Asking twice with one key gives one link. */
  sendKey?: string | null
  endsAt?: Date | null
}

export interface MadeLink {
  id: string
  code: string
  url: string
}

/** Makes links, in the order asked for; those whose `sendKey` is known are given again. */
export async function makeLinks(
  tx: AnyTx,
  deps: Deps,
  { corpId, links }: { corpId: string; links: readonly NewLink[] },
): Promise<MadeLink[]> {
  for (const { target } of links) requireWebAddress(deps, target)
  const known = await readBySendKey(tx, corpId, links)
  const at = deps.clock.now()
  const made = links.map((link) => {
    const again = link.sendKey ? known.get(link.sendKey) : undefined
    if (again) return { ...again, row: null }
    const id = newId(at.getTime())
    const code = randomBytes(CODE_BYTES).toString('base64url')
    const { material, ...rest } = link
    const row = {
      customerId: null,
      chatId: null,
      staffId: null,
      campaignId: null,
      channel: null,
      sendKey: null,
      endsAt: null,
      ...rest,
      corpId,
      id,
      code,
      createdAt: at,
      scriptId: material?.id ?? null,
      scriptVersion: material?.version ?? null,
    }
    return { id, code, row }
  })
  await bulkUpsert(tx, {
    table: 'TrackedLink',
    columns: COLUMNS,
    key: ['corpId', 'id'],
    update: 'none',
    rows: made.flatMap(({ row }) => row ?? []),
  })
  return made.map(({ id, code }) => ({ id, code, url: linkUrl(deps, code) }))
}

const COLUMNS = [
  ...(['corpId', 'id', 'code', 'target', 'title', 'customerId', 'chatId', 'staffId'] as const),
  ...(['scriptId', 'scriptVersion', 'campaignId', 'channel', 'sendKey', 'endsAt', 'createdAt'] as const),
]

export function linkUrl({ settings }: Deps, code: string): string {
  return `${settings.LIUKE_ORIGIN}/l/${code}`
}

/** Whether an address is a short link of ours, however it is written. */
export function isOwnLink({ settings }: Deps, address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.origin === new URL(settings.LIUKE_ORIGIN).origin && url.pathname.startsWith('/l/')
}

/** http and https alone; and never our own links, which would lead in circles. */
function requireWebAddress(deps: Deps, target: string | null): void {
  if (target === null) return
  const url = URL.canParse(target) ? new URL(target) : null
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
  if (!isWeb || isOwnLink(deps, target) || url.username !== '' || url.password !== '')
    throw new AppError('invalid-input', { log: 'not a web address', tell: { field: 'target' } })
}

async function readBySendKey(
  tx: AnyTx,
  corpId: string,
  links: readonly NewLink[],
): Promise<Map<string, { id: string; code: string }>> {
  const keys = links.flatMap(({ sendKey }) => sendKey ?? [])
  if (keys.length === 0) return new Map()
  const sql = sqlIn(tx)
  const rows = await sql.all<{ id: string; code: string; sendKey: string }>(
    `SELECT "id", "code", "sendKey" FROM "TrackedLink" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"sendKey"')}`,
    [corpId, JSON.stringify(keys)],
  )
  return new Map(rows.map(({ sendKey, id, code }) => [sendKey, { id, code }]))
}

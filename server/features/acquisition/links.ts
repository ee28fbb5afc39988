import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { wayState } from '../contact-ways/contract.ts'
import { countOwnStaff } from '../contact-ways/find-staff.ts'
import { freshState } from '../contact-ways/fresh-state.ts'
import { NOBODY, readNumbers } from '../contact-ways/numbers.ts'
import { periodOf } from '../contact-ways/period.ts'
import type { Deps } from '../deps.ts'
import type { LinkInput, LinkList, LinkQuery } from './contract.ts'
import { linkEffect } from './link-effect.ts'

const PAGE = 30
const MOST_LINKS = 500
const idList = z.array(z.string())

export async function listLinks(
  deps: Deps,
  { corpId }: Scope,
  { cursor, days }: LinkQuery,
): Promise<LinkList> {
  const { sql } = deps.database
  const after = readCursor(cursor)
  const numbers = await readNumbers(deps, { corpId, period: periodOf(deps, days), by: 'codeId' })
  const rows = await sql.all<SqlRow>(
    `SELECT a."id", a."name", a."url", a."wayState", a."errorText", a."staffIdsJson", a."version", a."createdAt",
       a."channelId", a."state", ch."name" AS "channelName" FROM "AcquisitionLink" a
     LEFT JOIN "Channel" ch ON ch."corpId" = a."corpId" AND ch."id" = a."channelId"
     WHERE a."corpId" = ? AND a."endedAt" IS NULL ${after ? 'AND (a."createdAt", a."id") < (?, ?)' : ''}
     ORDER BY a."createdAt" DESC, a."id" DESC LIMIT ?`,
    [corpId, ...(after ? [new Date(after.at), after.id] : []), PAGE + 1],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['createdAt']).toISOString(),
    id: String(row['id']),
  }))
  const idsOf = (row: SqlRow): string[] => idList.parse(JSON.parse(String(row['staffIdsJson'])))
  const staff = await sql.all<{ id: string; name: string }>(
    `SELECT "id", "name" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"id"')}`,
    [corpId, JSON.stringify(items.flatMap(idsOf))],
  )
  const names = new Map(staff.map((one) => [one.id, one.name]))
  return {
    items: items.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      channelId: textOrNull(row['channelId']),
      channelName: textOrNull(row['channelName']),
      url: addressOf(row),
      numbers: row['channelId'] === null ? null : (numbers.get(String(row['id'])) ?? NOBODY),
      wayState: wayState.parse(row['wayState']),
      errorText: textOrNull(row['errorText']),
      staff: idsOf(row).map((one) => ({ id: one, name: names.get(one) ?? '' })),
      version: Number(row['version']),
      createdAt: rowTime(row['createdAt']).toISOString(),
    })),
    nextCursor,
  }
}

const textOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value)

/** Whoever opens it comes with the state, as WeCom hands `customer_channel` on. */
function addressOf(row: SqlRow): string | null {
  const url = textOrNull(row['url'])
  const state = textOrNull(row['state'])
  if (url === null || state === null) return url
  const address = new URL(url)
  address.searchParams.set('customer_channel', state)
  return address.href
}

export async function createLink(deps: Deps, scope: Scope, input: LinkInput): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const staffIds = [...new Set(input.staffIds)]
  await deps.database.sql.transaction(async (tx) => {
    if ((await countOwnStaff(tx, scope, staffIds)) < staffIds.length)
      throw new AppError('invalid-input', { tell: { field: 'staffIds', reason: 'unknown-staff' } })
    await requireChannel(tx, corpId, input.channelId)
    const [held] = await tx.all<{ n: number }>(
      'SELECT COUNT(*) AS "n" FROM "AcquisitionLink" WHERE "corpId" = ? AND "endedAt" IS NULL',
      [corpId],
    )
    if (Number(held?.n ?? 0) >= MOST_LINKS)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-links' } })
    await tx.run(
      `INSERT INTO "AcquisitionLink" ("corpId", "id", "name", "staffIdsJson", "channelId", "state", "wayState", "createdBy", "createdAt", "updatedAt")
       VALUES (?, ?, ?, ?, ?, ?, 'making', ?, ?, ?)`,
      [
        ...[corpId, id, input.name, JSON.stringify(staffIds), input.channelId ?? null],
        ...[input.channelId === undefined ? null : freshState(), createdBy, now, now],
      ],
    )
    await linkEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id }
}

/** Another name, or other people behind it; who opens the address from WeCom's answer on meets them. */
export async function updateLink(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: LinkInput & { id: string; version: number },
): Promise<{ id: string; version: number }> {
  const { corpId, staffId: createdBy } = scope
  const staffIds = [...new Set(input.staffIds)]
  await deps.database.sql.transaction(async (tx) => {
    const [before] = await tx.all<{ staffIdsJson: string; channelId: string | null; state: string | null }>(
      'SELECT "staffIdsJson", "channelId", "state" FROM "AcquisitionLink" WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL',
      [corpId, id],
    )
    if (!before) throw new AppError('not-found', { log: 'no such link, or it has ended' })
    // Those who stand there already may stay, whoever put them there.
    const held = idList.parse(JSON.parse(before.staffIdsJson))
    const fresh = staffIds.filter((one) => !held.includes(one))
    if ((await countOwnStaff(tx, scope, fresh)) < fresh.length)
      throw new AppError('invalid-input', { tell: { field: 'staffIds', reason: 'unknown-staff' } })
    // The channel it has may stay, though nothing new goes there any more.
    if (input.channelId !== before.channelId) await requireChannel(tx, corpId, input.channelId)
    const channelId = input.channelId ?? before.channelId
    const state = before.state ?? (channelId === null ? null : freshState())
    const count = await tx.run(
      `UPDATE "AcquisitionLink" SET "name" = ?, "staffIdsJson" = ?, "channelId" = ?, "state" = ?, "version" = "version" + 1, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ?`,
      [input.name, JSON.stringify(staffIds), channelId, state, deps.clock.now(), corpId, id, version],
    )
    if (count === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await linkEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: version + 1 }
}

async function requireChannel(tx: SqlTx, corpId: string, channelId: string | undefined): Promise<void> {
  if (channelId === undefined) return
  const rows = await tx.all(
    'SELECT "id" FROM "Channel" WHERE "corpId" = ? AND "id" = ? AND "archivedAt" IS NULL',
    [corpId, channelId],
  )
  if (rows.length === 0)
    throw new AppError('invalid-input', { tell: { field: 'channelId', reason: 'unknown-channel' } })
}

export async function endLink(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const rows = await tx.all(
      `UPDATE "AcquisitionLink" SET "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL RETURNING "id"`,
      [now, now, corpId, id],
    )
    if (rows.length === 0) throw new AppError('not-found', { log: 'no such link, or it has ended' })
    await linkEffect.plan(tx, deps, { corpId, id, createdBy })
  })
}

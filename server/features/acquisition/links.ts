import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { wayState } from '../contact-ways/contract.ts'
import { countOwnStaff } from '../contact-ways/find-staff.ts'
import type { Deps } from '../deps.ts'
import type { LinkInput, LinkList } from './contract.ts'
import { linkEffect } from './link-effect.ts'

const PAGE = 30
const MOST_LINKS = 500
const idList = z.array(z.string())

export async function listLinks(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<LinkList> {
  const { sql } = deps.database
  const after = readCursor(cursor)
  const rows = await sql.all<SqlRow>(
    `SELECT "id", "name", "url", "wayState", "errorText", "staffIdsJson", "version", "createdAt" FROM "AcquisitionLink"
     WHERE "corpId" = ? AND "endedAt" IS NULL ${after ? 'AND ("createdAt", "id") < (?, ?)' : ''}
     ORDER BY "createdAt" DESC, "id" DESC LIMIT ?`,
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
      url: row['url'] === null ? null : String(row['url']),
      wayState: wayState.parse(row['wayState']),
      errorText: row['errorText'] === null ? null : String(row['errorText']),
      staff: idsOf(row).map((one) => ({ id: one, name: names.get(one) ?? '' })),
      version: Number(row['version']),
      createdAt: rowTime(row['createdAt']).toISOString(),
    })),
    nextCursor,
  }
}

export async function createLink(deps: Deps, scope: Scope, input: LinkInput): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const staffIds = [...new Set(input.staffIds)]
  await deps.database.sql.transaction(async (tx) => {
    if ((await countOwnStaff(tx, scope, staffIds)) < staffIds.length)
      throw new AppError('invalid-input', { tell: { field: 'staffIds', reason: 'unknown-staff' } })
    const [held] = await tx.all<{ n: number }>(
      'SELECT COUNT(*) AS "n" FROM "AcquisitionLink" WHERE "corpId" = ? AND "endedAt" IS NULL',
      [corpId],
    )
    if (Number(held?.n ?? 0) >= MOST_LINKS)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-links' } })
    await tx.run(
      `INSERT INTO "AcquisitionLink" ("corpId", "id", "name", "staffIdsJson", "wayState", "createdBy", "createdAt", "updatedAt")
       VALUES (?, ?, ?, ?, 'making', ?, ?, ?)`,
      [corpId, id, input.name, JSON.stringify(staffIds), createdBy, now, now],
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
    const [before] = await tx.all<{ staffIdsJson: string }>(
      'SELECT "staffIdsJson" FROM "AcquisitionLink" WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL',
      [corpId, id],
    )
    if (!before) throw new AppError('not-found', { log: 'no such link, or it has ended' })
    // Those who stand there already may stay, whoever put them there.
    const held = idList.parse(JSON.parse(before.staffIdsJson))
    const fresh = staffIds.filter((one) => !held.includes(one))
    if ((await countOwnStaff(tx, scope, fresh)) < fresh.length)
      throw new AppError('invalid-input', { tell: { field: 'staffIds', reason: 'unknown-staff' } })
    const count = await tx.run(
      `UPDATE "AcquisitionLink" SET "name" = ?, "staffIdsJson" = ?, "version" = "version" + 1, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ?`,
      [input.name, JSON.stringify(staffIds), deps.clock.now(), corpId, id, version],
    )
    if (count === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await linkEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: version + 1 }
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

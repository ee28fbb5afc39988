import { inTextList } from '../../platform/db/json-sql.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import type { CodeInput, CodeStaffInput, NewCode, Saved } from './contract.ts'
import { countOwnStaff } from './find-staff.ts'
import { freshState } from './fresh-state.ts'
import { adoptLeads } from './record-leads.ts'
import { wayEffect } from './way-effect.ts'

const MOST_CODES = 2000

/** The row, and WeCom's way by the outbox: until it has answered the code has no picture. */
export async function createCode(deps: Deps, scope: Scope, input: NewCode): Promise<Saved> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const state = input.state ?? freshState()
  await deps.database.sql.transaction(async (tx) => {
    await checkInput(tx, scope, input)
    const [held] = await tx.all<{ n: number; taken: number | null; links: number }>(
      `SELECT COUNT(*) AS "n", MAX(CASE WHEN "state" = ? THEN 1 ELSE 0 END) AS "taken",
         (SELECT COUNT(*) FROM "AcquisitionLink" a WHERE a."corpId" = ? AND a."state" = ?) AS "links"
       FROM "LiveCode" WHERE "corpId" = ?`,
      [state, corpId, state, corpId],
    )
    if (Number(held?.n ?? 0) >= MOST_CODES)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-codes' } })
    if (Number(held?.taken ?? 0) === 1 || Number(held?.links ?? 0) > 0)
      throw new AppError('conflict', { tell: { field: 'state', reason: 'state-taken' } })
    const { name, channelId, remarkTail, skipVerify, tagIds, welcome } = input
    await tx.run(
      `INSERT INTO "LiveCode" ("corpId", "id", "name", "channelId", "state", "remarkTail", "skipVerify", "tagIdsJson", "welcomeJson",
         "onDutyJson", "wayState", "version", "createdBy", "createdAt", "updatedAt")
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 'making', 1, ?, ?, ?)`,
      [
        corpId,
        id,
        name,
        channelId,
        state,
        remarkTail,
        skipVerify,
        JSON.stringify(tagIds),
        welcome === null ? null : JSON.stringify(welcome),
        createdBy,
        now,
        now,
      ],
    )
    await storeStaff(tx, { corpId, codeId: id, staff: input.staff })
    if (input.state !== undefined) await adoptLeads(tx, { corpId, codeId: id, state })
    await wayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: 1 }
}

/** Staff, welcome, tags and remark count from the next newcomer on; WeCom gets what concerns it. */
export async function updateCode(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: CodeInput & { id: string; version: number },
): Promise<Saved> {
  const { corpId, staffId: createdBy } = scope
  await deps.database.sql.transaction(async (tx) => {
    await requireOpen(tx, corpId, id)
    await checkInput(tx, scope, input)
    const { name, channelId, remarkTail, skipVerify, tagIds, welcome } = input
    const { changed } = await run(
      tx,
      `UPDATE "LiveCode" SET "name" = ?, "channelId" = ?, "remarkTail" = ?, "skipVerify" = ?, "tagIdsJson" = ?, "welcomeJson" = ?,
         "version" = "version" + 1, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "version" = ? RETURNING "id"`,
      [
        name,
        channelId,
        remarkTail,
        skipVerify,
        JSON.stringify(tagIds),
        welcome === null ? null : JSON.stringify(welcome),
        deps.clock.now(),
        corpId,
        id,
        version,
      ],
    )
    if (changed === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await tx.run('DELETE FROM "LiveCodeStaff" WHERE "corpId" = ? AND "codeId" = ?', [corpId, id])
    await storeStaff(tx, { corpId, codeId: id, staff: input.staff })
    await wayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: version + 1 }
}

/** Whoever scans it from now on gets nowhere; what it has brought stays. */
export async function endCode(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await requireOpen(tx, corpId, id)
    await tx.run(
      `UPDATE "LiveCode" SET "endedAt" = ?, "updatedAt" = ?, "version" = "version" + 1 WHERE "corpId" = ? AND "id" = ?`,
      [now, now, corpId, id],
    )
    await wayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
}

async function run(
  tx: SqlTx,
  sql: string,
  params: Parameters<SqlTx['all']>[1],
): Promise<{ changed: number }> {
  return { changed: (await tx.all(sql, params)).length }
}

async function requireOpen(tx: SqlTx, corpId: string, id: string): Promise<void> {
  const rows = await tx.all(
    'SELECT "id" FROM "LiveCode" WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL',
    [corpId, id],
  )
  if (rows.length === 0) throw new AppError('not-found', { log: 'no such live code, or it has ended' })
}

async function checkInput(tx: SqlTx, scope: Scope, input: CodeInput): Promise<void> {
  const { corpId } = scope
  const channels = await tx.all(
    'SELECT "id" FROM "Channel" WHERE "corpId" = ? AND "id" = ? AND "archivedAt" IS NULL',
    [corpId, input.channelId],
  )
  if (channels.length === 0)
    throw new AppError('invalid-input', { tell: { field: 'channelId', reason: 'unknown-channel' } })
  const tags = await tx.all(
    `SELECT "tagId" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL AND ${inTextList(tx.dialect, '"tagId"')}`,
    [corpId, JSON.stringify(input.tagIds)],
  )
  if (tags.length < new Set(input.tagIds).size)
    throw new AppError('invalid-input', { tell: { field: 'tagIds', reason: 'unknown-tag' } })
  const ids = input.staff.map((one) => one.staffId)
  if ((await countOwnStaff(tx, scope, ids)) < ids.length)
    throw new AppError('invalid-input', { tell: { field: 'staff', reason: 'unknown-staff' } })
}

async function storeStaff(
  tx: SqlTx,
  { corpId, codeId, staff }: { corpId: string; codeId: string; staff: readonly CodeStaffInput[] },
): Promise<void> {
  await bulkUpsert(tx, {
    table: 'LiveCodeStaff',
    columns: [
      ...(['corpId', 'codeId', 'staffId', 'isSpare', 'weekdays'] as const),
      ...(['fromMinute', 'toMinute', 'capPerDay'] as const),
    ],
    key: ['corpId', 'codeId', 'staffId'],
    rows: staff.map((one) => ({ corpId, codeId, ...one })),
  })
}

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { wayState } from '../contact-ways/contract.ts'
import type { Deps } from '../deps.ts'
import { visibleGroups } from '../groups/policy.ts'
import type { GroupCodeInput, GroupCodeList } from './contract.ts'
import { joinWayEffect } from './way-effect.ts'

const PAGE = 30
const MOST_CODES = 1000
const chatList = z.array(z.string())

/** Group codes, newest first, with whom they have let in. */
export async function listGroupCodes(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<GroupCodeList> {
  const { sql } = deps.database
  const after = readCursor(cursor)
  const rows = await sql.all<SqlRow>(
    `SELECT c."id", c."name", c."wayState", c."errorText", c."pictureUrl", c."chatIdsJson", c."newGroupName", c."newGroupNumber", c."version", c."createdAt",
       (SELECT COUNT(*) FROM "GroupMember" m WHERE m."corpId" = c."corpId" AND m."state" = c."state") AS "joined",
       (SELECT COUNT(*) FROM "GroupMember" m WHERE m."corpId" = c."corpId" AND m."state" = c."state" AND m."leftAt" IS NULL) AS "stayed"
     FROM "GroupCode" c WHERE c."corpId" = ? AND c."endedAt" IS NULL ${after ? 'AND (c."createdAt", c."id") < (?, ?)' : ''}
     ORDER BY c."createdAt" DESC, c."id" DESC LIMIT ?`,
    [corpId, ...(after ? [new Date(after.at), after.id] : []), PAGE + 1],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['createdAt']).toISOString(),
    id: String(row['id']),
  }))
  const idsOf = (row: SqlRow): string[] => chatList.parse(JSON.parse(String(row['chatIdsJson'])))
  const groups = await sql.all<{ chatId: string; name: string; memberCount: number }>(
    `SELECT "chatId", "name", "memberCount" FROM "Group" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"chatId"')}`,
    [corpId, JSON.stringify(items.flatMap(idsOf))],
  )
  const byId = new Map(groups.map((group) => [group.chatId, group]))
  return {
    items: items.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      wayState: wayState.parse(row['wayState']),
      errorText: row['errorText'] === null ? null : String(row['errorText']),
      hasPicture: row['pictureUrl'] !== null,
      groups: idsOf(row).flatMap((chatId) => byId.get(chatId) ?? []),
      newGroupName: row['newGroupName'] === null ? null : String(row['newGroupName']),
      newGroupNumber: Number(row['newGroupNumber']),
      version: Number(row['version']),
      joined: Number(row['joined']),
      stayed: Number(row['stayed']),
      createdAt: rowTime(row['createdAt']).toISOString(),
    })),
    nextCursor,
  }
}

/** The row, and WeCom's join way by the outbox. */
export async function createGroupCode(
  deps: Deps,
  scope: Scope,
  input: GroupCodeInput,
): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  await deps.database.sql.transaction(async (tx) => {
    await requireGroups(tx, scope, input.chatIds)
    const [held] = await tx.all<{ n: number }>('SELECT COUNT(*) AS "n" FROM "GroupCode" WHERE "corpId" = ?', [
      corpId,
    ])
    if (Number(held?.n ?? 0) >= MOST_CODES)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-codes' } })
    await tx.run(
      `INSERT INTO "GroupCode" ("corpId", "id", "name", "state", "chatIdsJson", "newGroupName", "newGroupNumber", "wayState",
         "createdBy", "createdAt", "updatedAt") VALUES (?, ?, ?, ?, ?, ?, ?, 'making', ?, ?, ?)`,
      [
        corpId,
        id,
        input.name,
        `lkg_${randomBytes(6).toString('hex')}`,
        JSON.stringify(input.chatIds),
        input.newGroupName,
        input.newGroupNumber,
        createdBy,
        now,
        now,
      ],
    )
    await joinWayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id }
}

/** Other groups or another name; the picture that is printed stays the same. WeCom replaces the way as a whole. */
export async function updateGroupCode(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: GroupCodeInput & { id: string; version: number },
): Promise<{ id: string; version: number }> {
  const { corpId, staffId: createdBy } = scope
  const { name, chatIds, newGroupName, newGroupNumber } = input
  await deps.database.sql.transaction(async (tx) => {
    const [before] = await tx.all<{ chatIdsJson: string }>(
      'SELECT "chatIdsJson" FROM "GroupCode" WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL',
      [corpId, id],
    )
    if (!before) throw new AppError('not-found', { log: 'no such group code, or it has ended' })
    // Groups that somebody else has put behind it may stay, also dissolved ones: only new ones are asked about.
    const held = chatList.parse(JSON.parse(before.chatIdsJson))
    await requireGroups(
      tx,
      scope,
      chatIds.filter((chatId) => !held.includes(chatId)),
    )
    const count = await tx.run(
      `UPDATE "GroupCode" SET "name" = ?, "chatIdsJson" = ?, "newGroupName" = ?, "newGroupNumber" = ?, "version" = "version" + 1, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ?`,
      [name, JSON.stringify(chatIds), newGroupName, newGroupNumber, deps.clock.now(), corpId, id, version],
    )
    if (count === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await joinWayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: version + 1 }
}

/** Who scans it from now on gets nowhere; whom it has let in stays. */
export async function endGroupCode(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const rows = await tx.all(
      `UPDATE "GroupCode" SET "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL RETURNING "id"`,
      [now, now, corpId, id],
    )
    if (rows.length === 0) throw new AppError('not-found', { log: 'no such group code, or it has ended' })
    await joinWayEffect.plan(tx, deps, { corpId, id, createdBy })
  })
}

async function requireGroups(tx: SqlTx, scope: Scope, chatIds: readonly string[]): Promise<void> {
  const visible = visibleGroups(scope)
  const rows = await tx.all(
    `SELECT g."chatId" FROM "Group" g WHERE g."corpId" = ? AND g."dismissedAt" IS NULL AND ${inTextList(tx.dialect, 'g."chatId"')}
       AND ${visible.sql}`,
    [scope.corpId, JSON.stringify(chatIds), ...visible.params],
  )
  if (rows.length < new Set(chatIds).size)
    throw new AppError('invalid-input', { tell: { field: 'chatIds', reason: 'unknown-group' } })
}

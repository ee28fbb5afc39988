import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import { moveOpenTasks } from '../customers/move-tasks.ts'
import type { Deps } from '../deps.ts'
import { findTakeovers, type FoundTakeover, type KnownFollow, type KnownRow } from './find-takeovers.ts'
import { restoreFollow } from './restore-follow.ts'

const ENDED_STATES = `('unknown', 'accepted', 'waiting', 'done')`

/**
 * Notes who has taken over whom among these customers. What belongs to it (the leaver's open tasks, remark and tags that
 * WeCom dropped) happens in the same transaction as the row, so once however often it is looked at.
 */
export async function beginTakeovers(
  deps: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  const { sql } = deps.database
  const contacts = await readCandidates(sql, { corpId, customerIds })
  if (contacts.length === 0) return
  const found = findTakeovers(
    await readFollows(sql, { corpId, contacts }),
    await readRows(sql, { corpId, contacts }),
  )
  let begun = 0
  for (const takeover of found)
    if (await sql.transaction((tx) => beginTakeover(tx, deps, { corpId, takeover }))) begun += 1
  if (begun > 0) deps.live.tell({ corpId, topic: 'handover', id: 'takeovers' })
}

async function beginTakeover(
  tx: SqlTx,
  deps: Deps,
  { corpId, takeover }: { corpId: string; takeover: FoundTakeover },
): Promise<boolean> {
  const noticedAt = deps.clock.now()
  const id = newId(noticedAt.getTime())
  const { written } = await bulkUpsert(tx, {
    table: 'Takeover',
    columns: [
      'corpId',
      'id',
      'externalUserid',
      'customerId',
      'fromStaffId',
      'toStaffId',
      'handoverId',
      'beganAt',
      'noticedAt',
      'restoredJson',
    ],
    key: ['corpId', 'externalUserid', 'toStaffId', 'beganAt'],
    update: 'none',
    rows: [{ ...takeover, corpId, id, noticedAt, restoredJson: '{}' }],
  })
  if (written === 0) return false
  const movedTasks = await moveOpenTasks(tx, { corpId, ...takeover })
  const restored = await restoreFollow(tx, deps, { corpId, takeover })
  await tx.run(`UPDATE "Takeover" SET "movedTasks" = ?, "restoredJson" = ? WHERE "corpId" = ? AND "id" = ?`, [
    movedTasks,
    JSON.stringify(restored),
    corpId,
    id,
  ])
  await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [takeover.customerId] }])
  return true
}

/** Contacts among them with a living relation that an inheritance may have made. Mostly none: it must cost little. */
async function readCandidates(
  sql: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<string[]> {
  const rows = await sql.all<{ externalUserid: string }>(
    `SELECT c."externalUserid" FROM "Contact" c WHERE c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} AND (
       EXISTS (SELECT 1 FROM "Follow" g WHERE g."corpId" = c."corpId" AND g."externalUserid" = c."externalUserid" AND g."endedBy" = 'transfer')
       OR EXISTS (SELECT 1 FROM "HandoverRow" r WHERE r."corpId" = c."corpId" AND r."customerId" = c."customerId"
         AND r."state" IN ${ENDED_STATES} AND r."kind" = 'customer'))`,
    [corpId, JSON.stringify(customerIds)],
  )
  return rows.map((row) => row.externalUserid)
}

async function readFollows(
  sql: SqlTx,
  { corpId, contacts }: { corpId: string; contacts: readonly string[] },
): Promise<KnownFollow[]> {
  const rows = await sql.all<SqlRow>(
    `SELECT f."externalUserid", c."customerId", f."staffId", f."followedAt", f."addWay", f."endedAt", f."endedBy" FROM "Follow" f
     JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
     WHERE f."corpId" = ? AND f."awaitingHandover" = ? AND ${inTextList(sql.dialect, 'f."externalUserid"')}`,
    [corpId, false, JSON.stringify(contacts)],
  )
  return rows.map((row) => ({
    externalUserid: String(row['externalUserid']),
    customerId: String(row['customerId']),
    staffId: String(row['staffId']),
    followedAt: rowTime(row['followedAt']),
    addWay: Number(row['addWay']),
    endedAt: rowTimeOrNull(row['endedAt']),
    endedBy: row['endedBy'] === null ? null : String(row['endedBy']),
  }))
}

async function readRows(
  sql: SqlTx,
  { corpId, contacts }: { corpId: string; contacts: readonly string[] },
): Promise<KnownRow[]> {
  const rows = await sql.all<SqlRow>(
    `SELECT r."handoverId", r."objectId", r."fromStaffId", r."toStaffId", r."state", r."startedAt", r."settledAt" FROM "HandoverRow" r
     JOIN "Contact" c ON c."corpId" = r."corpId" AND c."customerId" = r."customerId" AND c."externalUserid" = r."objectId"
     WHERE r."corpId" = ? AND r."kind" = 'customer' AND r."toStaffId" IS NOT NULL AND r."state" IN ${ENDED_STATES}
       AND ${inTextList(sql.dialect, 'c."externalUserid"')}`,
    [corpId, JSON.stringify(contacts)],
  )
  return rows.map((row) => ({
    handoverId: String(row['handoverId']),
    externalUserid: String(row['objectId']),
    fromStaffId: String(row['fromStaffId']),
    toStaffId: String(row['toStaffId']),
    isDone: row['state'] === 'done',
    startedAt: rowTimeOrNull(row['startedAt']),
    settledAt: rowTimeOrNull(row['settledAt']),
  }))
}

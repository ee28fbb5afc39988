import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { searchText } from '../../platform/search-text.ts'
import { endFollows } from '../contacts/end-follows.ts'
import { birthCustomers } from '../customers/birth.ts'
import type { Deps } from '../deps.ts'
import type { UnassignedList, Waiting } from './list-unassigned.ts'

/**
 * Contacts of members who left, waiting for a new owner. Nothing else shows them, so contacts that we never saw are
 * taken in with what is known. What is no longer in the (complete) list has been handed over. Answers how many were.
 */
export function applyUnassigned(
  deps: Deps,
  {
    corpId,
    list,
    startedAt,
  }: { corpId: string; list: Pick<UnassignedList, 'waiting' | 'isComplete'>; startedAt: Date },
): Promise<number> {
  const { waiting, isComplete } = list
  return deps.database.sql.transaction(async (tx) => {
    await noteLeavers(tx, { corpId, waiting })
    await takeIn(tx, deps, { corpId, waiting })
    await markWaiting(tx, { corpId, waiting, now: deps.clock.now() })
    return isComplete ? endMoved(tx, deps, { corpId, waiting, startedAt }) : 0
  })
}

/** The list knows when a member left better than the day on which we missed them. */
async function noteLeavers(
  tx: SqlTx,
  { corpId, waiting }: { corpId: string; waiting: Waiting[] },
): Promise<void> {
  for (const [staffId, rows] of groupBy(waiting, (row) => row.staffId))
    await tx.run(`UPDATE "Staff" SET "leftAt" = ? WHERE "corpId" = ? AND "id" = ? AND "status" = 'left'`, [
      rows[0]?.leftAt ?? null,
      corpId,
      staffId,
    ])
}

async function takeIn(
  tx: SqlTx,
  deps: Deps,
  { corpId, waiting }: { corpId: string; waiting: Waiting[] },
): Promise<void> {
  const now = deps.clock.now()
  const unknown = await withoutContact(tx, { corpId, waiting })
  const names = await namesInGroups(
    tx,
    corpId,
    unknown.map((row) => row.externalUserid),
  )
  const { customerIds: births } = await birthCustomers(tx, {
    corpId,
    sealer: deps.sealer,
    now,
    newcomers: unknown.map(({ externalUserid, leftAt }) => {
      return {
        externalUserid,
        name: names.get(externalUserid) ?? '',
        gender: 0,
        unionid: null,
        phones: [],
        bornAt: leftAt,
      }
    }),
  })
  await bulkUpsert(tx, {
    table: 'Contact',
    columns: [
      'corpId',
      'externalUserid',
      'customerId',
      'name',
      'type',
      'gender',
      'digest',
      'firstSeenAt',
      'updatedAt',
    ],
    key: ['corpId', 'externalUserid'],
    update: 'none',
    rows: unknown.map(({ externalUserid }) => ({
      corpId,
      externalUserid,
      customerId: births.get(externalUserid),
      name: names.get(externalUserid) ?? '',
      // The only thing the id tells: 'wo' is a WeCom user.
      type: externalUserid.startsWith('wo') ? 2 : 1,
      gender: 0,
      digest: '',
      firstSeenAt: now,
      updatedAt: now,
    })),
  })
  await bulkUpsert(tx, {
    table: 'Follow',
    columns: [
      'corpId',
      'staffId',
      'externalUserid',
      'remark',
      'description',
      'addWay',
      'followedAt',
      'search',
      'digest',
      'updatedAt',
      'awaitingHandover',
    ],
    key: ['corpId', 'staffId', 'externalUserid'],
    update: 'none',
    rows: waiting.map(({ staffId, externalUserid, leftAt }) => ({
      corpId,
      staffId,
      externalUserid,
      remark: '',
      description: '',
      addWay: 0,
      followedAt: leftAt,
      search: searchText(names.get(externalUserid)),
      digest: '',
      updatedAt: now,
      awaitingHandover: true,
    })),
  })
  await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [...births.values()] }])
}

async function withoutContact(
  tx: SqlTx,
  { corpId, waiting }: { corpId: string; waiting: Waiting[] },
): Promise<Waiting[]> {
  const rows = await tx.all<{ externalUserid: string }>(
    `SELECT "externalUserid" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}`,
    [corpId, JSON.stringify(waiting.map((row) => row.externalUserid))],
  )
  const known = new Set(rows.map((row) => row.externalUserid))
  const first = new Map(
    waiting.filter((row) => !known.has(row.externalUserid)).map((row) => [row.externalUserid, row]),
  )
  return [...first.values()]
}

/** Members of groups come with their names, customers or not. */
async function namesInGroups(
  tx: SqlTx,
  corpId: string,
  externalUserids: string[],
): Promise<Map<string, string>> {
  const rows = await tx.all<{ memberId: string; name: string }>(
    `SELECT "memberId", MAX("name") AS "name" FROM "GroupMember" WHERE "corpId" = ? AND "type" = 2 AND "name" <> ''
       AND ${inTextList(tx.dialect, '"memberId"')} GROUP BY "memberId"`,
    [corpId, JSON.stringify(externalUserids)],
  )
  return new Map(rows.map((row) => [row.memberId, row.name]))
}

async function markWaiting(
  tx: SqlTx,
  { corpId, waiting, now }: { corpId: string; waiting: Waiting[]; now: Date },
): Promise<void> {
  if (waiting.length === 0) return
  await tx.run(
    `UPDATE "Follow" SET "awaitingHandover" = ?, "endedAt" = NULL, "endedBy" = NULL, "updatedAt" = ?
     WHERE "corpId" = ? AND ("awaitingHandover" = ? OR "endedAt" IS NOT NULL)
       AND ${inTextList(tx.dialect, '"externalUserid"')} AND ${inTextList(tx.dialect, `"staffId" || ' ' || "externalUserid"`)}`,
    [
      true,
      now,
      corpId,
      false,
      JSON.stringify(waiting.map((row) => row.externalUserid)),
      JSON.stringify(waiting.map((row) => `${row.staffId} ${row.externalUserid}`)),
    ],
  )
}

async function endMoved(
  tx: SqlTx,
  deps: Deps,
  { corpId, waiting, startedAt }: { corpId: string; waiting: Waiting[]; startedAt: Date },
): Promise<number> {
  const open = await tx.all<{ staffId: string; externalUserid: string; isTaken: number }>(
    `SELECT f."staffId", f."externalUserid", CASE WHEN EXISTS (SELECT 1 FROM "Follow" t
       JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
       WHERE t."corpId" = f."corpId" AND t."externalUserid" = f."externalUserid" AND t."staffId" <> f."staffId"
         AND t."endedAt" IS NULL AND t."followedAt" >= s."leftAt") THEN 1 ELSE 0 END AS "isTaken"
     FROM "Follow" f WHERE f."corpId" = ? AND f."awaitingHandover" = ? AND f."endedAt" IS NULL AND f."updatedAt" <= ?`,
    [corpId, true, startedAt],
  )
  const listed = new Set(waiting.map((row) => `${row.staffId} ${row.externalUserid}`))
  const follows = open.filter((row) => !listed.has(`${row.staffId} ${row.externalUserid}`))
  // An empty list where there were many is a lost right rather than a finished handover, unless somebody else is seen
  // to follow them since.
  const { brakeCount, brakeShare } = deps.defaults
  const unexplained = follows.filter((row) => Number(row.isTaken) === 0).length
  if (waiting.length === 0 && unexplained > brakeCount && unexplained > brakeShare * open.length) {
    const taken = follows.filter((row) => Number(row.isTaken) === 1)
    return endFollows(tx, deps, { corpId, follows: taken, endedBy: 'transfer', at: startedAt })
  }
  return endFollows(tx, deps, { corpId, follows, endedBy: 'transfer', at: startedAt })
}

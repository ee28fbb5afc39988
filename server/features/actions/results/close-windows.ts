import { fade, type Tally } from '../../../domain/analytics/thompson.ts'
import { addDays, daysBetween, type LocalDate, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList, utcDay } from '../../../platform/db/json-sql.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Deps } from '../../deps.ts'
import { WINDOW_DAYS } from './open-result.ts'

const CHUNK = 500
/** Orders of other systems arrive late: closed windows are looked at again for two weeks. */
const LOOK_BACK_DAYS = WINDOW_DAYS + 14
/** What a service that was away for long has not closed is closed when it is back. */
const OVERLOOKED_DAYS = 120
/** Six half-lives: what is older has faded to less than two in a hundred. */
const COUNTED_DAYS = 360
const SLICE_DAYS = 30

/** Writes what came of the messages of the last weeks, and closes the windows that have ended. Answers where to go on. */
export async function closeWindows(
  deps: Deps,
  { corpId, after, shouldPause }: { corpId: string; after: string; shouldPause: () => boolean },
): Promise<{ after: string } | null> {
  const { sql } = deps.database
  const now = deps.clock.now()
  const since = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
  for (let cursor = after; ;) {
    const by = ['"closesAt"', '"id"']
    const paging = keyset({ by, direction: 'asc', cursor, limit: CHUNK })
    const rows = await sql.all<{ id: string; closesAt: string }>(
      `SELECT "id", "closesAt" FROM "ActionResult" WHERE "corpId" = ? AND "closesAt" >= ?
       AND ("closesAt" >= ? OR "closedAt" IS NULL) AND ${paging.where} ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
      [corpId, since(OVERLOOKED_DAYS), since(LOOK_BACK_DAYS), ...paging.params],
    )
    const { items, nextCursor } = pageOf(rows, { columns: ['closesAt', 'id'], limit: CHUNK })
    const ids = items.map(({ id }) => id)
    if (ids.length > 0) await sql.transaction((tx) => attribute(tx, { corpId, ids, now }))
    if (nextCursor === null) return null
    if (shouldPause()) return { after: nextCursor }
    cursor = nextCursor
  }
}

/** Looks again at the messages of some customers whose windows are open: one of their links was opened. */
export async function takeOpens(
  tx: SqlTx,
  { corpId, customerIds, now }: { corpId: string; customerIds: readonly string[]; now: Date },
): Promise<void> {
  const rows = await tx.all<{ id: string }>(
    `SELECT r."id" FROM "ActionResult" r WHERE r."corpId" = ? AND ${inTextList(tx.dialect, 'r."customerId"')}
       AND r."openedAt" IS NULL AND r."closesAt" >= ? AND EXISTS (SELECT 1 FROM "LinkOpen" l WHERE l."corpId" = r."corpId"
         AND l."customerId" = r."customerId" AND l."scriptId" = r."scriptId" AND l."at" > r."sentAt")`,
    [corpId, JSON.stringify(customerIds), now],
  )
  if (rows.length > 0) await attribute(tx, { corpId, ids: rows.map(({ id }) => id), now })
}

/** A visit or a purchase counts for a message when it came after it and within its window. */
async function attribute(
  tx: SqlTx,
  { corpId, ids, now }: { corpId: string; ids: readonly string[]; now: Date },
): Promise<void> {
  const within = (what: string, more: string): string =>
    `(SELECT ${what} FROM "Order" o WHERE o."corpId" = "ActionResult"."corpId" AND o."customerId" = "ActionResult"."customerId"
       AND o."status" = 'done' AND o."orderedAt" > "ActionResult"."sentAt" AND o."orderedAt" <= "ActionResult"."closesAt" ${more})`
  const paid = `AND o."kind" <> 'visit' AND o."paidFen" > o."refundedFen"`
  const opened = `(SELECT MIN(l."at") FROM "LinkOpen" l WHERE l."corpId" = "ActionResult"."corpId"
     AND l."customerId" = "ActionResult"."customerId" AND l."scriptId" = "ActionResult"."scriptId"
     AND l."at" > "ActionResult"."sentAt" AND l."at" <= "ActionResult"."closesAt")`
  const which = `WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`
  const list = JSON.stringify(ids)
  await tx.run(
    `UPDATE "ActionResult" SET "visitedOn" = ${within('MIN(o."orderedOn")', '')},
       "boughtOn" = ${within('MIN(o."orderedOn")', paid)},
       "boughtFen" = ${within('SUM(o."paidFen" - o."refundedFen")', paid)},
       "openedAt" = ${opened} ${which}`,
    [corpId, list],
  )
  await tx.run(
    `UPDATE "ActionResult" SET "isResponse" = ("visitedOn" IS NOT NULL OR "openedAt" IS NOT NULL
       OR ("repliedAt" IS NOT NULL AND "repliedAt" <= "closesAt")) ${which}`,
    [corpId, list],
  )
  await tx.run(
    `UPDATE "ActionResult" SET "closedAt" = ? ${which} AND "closedAt" IS NULL AND "closesAt" <= ?`,
    [now, corpId, list, now],
  )
}

interface DayRow {
  rule: string
  segment: string
  scriptId: string
  day: LocalDate
  sent: number
  answered: number
}

/** Counts the closed windows anew, older ones for less, in one transaction: a reader never sees half of it. */
export async function countArms(deps: Deps, corpId: string): Promise<void> {
  const today = localDateOf(deps.clock.nowMs())
  const tallies = new Map<string, Tally & { rule: string; segment: string; scriptId: string }>()
  for (let from = addDays(today, -COUNTED_DAYS); from <= today; from = addDays(from, SLICE_DAYS))
    for (const row of await readDays(deps.database.sql, { corpId, from, to: addDays(from, SLICE_DAYS) })) {
      const { rule, segment, scriptId } = row
      const key = `${rule} ${scriptId} ${segment}`
      const known = tallies.get(key) ?? { rule, segment, scriptId, shown: 0, answered: 0 }
      const days = daysBetween(row.day, today)
      const faded = fade({ shown: Number(row.sent), answered: Number(row.answered) }, days)
      known.shown += faded.shown
      known.answered += faded.answered
      tallies.set(key, known)
    }
  await deps.database.sql.transaction(async (tx) => {
    await tx.run(`DELETE FROM "ArmStat" WHERE "corpId" = ?`, [corpId])
    await bulkUpsert(tx, {
      table: 'ArmStat',
      columns: ['corpId', 'rule', 'segment', 'scriptId', 'sent', 'answered', 'asOf'],
      key: ['corpId', 'rule', 'segment', 'scriptId'],
      rows: [...tallies.values()].map(({ shown: sent, ...row }) => ({ ...row, corpId, sent, asOf: today })),
    })
  })
}

function readDays(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  { corpId, from, to }: { corpId: string; from: LocalDate; to: LocalDate },
): Promise<DayRow[]> {
  const day = utcDay(sql.dialect, '"sentAt"')
  return sql.all<DayRow>(
    `SELECT "rule", "segment", "scriptId", ${day} AS "day", COUNT(*) AS "sent",
       SUM(CASE WHEN "isResponse" THEN 1 ELSE 0 END) AS "answered"
     FROM "ActionResult" WHERE "corpId" = ? AND "closesAt" >= ? AND "closesAt" < ? AND "closedAt" IS NOT NULL AND "rule" <> ''
     GROUP BY "rule", "segment", "scriptId", ${day}`,
    [corpId, new Date(startOfDayMs(from)), new Date(startOfDayMs(to))],
  )
}

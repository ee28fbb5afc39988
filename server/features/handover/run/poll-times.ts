import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import type { TransferFamily } from '../../../domain/transfer-reasons.ts'
import { pollJob } from './jobs-of.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Events tell of refusals at once; the list is read for what they miss. */
const FIRST_MS = 6 * HOUR_MS
/** Unknown outcomes must be known soon. */
const UNKNOWN_MS = MINUTE_MS
/** A little after the automatic takeover. */
const AFTER_DUE_MS = 2 * MINUTE_MS
/** At least this long between two readings of one list, whatever events arrive. */
const GAP_MS = MINUTE_MS

export interface Pair {
  corpId: string
  family: TransferFamily
  fromStaffId: string
  toStaffId: string
}

/** After a call: the first reading, unless one comes earlier anyway. */
export async function schedulePoll(tx: SqlTx, deps: Deps, pair: Pair): Promise<void> {
  const at = nextPollAt({ nowMs: deps.clock.nowMs(), polls: 0, ...(await readOpen(tx, pair)) })
  if (at === null) return
  await tx.run(
    `INSERT INTO "HandoverPoll" ("corpId", "family", "fromStaffId", "toStaffId", "polls", "nextAt") VALUES (?, ?, ?, ?, 0, ?)
     ON CONFLICT ("corpId", "family", "fromStaffId", "toStaffId") DO UPDATE SET "polls" = 0, "nextAt" =
       CASE WHEN "HandoverPoll"."nextAt" < excluded."nextAt" THEN "HandoverPoll"."nextAt" ELSE excluded."nextAt" END`,
    [pair.corpId, pair.family, pair.fromStaffId, pair.toStaffId, at],
  )
  await deps.jobs.add(tx, pollJob(pair.corpId, at))
}

/** An event says that something happened with this pair. */
export async function pollSoon(tx: SqlTx, deps: Deps, pair: Pair): Promise<void> {
  const now = deps.clock.nowMs()
  const rows = await tx.all<{ lastAt: string | null }>(
    `SELECT "lastAt" FROM "HandoverPoll" WHERE "corpId" = ? AND "family" = ? AND "fromStaffId" = ? AND "toStaffId" = ?`,
    [pair.corpId, pair.family, pair.fromStaffId, pair.toStaffId],
  )
  const last = rows[0]?.lastAt ? Date.parse(rows[0].lastAt) : 0
  // A burst of takeovers is read once, when most of it is over.
  const at = new Date(Math.max(now + 3_000, last + GAP_MS))
  await tx.run(
    `UPDATE "HandoverPoll" SET "nextAt" = ? WHERE "corpId" = ? AND "family" = ? AND "fromStaffId" = ? AND "toStaffId" = ?
     AND ("nextAt" IS NULL OR "nextAt" > ?)`,
    [at, pair.corpId, pair.family, pair.fromStaffId, pair.toStaffId, at],
  )
  await deps.jobs.add(tx, pollJob(pair.corpId, at))
}

export interface OpenRows {
  unknown: number
  /** Of the rows that are not due yet, the first. */
  nextDueMs: number | null
  /** Of the rows that should have been taken over. */
  overdue: number
}

export async function readOpen(tx: SqlTx, pair: Pair, nowMs?: number): Promise<OpenRows> {
  const rows = await tx.all<{ state: string; dueAt: string | null }>(
    `SELECT r."state", MIN(r."dueAt") AS "dueAt" FROM "HandoverRow" r JOIN "Handover" h ON h."corpId" = r."corpId" AND h."id" = r."handoverId"
     WHERE r."corpId" = ? AND r."fromStaffId" = ? AND r."toStaffId" = ? AND h."family" = ? AND r."kind" = 'customer'
       AND r."state" IN ('unknown', 'accepted', 'waiting') GROUP BY r."state", r."dueAt"`,
    [pair.corpId, pair.fromStaffId, pair.toStaffId, pair.family],
  )
  const dues = rows.flatMap((row) => (row.dueAt === null ? [] : [Date.parse(row.dueAt)]))
  const later = dues.filter((due) => nowMs === undefined || due > nowMs)
  return {
    unknown: rows.filter((row) => row.state === 'unknown').length,
    nextDueMs: later.length === 0 ? null : Math.min(...later),
    overdue: rows.filter((row) => row.state !== 'unknown').length - later.length,
  }
}

/** More and more rarely: a minute for what is unknown, six hours before the takeover, then from minutes to a day. */
export function nextPollAt({
  nowMs,
  polls,
  unknown,
  nextDueMs,
  overdue,
}: OpenRows & { nowMs: number; polls: number }): Date | null {
  const decay = Math.min(24 * HOUR_MS, 5 * MINUTE_MS * 3 ** Math.min(polls, 10))
  const times = [
    ...(unknown > 0 ? [nowMs + Math.max(UNKNOWN_MS, decay / 5)] : []),
    ...(overdue > 0 ? [nowMs + decay] : []),
    ...(nextDueMs === null ? [] : [Math.min(nextDueMs + AFTER_DUE_MS, nowMs + FIRST_MS * 3)]),
  ]
  return times.length === 0 ? null : new Date(Math.min(...times))
}

import type { Clock } from '../clock.ts'
import { jsonTable } from '../db/json-sql.ts'
import { rowTime } from '../db/row-values.ts'
import type { SqlTx } from '../db/sql.ts'
import { LANES } from './lanes.ts'

export interface ClaimedJob {
  corpId: string
  id: string
  name: string
  key: string
  lane: number
  attempts: number
  fence: number
  payloadJson: string
  /** How the try before ended, if it failed. */
  errorText: string | null
}

export interface Candidate {
  corpId: string
  id: string
  name: string
}

/** The job that waits longest, or must wait least, of one lane and name. */
export interface Head {
  lane: number
  name: string
  runAt: Date
}

/** Of each lane and name that something waits in. Two index look-ups each, however many jobs wait. */
export async function readHeads(tx: SqlTx): Promise<Head[]> {
  const rows = await tx.all<Omit<Head, 'runAt'> & { runAt: string }>(heads(tx))
  return rows.map((row) => ({ ...row, runAt: rowTime(row.runAt) }))
}

// From each name the index is entered anew at the next one of its lane.
const heads = ({ dialect }: SqlTx): string => {
  const firstOf = (which: string): string => `FROM "Job" k
      WHERE k."state" = 'ready' AND ${which} ORDER BY k."name", k."runAt", k."id" LIMIT 1`
  const first = (which: string): string =>
    dialect === 'sqlite'
      ? `JOIN "Job" j ON j."rowid" = (SELECT k."rowid" ${firstOf(which)})`
      : `CROSS JOIN LATERAL (SELECT k."lane", k."name", k."runAt" ${firstOf(which)}) j`
  return `WITH RECURSIVE "Head"("lane", "name", "runAt") AS (
    SELECT j."lane", j."name", j."runAt" FROM (${ALL_LANES}) l ${first('k."lane" = l."lane"')}
    UNION ALL
    SELECT j."lane", j."name", j."runAt" FROM "Head" h ${first('k."lane" = h."lane" AND k."name" > h."name"')}
  ) SELECT "lane", "name", "runAt" FROM "Head"`
}
const ALL_LANES = LANES.map((_, n) => `SELECT ${n} AS "lane"`).join(' UNION ALL ')

/** In SQLite, takes due jobs of one lane: at most `limit`, and of each name at most what `room` still has for it. */
export async function claimLane(tx: SqlTx, options: ClaimOptions): Promise<ClaimedJob[]> {
  const { lane, limit, room, clock } = options
  const claimed: ClaimedJob[] = []
  while (claimed.length < limit) {
    const names = options.due.filter((name) => (room.get(name) ?? 0) > 0)
    if (names.length === 0) break
    const left = limit - claimed.length
    const found = await tx.all<Candidate>(CANDIDATES, [JSON.stringify(names), lane, clock.now(), left, left])
    const picked = found.filter(({ name }) => takeRoom(room, name))
    if (picked.length === 0) break
    claimed.push(...(await takeJobs(tx, picked, options)))
  }
  return claimed
}

/** Marks these jobs, which are ready and locked, as running here; in the order they are given. */
export async function takeJobs(
  tx: SqlTx,
  picked: readonly Candidate[],
  { worker, leaseMs, clock }: Pick<ClaimOptions, 'worker' | 'leaseMs' | 'clock'>,
): Promise<ClaimedJob[]> {
  const list = JSON.stringify(picked.map(({ corpId, id }) => [corpId, id]))
  const until = new Date(clock.nowMs() + leaseMs)
  const rows = await tx.all<ClaimedJob>(take(tx), [worker, until, clock.now(), list])
  const order = new Map(picked.map(({ id }, n) => [id, n]))
  return rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
}

export interface ClaimOptions {
  lane: number
  limit: number
  /** Names of which something waits in this lane and is due. */
  due: readonly string[]
  /** Free places by job name; taken ones are counted down. */
  room: Map<string, number>
  /** How late a job must be to be handed out although nobody announced it. */
  overdueMs: number
  worker: string
  leaseMs: number
  clock: Clock
}

export function takeRoom(room: Map<string, number>, name: string): boolean {
  const free = room.get(name) ?? 0
  if (free <= 0) return false
  room.set(name, free - 1)
  return true
}

// Name by name: thousands that wait for a place of theirs are not looked at to find one of another name.
const CANDIDATES = `
  SELECT j."corpId", j."id", j."name" FROM json_each(?) JOIN "Job" j ON j."rowid" IN
    (SELECT k."rowid" FROM "Job" k WHERE k."state" = 'ready' AND k."lane" = ? AND k."name" = json_each."value" AND k."runAt" <= ?
     ORDER BY k."runAt", k."id" LIMIT ?)
  ORDER BY j."runAt", j."id" LIMIT ?`

const take = ({ dialect }: SqlTx): string => `
  UPDATE "Job" SET "state" = 'running', "leasedBy" = ?, "leaseUntil" = ?, "startedAt" = ?,
    "attempts" = "attempts" + 1, "fence" = "fence" + 1
  FROM ${jsonTable(dialect, 'e', { corpId: 'text', id: 'text' })}
  WHERE "Job"."corpId" = e."corpId" AND "Job"."id" = e."id"
  RETURNING "Job"."corpId", "Job"."id", "Job"."name", "Job"."key", "Job"."lane", "Job"."attempts", "Job"."fence", "Job"."payloadJson", "Job"."errorText"`

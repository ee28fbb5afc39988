import type { Clock } from '../clock.ts'
import { inTextList, jsonTable } from '../db/json-sql.ts'
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

/** When the next job of each lane may run, undefined for an empty lane. Six index look-ups, whatever the queue holds. */
export async function readLanes(tx: SqlTx): Promise<(Date | undefined)[]> {
  const [row] = await tx.all<Record<string, string | null>>(LANE_HEADS)
  return LANES.map((_, n) => {
    const head = row?.[`lane${n}`]
    return head ? rowTime(head) : undefined
  })
}

const LANE_HEADS = `SELECT ${LANES.map(
  (_, n) =>
    `(SELECT "runAt" FROM "Job" WHERE "state" = 'ready' AND "lane" = ${n} ORDER BY "runAt" LIMIT 1) AS "lane${n}"`,
).join(', ')}`

/** Takes due jobs of one lane: at most `limit`, and of each name at most what `room` still has for it. */
export async function claimLane(tx: SqlTx, options: ClaimOptions): Promise<ClaimedJob[]> {
  const { lane, limit, room, clock } = options
  const claimed: ClaimedJob[] = []
  while (claimed.length < limit) {
    const names = [...room].filter(([, free]) => free > 0).map(([name]) => name)
    if (names.length === 0) break
    const found = await tx.all<Candidate>(candidates(tx), [
      lane,
      clock.now(),
      JSON.stringify(names),
      limit - claimed.length,
    ])
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

const candidates = ({ dialect }: SqlTx): string => `
  SELECT "corpId", "id", "name" FROM "Job"
  WHERE "state" = 'ready' AND "lane" = ? AND "runAt" <= ? AND ${inTextList(dialect, '"name"')}
  ORDER BY "runAt", "id" LIMIT ? ${dialect === 'sqlite' ? '' : 'FOR UPDATE SKIP LOCKED'}`

const take = ({ dialect }: SqlTx): string => `
  UPDATE "Job" SET "state" = 'running', "leasedBy" = ?, "leaseUntil" = ?, "startedAt" = ?,
    "attempts" = "attempts" + 1, "fence" = "fence" + 1
  FROM ${jsonTable(dialect, 'e', { corpId: 'text', id: 'text' })}
  WHERE "Job"."corpId" = e."corpId" AND "Job"."id" = e."id"
  RETURNING "Job"."corpId", "Job"."id", "Job"."name", "Job"."key", "Job"."lane", "Job"."attempts", "Job"."fence", "Job"."payloadJson", "Job"."errorText"`

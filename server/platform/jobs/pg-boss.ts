import PgBoss from 'pg-boss'
import type { Clock } from '../clock.ts'
import { inTextList, jsonTable } from '../db/json-sql.ts'
import { type AnyTx, sqlIn } from '../db/prisma-sql.ts'
import { rowTime } from '../db/row-values.ts'
import type { SqlParam, SqlTx } from '../db/sql.ts'
import type { Carrier, JobRef } from './carrier.ts'
import { JOBS_CHANNEL } from './channel.ts'
import { type Candidate, type ClaimedJob, type ClaimOptions, takeJobs, takeRoom } from './claim.ts'
import { createJobs, type JobsOptions } from './create-jobs.ts'
import { LANES } from './lanes.ts'
import type { Jobs } from './types.ts'

/** Jobs over any number of processes: pg-boss carries them, one queue for each lane. */
export function createPgBossJobs(options: JobsOptions): Jobs {
  return createJobs(options, pgBossCarrier(options.clock))
}

/** The schema that pg-boss makes for itself. */
export const BOSS_SCHEMA = 'pgboss'

/** Queue of a lane. */
export function queueOf(lane: number): string {
  return `liuke_${LANES[lane]}`
}

/** pg-boss over connections of ours; nothing of it runs by itself. */
export function bossOver(executeSql: PgBoss.Db['executeSql']): PgBoss {
  return new PgBoss({ db: { executeSql }, schema: BOSS_SCHEMA, supervise: false, schedule: false })
}

interface Ready {
  corpId: string
  id: string
  lane: number
  runAt: string
}

/**
 * A message is only the address of a row that became ready. It is fetched, its row taken and the message deleted in one
 * transaction, so that a process that dies leaves both as they were; a message whose row is not ready (any more) says
 * nothing and goes.
 */
function pgBossCarrier(clock: Clock): Carrier {
  const boss = bossOver(() => Promise.reject(new Error('each call brings its transaction')))

  async function send(tx: SqlTx, ready: readonly Ready[]): Promise<void> {
    if (ready.length === 0) return
    const messages = ready.map((job) => messageOf(job, clock.nowMs()))
    await boss.insert(messages, { db: over(tx) })
  }

  /** Takes what was announced in a lane, passing over what is stale or has no room here. */
  async function fetchLane(tx: SqlTx, options: ClaimOptions): Promise<ClaimedJob[]> {
    const claimed: ClaimedJob[] = []
    const queue = queueOf(options.lane)
    while (claimed.length < options.limit) {
      const batchSize = options.limit - claimed.length
      const messages = await boss.fetch<string>(queue, { batchSize, db: over(tx) })
      if (messages.length === 0) break
      // a row may be named twice, by an earlier and a later message
      const refs = new Map(messages.map(({ data }) => refOf(data)).map((ref) => [ref.id, ref]))
      const found = await tx.all<Ready & Candidate>(STILL_READY, [toList([...refs.values()])])
      const isDue = ({ runAt }: Ready): boolean => rowTime(runAt) <= clock.now()
      const picked = found.filter((job) => isDue(job) && takeRoom(options.room, job.name))
      await send(
        tx,
        found.filter((job) => !isDue(job)),
      )
      if (picked.length > 0) claimed.push(...(await takeJobs(tx, picked, options)))
      await boss.deleteJob(
        queue,
        messages.map(({ id }) => id),
        { db: over(tx) },
      )
    }
    return claimed
  }

  return {
    async announce(tx: AnyTx, jobs: readonly JobRef[]) {
      const sql = sqlIn(tx)
      const ready = await sql.all<Ready>(READY, [toList(jobs)])
      await send(sql, ready)
      const isDue = ready.some(({ runAt }) => rowTime(runAt) <= clock.now())
      if (isDue) await sql.run('SELECT pg_notify(?, ?)', [JOBS_CHANNEL, ''])
    },
    async claim(tx, options) {
      const claimed = await fetchLane(tx, options)
      const limit = options.limit - claimed.length
      if (limit <= 0) return claimed
      // What had no room when its message came, and what the clock was moved past: named once more.
      const free = [...options.room].filter(([, places]) => places > 0)
      const all = free.map(([name]) => name)
      const limited = free.filter(([, places]) => places !== Infinity).map(([name]) => name)
      const before = new Date(clock.nowMs() - options.overdueMs)
      const params = [options.lane, clock.now(), JSON.stringify(all), before, JSON.stringify(limited), limit]
      const forgotten = await tx.all<Ready>(FORGOTTEN, params)
      if (forgotten.length === 0) return claimed
      await send(tx, forgotten)
      return [...claimed, ...(await fetchLane(tx, { ...options, limit }))]
    },
  }
}

const READY = `SELECT j."corpId", j."id", j."lane", j."runAt" FROM "Job" j
  JOIN ${jsonTable('postgresql', 'e', { corpId: 'text', id: 'text' })} ON j."corpId" = e."corpId" AND j."id" = e."id"
  WHERE j."state" = 'ready'`

// Whoever holds the lock of a row announces it again when it commits: it is passed over here.
const STILL_READY = `SELECT j."corpId", j."id", j."name", j."lane", j."runAt" FROM "Job" j
  JOIN ${jsonTable('postgresql', 'e', { corpId: 'text', id: 'text' })} ON j."corpId" = e."corpId" AND j."id" = e."id"
  WHERE j."state" = 'ready' ORDER BY j."runAt", j."id" FOR UPDATE OF j SKIP LOCKED`

const FORGOTTEN = `SELECT "corpId", "id", "lane", "runAt" FROM "Job"
  WHERE "state" = 'ready' AND "lane" = ? AND "runAt" <= ? AND ${inTextList('postgresql', '"name"')}
    AND ("runAt" <= ? OR ${inTextList('postgresql', '"name"')})
  ORDER BY "runAt", "id" LIMIT ? FOR UPDATE SKIP LOCKED`

function toList(jobs: readonly JobRef[]): string {
  return JSON.stringify(jobs.map(({ corpId, id }) => [corpId, id]))
}

/** The waits are told as lengths: the product's clock may be another than the database's. */
function messageOf({ corpId, id, lane, runAt }: Ready, nowMs: number): PgBoss.JobInsert {
  const at = rowTime(runAt).getTime()
  // pg-boss counts what began before this moment; a second more, so that it is due in this very transaction
  const startAfter = at <= nowMs ? '-1' : String((at - nowMs) / 1000)
  // within a lane the job that should have run first goes first
  return {
    name: queueOf(lane),
    data: { corpId, id },
    retryLimit: 0,
    startAfter,
    priority: -Math.floor(at / 1000 - EPOCH_S),
  }
}

/** 2020-01-01: keeps seconds within the 32 bits of a priority until 2088. */
const EPOCH_S = 1_577_836_800

function refOf(data: unknown): JobRef {
  const ref: unknown = typeof data === 'string' ? JSON.parse(data) : data
  if (typeof ref !== 'object' || ref === null || !('corpId' in ref) || !('id' in ref))
    throw new Error('A message of the job queue names no job')
  return { corpId: String(ref.corpId), id: String(ref.id) }
}

function over(tx: SqlTx): PgBoss.Db {
  return {
    // pg-boss numbers its placeholders itself, and lists of ids come as PostgreSQL's own lists
    executeSql: async (text, values: unknown[]) => ({
      rows: await tx.all(
        text,
        values.map((value) => (value ?? null) as SqlParam),
      ),
    }),
  }
}

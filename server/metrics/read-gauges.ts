import type { Deps } from '../features/deps.ts'
import { databaseSize } from '../platform/db/database-size.ts'
import { heartbeatAgeMs } from '../platform/heartbeat.ts'
import { readSyncGauges } from './read-sync-gauges.ts'

/** Reads the state of the house into the gauges. Everything comes from an index or a handful of rows. */
export async function readGauges(deps: Deps): Promise<void> {
  const { gauges } = deps.metrics
  try {
    await readHouse(deps)
    await readQueues(deps)
    await readWecom(deps)
    await readSyncGauges(deps)
    gauges.up.set(1)
  } catch (error) {
    deps.log.warn({ err: error }, 'the metrics could not be read from the database')
    gauges.up.set(0)
  }
}

async function readHouse({ database: { sql }, corps, clock, metrics: { gauges } }: Deps) {
  const size = await databaseSize(sql)
  gauges.databaseBytes.set(size.bytes)
  gauges.walBytes.set(size.walBytes)
  gauges.corps.set(corps.all().length)
  const ageMs = await heartbeatAgeMs(sql)
  if (ageMs !== null) gauges.heartbeatAge.set(ageMs / 1000)
  const [slot] = await sql.all<{ at: string | null }>('SELECT MAX("firedAt") AS "at" FROM "TaskSlot"')
  if (slot?.at) gauges.lastTickAge.set(ageOf(slot.at, clock.nowMs()))
}

async function readQueues({ database: { sql }, jobs, clock, metrics: { gauges } }: Deps): Promise<void> {
  // By corp, so that the index (corp, state, time) answers.
  const events = await sql.all<{ state: string; count: number; oldest: string }>(
    `SELECT e."state", COUNT(*) AS "count", MIN(e."receivedAt") AS "oldest" FROM "Corp" c
     JOIN "InboxEvent" e ON e."corpId" = c."corpId" AND e."state" IN ('received', 'parked') GROUP BY e."state"`,
  )
  const countOf = (state: string): number => events.find((row) => row.state === state)?.count ?? 0
  for (const state of ['received', 'parked']) gauges.inboxEvents.labels(state).set(countOf(state))
  const oldest = events.find((row) => row.state === 'received')?.oldest
  gauges.inboxOldest.set(oldest ? ageOf(oldest, clock.nowMs()) : 0)

  const stats = await jobs.stats()
  gauges.jobs.reset()
  for (const { name, state, count } of stats.counts) gauges.jobs.labels(name, state).set(count)
  gauges.jobsOldest.set(stats.oldestReadyMs / 1000)

  const effects = await sql.all<{ state: string; count: number }>(
    `SELECT e."state", COUNT(*) AS "count" FROM "Corp" c
     JOIN "Effect" e ON e."corpId" = c."corpId" AND e."state" IN ('planned', 'calling', 'accepted', 'unknown', 'failed')
     GROUP BY e."state"`,
  )
  gauges.effects.reset()
  for (const { state, count } of effects) gauges.effects.labels(state).set(count)

  const items = await sql.all<{ state: string; count: number }>(
    `SELECT r."state", COUNT(*) AS "count" FROM "Corp" c
     JOIN "Handover" h ON h."corpId" = c."corpId" AND h."state" IN ('running', 'paused')
     JOIN "HandoverRow" r ON r."corpId" = h."corpId" AND r."handoverId" = h."id" GROUP BY r."state"`,
  )
  gauges.handoverItems.reset()
  for (const { state, count } of items) gauges.handoverItems.labels(state).set(count)
}

async function readWecom({ corps, wecomOf, wecomBudget, metrics: { gauges } }: Deps): Promise<void> {
  gauges.budgetLeft.reset()
  for (const { api, window, left } of await wecomBudget()) gauges.budgetLeft.labels(api, window).set(left)
  gauges.refused.reset()
  for (const { corpId } of corps.all())
    for (const { errcode } of await wecomOf(corpId).refusals())
      gauges.refused.labels(corpId, String(errcode)).set(1)
  const tokens = { good: 0, idle: 0, stale: 0, failing: 0 }
  for (const { corpId } of corps.all())
    for (const { state } of await wecomOf(corpId).tokenStates()) tokens[state] += 1
  for (const [state, count] of Object.entries(tokens)) gauges.tokens.labels(state).set(count)
}

export function ageOf(at: string, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(at)) / 1000
}

import type { Deps } from '../features/deps.ts'
import { ageOf } from './read-gauges.ts'

/** Series grow with the corps: beyond this many, look at the console of each. */
const MOST_CORPS = 200
const DAY_MS = 86_400_000

interface LastRun {
  corpId: string
  state: string
  endedAt: string
  doneAt: string | null
  repaired: number
  open: number
}

export async function readSyncGauges({ database: { sql }, clock, metrics: { gauges } }: Deps): Promise<void> {
  const now = clock.nowMs()
  const rows = await sql.all<LastRun>(
    `SELECT r."corpId", r."state", r."endedAt",
       (SELECT MAX(d."endedAt") FROM "SyncRun" d WHERE d."corpId" = r."corpId" AND d."kind" IN ('full', 'reconcile') AND d."state" = 'done') AS "doneAt",
       (SELECT COUNT(*) FROM "Drift" x WHERE x."corpId" = r."corpId" AND x."runId" = r."id" AND x."state" = 'repaired') AS "repaired",
       (SELECT COUNT(*) FROM "Drift" x WHERE x."corpId" = r."corpId" AND x."runId" = r."id" AND x."state" <> 'repaired') AS "open"
     FROM "SyncRun" r WHERE r."endedAt" IS NOT NULL AND r."id" = (
       SELECT MAX(l."id") FROM "SyncRun" l WHERE l."corpId" = r."corpId" AND l."kind" IN ('full', 'reconcile') AND l."endedAt" IS NOT NULL)
     ORDER BY r."corpId" LIMIT ?`,
    [MOST_CORPS],
  )
  for (const gauge of [gauges.syncAge, gauges.syncDoneAge, gauges.syncResult, gauges.drift]) gauge.reset()
  for (const { corpId, state, endedAt, doneAt, repaired, open } of rows) {
    gauges.syncAge.labels(corpId).set(ageOf(endedAt, now))
    if (doneAt) gauges.syncDoneAge.labels(corpId).set(ageOf(doneAt, now))
    gauges.syncResult.labels(corpId, state).set(1)
    gauges.drift.labels(corpId, 'repaired').set(repaired)
    gauges.drift.labels(corpId, 'open').set(open)
  }
  const runs = await sql.all<{ kind: string; state: string; count: number }>(
    `SELECT r."kind", r."state", COUNT(*) AS "count" FROM "Corp" c
     JOIN "SyncRun" r ON r."corpId" = c."corpId" AND r."createdAt" > ? GROUP BY r."kind", r."state"`,
    [new Date(now - DAY_MS)],
  )
  gauges.syncRuns.reset()
  for (const { kind, state, count } of runs) gauges.syncRuns.labels(kind, state).set(count)
}

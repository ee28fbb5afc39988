import { heartbeatAgeMs, isAlive } from '../../../platform/heartbeat.ts'
import { pendingMigrations } from '../../../platform/db/pending-migrations.ts'
import { readServerTime } from '../../../wecom/index.ts'
import { ok, problem, warning, type CheckContext, type Finding } from './finding.ts'

const CLOCK_WARN_MS = 5_000
/** A WeCom signature carries our time; callbacks and logins carry theirs. */
const CLOCK_BAD_MS = 60_000
const LATE_MS = 10 * 60_000

export async function checkOrigin({ origin }: CheckContext): Promise<Finding<'origin'>> {
  const { protocol, hostname } = new URL(origin)
  const isLocal = hostname === '127.0.0.1' || hostname === 'localhost'
  return protocol === 'https:' || isLocal
    ? ok('origin', { origin })
    : problem('origin', 'not-https', { origin })
}

export async function checkDatabase({ database }: CheckContext): Promise<Finding<'database'>> {
  if (database.sql) return ok('database', { dialect: database.sql.dialect })
  if (database.isDamaged) return problem('database', 'damaged', { why: database.reason })
  return database.missing
    ? warning('database', 'missing', { path: database.reason })
    : problem('database', 'unreachable', { why: database.reason })
}

export async function checkMigrations({ database }: CheckContext): Promise<Finding<'migrations'>> {
  if (!database.sql) return warning('migrations', 'untested')
  const pending = await pendingMigrations(database.sql).catch(() => ['?'])
  return pending.length === 0 ? ok('migrations') : problem('migrations', 'pending', { count: pending.length })
}

export async function checkClock({ corp, clock }: CheckContext): Promise<Finding<'clock'>> {
  const theirs = await readServerTime(corp.apiBase)
  if (theirs === null) return warning('clock', 'unknown')
  // The header has whole seconds.
  const offMs = clock.nowMs() - theirs - 500
  const seconds = Math.round(offMs / 1000)
  if (Math.abs(offMs) >= CLOCK_BAD_MS) return problem('clock', 'off', { seconds })
  return Math.abs(offMs) >= CLOCK_WARN_MS ? warning('clock', 'off', { seconds }) : ok('clock', { seconds })
}

export async function isServiceAlive({ database }: CheckContext): Promise<boolean> {
  return database.sql ? heartbeatAgeMs(database.sql).then(isAlive, () => false) : false
}

export async function checkQueue(context: CheckContext): Promise<Finding<'queue'>> {
  const { database, corp, clock } = context
  if (!database.sql) return warning('queue', 'untested')
  const { sql } = database
  const [[jobs], [events]] = await Promise.all([
    sql.all<{ failed: number; oldest: string | null }>(
      `SELECT COUNT(CASE WHEN "state" = 'failed' THEN 1 END) AS "failed",
         MIN(CASE WHEN "state" = 'ready' THEN "runAt" END) AS "oldest" FROM "Job" WHERE "corpId" = ? AND "state" IN ('failed', 'ready')`,
      [corp.corpId],
    ),
    sql.all<{ parked: number }>(
      `SELECT COUNT(*) AS "parked" FROM "InboxEvent" WHERE "corpId" = ? AND "state" = 'parked'`,
      [corp.corpId],
    ),
  ])
  if (!(await isServiceAlive(context))) return warning('queue', 'no-worker')
  const lateMs = jobs?.oldest ? clock.nowMs() - Date.parse(jobs.oldest) : 0
  if (lateMs > LATE_MS) return problem('queue', 'late', { minutes: Math.round(lateMs / 60_000) })
  if (jobs && jobs.failed > 0) return warning('queue', 'failed', { count: jobs.failed })
  return events && events.parked > 0 ? warning('queue', 'parked', { count: events.parked }) : ok('queue')
}

export async function checkSync({ database, corp, clock }: CheckContext): Promise<Finding<'sync'>> {
  if (!database.sql) return warning('sync', 'untested')
  const [last] = await database.sql.all<{ state: string; endedAt: string; errorText: string | null }>(
    `SELECT "state", "endedAt", "errorText" FROM "SyncRun" WHERE "corpId" = ? AND "kind" IN ('full', 'reconcile')
       AND "endedAt" IS NOT NULL ORDER BY "createdAt" DESC LIMIT 1`,
    [corp.corpId],
  )
  if (!last) return warning('sync', 'never')
  const hours = Math.round((clock.nowMs() - Date.parse(last.endedAt)) / 360_000) / 10
  if (last.state === 'done') return ok('sync', { hours })
  return warning('sync', 'not-done', { state: last.state, why: last.errorText ?? '', hours })
}

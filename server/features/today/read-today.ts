import { localDateOf, startOfDayMs } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { followedSince, lostSince } from '../customers/follow-conditions.ts'
import { countDueTasks, dueTasks } from '../customers/list-tasks.ts'
import type { Deps } from '../deps.ts'
import { visibleGroups } from '../groups/policy.ts'
import { visibleSenders } from '../posts/policy.ts'
import { visiblePosts } from '../staff/planned-scope.ts'
import { countWaiting } from '../sops/steps/count-steps.ts'
import { visibleStaff, type Condition } from '../staff/scope.ts'
import type { Today } from './contract.ts'

const ROWS = 20

export async function readToday(deps: Deps, scope: Scope): Promise<Today> {
  const day = localDateOf(deps.clock.nowMs())
  const since = new Date(startOfDayMs(day))
  const [sync, departures, groups, customers, effects, tasks, sops, posts] = await Promise.all([
    readSync(deps, scope.corpId),
    readDepartures(deps, scope),
    readGroups(deps, scope, since),
    readCustomers(deps, scope, since),
    countFailedEffects(deps, scope),
    readTasks(deps, scope, day),
    countWaiting(deps, scope, day),
    readPosts(deps, scope),
  ])
  return {
    now: deps.clock.now().toISOString(),
    sync,
    departures,
    groups,
    customers,
    effects: { failed: effects },
    tasks,
    sops,
    posts,
  }
}

async function readSync(deps: Deps, corpId: string): Promise<Today['sync']> {
  const { db } = deps.database
  const whole = { corpId, kind: { in: ['full', 'reconcile'] } }
  const [last, equal, driftOpen] = await Promise.all([
    db.syncRun.findFirst({ where: whole, orderBy: { createdAt: 'desc' } }),
    db.syncRun.findFirst({ where: { ...whole, state: 'done' }, orderBy: { endedAt: 'desc' } }),
    db.drift.count({ where: { corpId, state: { in: ['open', 'braked'] } } }),
  ])
  return {
    state: stateOf(last?.state),
    syncedAt: equal?.endedAt?.toISOString() ?? null,
    driftOpen,
    lastErrorKind: last?.errorKind ?? null,
  }
}

function stateOf(last: string | undefined): Today['sync']['state'] {
  if (last === undefined) return 'never'
  if (last === 'queued' || last === 'running') return 'running'
  return last === 'done' ? 'equal' : 'behind'
}

/** People who have left and still hold customers or groups, the longest open first. */
async function readDepartures(deps: Deps, scope: Scope): Promise<Today['departures']> {
  const visible = visibleStaff(scope, 's."id"')
  const rows = await deps.database.sql.all<Today['departures'][number] & { unitName: string | null }>(
    `SELECT * FROM (SELECT s."id" AS "staffId", s."name", u."name" AS "unitName", s."leftAt",
      (SELECT COUNT(*) FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id" AND f."endedAt" IS NULL) AS "customerCount",
      (SELECT COUNT(*) FROM "Group" g WHERE g."corpId" = s."corpId" AND g."ownerStaffId" = s."id" AND g."dismissedAt" IS NULL) AS "groupCount"
     FROM "Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND s."status" = 'left' AND ${visible.sql}) d
     WHERE d."customerCount" > 0 OR d."groupCount" > 0 ORDER BY d."leftAt" LIMIT ?`,
    [scope.corpId, ...visible.params, ROWS],
  )
  return rows.map((row) => ({
    ...row,
    unitName: row.unitName ?? '',
    leftAt: row.leftAt === null ? null : new Date(row.leftAt).toISOString(),
  }))
}

async function readGroups(deps: Deps, scope: Scope, since: Date): Promise<Today['groups']> {
  const visible = visibleGroups(scope)
  const rows = await deps.database.sql.all<Today['groups']>(
    `SELECT COUNT(*) AS "count", COALESCE(SUM(g."externalCount"), 0) AS "externalCount",
      COALESCE(SUM(CASE WHEN g."status" = 1 THEN 1 ELSE 0 END), 0) AS "ownerless",
      COALESCE(SUM((SELECT COUNT(*) FROM "GroupMember" m WHERE m."corpId" = g."corpId" AND m."chatId" = g."chatId"
        AND m."type" = 2 AND m."joinedAt" >= ?)), 0) AS "joinedToday",
      COALESCE(SUM((SELECT COUNT(*) FROM "GroupMember" m WHERE m."corpId" = g."corpId" AND m."chatId" = g."chatId"
        AND m."type" = 2 AND m."leftAt" >= ?)), 0) AS "leftToday"
     FROM "Group" g WHERE g."corpId" = ? AND g."dismissedAt" IS NULL AND ${visible.sql}`,
    [since, since, scope.corpId, ...visible.params],
  )
  const none = { count: 0, externalCount: 0, joinedToday: 0, leftToday: 0, ownerless: 0 }
  return Object.fromEntries(
    Object.entries(rows[0] ?? none).map(([key, n]) => [key, Number(n)]),
  ) as Today['groups']
}

async function readCustomers(deps: Deps, scope: Scope, since: Date): Promise<Today['customers']> {
  const visible = visibleStaff(scope, 'f."staffId"')
  const count = async ({ sql, params }: Condition): Promise<number> => {
    // Persons, as the list of customers shows them: one may have several contacts and several followers.
    const rows = await deps.database.sql.all<{ n: number }>(
      `SELECT COUNT(DISTINCT c."customerId") AS "n" FROM "Follow" f JOIN "Contact" c
         ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       WHERE f."corpId" = ? AND ${sql} AND ${visible.sql}`,
      [scope.corpId, ...params, ...visible.params],
    )
    return rows[0]?.n ?? 0
  }
  const [all, fresh, lost] = await Promise.all([
    count({ sql: 'f."endedAt" IS NULL', params: [] }),
    count(followedSince(since)),
    count(lostSince(since)),
  ])
  return { count: all, newToday: fresh, lostToday: lost }
}

/** Of those whose rows this person may open. */
async function countFailedEffects(deps: Deps, scope: Scope): Promise<number> {
  const visible = visibleStaff(scope, 'e."createdBy"')
  const rows = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Effect" e WHERE e."corpId" = ? AND e."state" = 'failed' AND ${visible.sql}`,
    [scope.corpId, ...visible.params],
  )
  return rows[0]?.n ?? 0
}

/** Those of whom the list of tasks opens as many rows. */
async function readTasks(deps: Deps, scope: Scope, today: string): Promise<Today['tasks']> {
  const count = (due: 'today' | 'overdue'): Promise<number> =>
    countDueTasks(deps, dueTasks(scope, { due, whose: 'mine', today }))
  const [dueToday, overdue] = await Promise.all([count('today'), count('overdue')])
  return { dueToday, overdue }
}

/** As the list of posts shows them; of a running one only the members one answers for count. */
async function readPosts({ database: { sql } }: Deps, scope: Scope): Promise<Today['posts']> {
  const visible = visiblePosts(scope)
  const senders = visibleSenders(scope, 'x."staffId"')
  const rows = await sql.all<Today['posts']>(
    `SELECT COALESCE(SUM(CASE WHEN p."state" = 'waiting' THEN 1 ELSE 0 END), 0) AS "waiting",
       COALESCE(SUM(CASE WHEN p."state" = 'running' AND EXISTS (SELECT 1 FROM "PostPart" x WHERE x."corpId" = p."corpId"
         AND x."postId" = p."id" AND x."state" = 'out' AND x."confirmedAt" IS NULL AND ${senders.sql}) THEN 1 ELSE 0 END), 0) AS "unconfirmed"
     FROM "Post" p WHERE p."corpId" = ? AND p."state" IN ('waiting', 'running') AND ${visible.sql}`,
    [...senders.params, scope.corpId, ...visible.params],
  )
  return { waiting: Number(rows[0]?.waiting ?? 0), unconfirmed: Number(rows[0]?.unconfirmed ?? 0) }
}

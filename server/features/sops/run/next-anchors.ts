import { anchorWindow } from '../../../domain/sop/due.ts'
import { isAhead, type SopStep } from '../../../domain/sop/plan.ts'
import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../../domain/time.ts'
import type { SqlParam } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import { members } from '../../audiences/population.ts'
import type { Deps } from '../../deps.ts'
import { meantBy } from '../../posts/plan/next-customers.ts'
import { groupsMeant } from '../../posts/plan/plan-groups.ts'
import { mayBeSender } from '../../posts/plan/senders.ts'
import { ownerScope } from '../../posts/policy.ts'
import type { Condition } from '../../staff/scope.ts'
import { CAR_DAYS } from './car-days.ts'
import type { Run } from './read-run.ts'

export const PAGE = 500

/** Somebody, or some group, for whom the days of a plan count from a day. */
export interface Anchor {
  /** What the step is given once for: the customer, the car, the car and its day that lies ahead, the group. */
  key: string
  customerId: string
  chatId: string | null
  on: LocalDate
  /** Of a group: who owns it. */
  staffId: string | null
}

interface Asked {
  run: Run
  step: SopStep
  after: string
  /** Only these customers: something about them has changed. */
  only?: readonly string[] | undefined
}

export const stepKey = ({ planId }: Pick<Run, 'planId'>, { id }: Pick<SopStep, 'id'>, key: string): string =>
  `sop:${planId}:${id}:${key}`

/** Those whose step may be due and was not given yet, a page at a time in the order of their keys. */
export async function nextAnchors(deps: Deps, asked: Asked): Promise<Anchor[]> {
  const { run, step } = asked
  const window = anchorWindow(step, run.timing)
  if (window.from > window.to) return []
  const source = run.kind === 'group' ? foundedGroups(deps, run) : await customersOf(deps, asked)
  const { days, only } = source
  // Given to another record of the same person counts; of two cars each has its own steps.
  const before =
    run.timing.trigger === 'added'
      ? `SELECT 1 FROM "Task" o WHERE o."corpId" = ? AND o."customerId" = a."customerId" AND o."planId" = ? AND o."stepId" = ?`
      : ''
  const rows = await deps.database.sql.all<{
    key: string
    customerId: string
    chatId: string | null
    staffId: string | null
    at: string
  }>(
    `SELECT a.* FROM (${source.sql}) a WHERE a."key" > ? AND NOT EXISTS
       (SELECT 1 FROM "Task" k WHERE k."corpId" = ? AND k."key" = ? || a."key") ${before === '' ? '' : `AND NOT EXISTS (${before})`} ORDER BY a."key" LIMIT ${PAGE}`,
    [
      run.corpId,
      ...days(window.from, window.to),
      ...source.params,
      ...only,
      asked.after,
      run.corpId,
      stepKey(run, step, ''),
      ...(before === '' ? [] : [run.corpId, run.planId, step.id]),
    ],
  )
  return rows.map(({ at, ...row }) => ({
    ...row,
    on: at.length === 10 ? at : localDateOf(rowTime(at).getTime()),
  }))
}

interface Source extends Condition {
  /** Values of the two days between which the anchors lie; they come after the corp and before `params`. */
  days: (from: LocalDate, to: LocalDate) => SqlParam[]
  only: SqlParam[]
}

const asDays = (from: LocalDate, to: LocalDate): SqlParam[] => [from, to]
const asInstants = (from: LocalDate, to: LocalDate): SqlParam[] => [
  new Date(startOfDayMs(from)),
  new Date(startOfDayMs(addDays(to, 1)) - 1),
]

async function customersOf(deps: Deps, { run, only }: Asked): Promise<Source> {
  const { condition } = await meantBy(deps, run)
  const meant = members(deps, ownerScope(run), condition)
  const some = only === undefined ? '1 = 1' : inTextList(deps.database.dialect, 'cu."id"')
  const shared = {
    params: [run.corpId, ...meant.params],
    only: only === undefined ? [] : [JSON.stringify(only)],
  }
  const where = `cu."corpId" = ? AND ${meant.sql} AND ${some}`
  if (run.timing.trigger === 'added') return { ...shared, days: asInstants, sql: addedSql(where) }
  const { trigger } = run.timing
  const day = `v."${isAhead(trigger) ? CAR_DAYS[trigger] : 'deliveredOn'}"`
  // A service comes again, a policy runs out again: the day is part of what the step is given for.
  const key = isAhead(trigger) ? `v."id" || ':' || ${day}` : 'v."id"'
  return {
    ...shared,
    days: asDays,
    sql: `SELECT ${key} AS "key", v."customerId", NULL AS "chatId", NULL AS "staffId", ${day} AS "at" FROM "Vehicle" v CROSS JOIN "Customer" cu
      WHERE v."corpId" = ? AND ${day} >= ? AND ${day} <= ? AND cu."corpId" = v."corpId" AND cu."id" = v."customerId" AND ${where}`,
  }
}

/**
 * Added for the first time: an inheritance or a second advisor does not start the plan again. CROSS JOIN holds SQLite to
 * this order: the few follows of these days first, not all customers.
 */
function addedSql(where: string): string {
  return `SELECT c."customerId" AS "key", c."customerId", NULL AS "chatId", NULL AS "staffId", MIN(f."followedAt") AS "at"
    FROM "Follow" f CROSS JOIN "Contact" c CROSS JOIN "Customer" cu
    WHERE f."corpId" = ? AND f."followedAt" >= ? AND f."followedAt" <= ? AND c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
      AND cu."corpId" = c."corpId" AND cu."id" = c."customerId" AND ${where} AND NOT EXISTS
      (SELECT 1 FROM "Contact" c2 JOIN "Follow" f2 ON f2."corpId" = c2."corpId" AND f2."externalUserid" = c2."externalUserid"
       WHERE c2."corpId" = c."corpId" AND c2."customerId" = c."customerId" AND f2."followedAt" < f."followedAt")
    GROUP BY c."customerId"`
}

function foundedGroups({ database: { dialect } }: Deps, run: Run): Source {
  const meant = groupsMeant(dialect, run)
  const may = mayBeSender(run, 'g."ownerStaffId"')
  return {
    days: asInstants,
    only: [],
    params: [...meant.params, ...may.params],
    sql: `SELECT g."chatId" AS "key", '' AS "customerId", g."chatId", g."ownerStaffId" AS "staffId", g."createdAt" AS "at" FROM "Group" g
      WHERE g."corpId" = ? AND g."createdAt" >= ? AND g."createdAt" <= ? AND ${meant.sql} AND ${may.sql}`,
  }
}

import { addDays, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import { localDay } from '../../../platform/db/json-sql.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleGroupOwners, type Condition } from '../../staff/scope.ts'
import type { Counts, Trend, TrendQuery } from './contract.ts'
import { readMark } from './reading-mark.ts'

export const SUMS = (
  ['newGroups', 'groups', 'groupsTalking', 'newMembers', 'members', 'membersTalking', 'messages'] as const
)
  .map((name) => `COALESCE(SUM(c."${name}"), 0) AS "${name}"`)
  .join(', ')
const NOTHING: Counts = {
  groups: 0,
  groupsTalking: 0,
  newGroups: 0,
  members: 0,
  newMembers: 0,
  membersTalking: 0,
  messages: 0,
}

/** WeCom's counts day by day, until yesterday: it has not counted today. Who left is from the members' own dates. */
export async function readTrend(deps: Deps, scope: Scope, query: TrendQuery): Promise<Trend> {
  const { corpId } = scope
  const { sql } = deps.database
  const yesterday = addDays(localDateOf(deps.clock.nowMs()), -1)
  const first = addDays(yesterday, 1 - query.days)
  const owners = ownersOf(scope, 'c."ownerStaffId"', query.ownerStaffId)
  const groupOwners = ownersOf(scope, 'g."ownerStaffId"', query.ownerStaffId)
  const day = localDay(sql.dialect, 'm."leftAt"')
  const [days, counts, leaves, mark] = await Promise.all([
    sql.all<{ day: string; readAt: string }>(
      'SELECT "day", "readAt" FROM "GroupCountDay" WHERE "corpId" = ? AND "day" >= ? ORDER BY "day"',
      [corpId, first],
    ),
    sql.all<Counts & { day: string }>(
      `SELECT c."day", ${SUMS} FROM "GroupCount" c WHERE c."corpId" = ? AND c."day" >= ? AND ${owners.sql} GROUP BY c."day"`,
      [corpId, first, ...owners.params],
    ),
    sql.all<{ day: string; n: number }>(
      `SELECT ${day} AS "day", COUNT(*) AS "n" FROM "Group" g JOIN "GroupMember" m ON m."corpId" = g."corpId" AND m."chatId" = g."chatId"
       WHERE g."corpId" = ? AND ${groupOwners.sql} AND m."leftAt" >= ? GROUP BY ${day}`,
      [corpId, ...groupOwners.params, new Date(startOfDayMs(first))],
    ),
    readMark(sql, corpId),
  ])
  const read = new Map(days.map((row) => [row.day, row.readAt]))
  const countsOf = new Map(counts.map(({ day: on, ...row }) => [on, toNumbers(row)]))
  const leftOn = new Map(leaves.map((row) => [row.day, Number(row.n)]))
  const last = days.at(-1)
  return {
    items: Array.from({ length: query.days }, (_, n) => addDays(first, n)).map((on) => ({
      day: on,
      left: leftOn.get(on) ?? 0,
      counts: read.has(on) ? (countsOf.get(on) ?? NOTHING) : null,
    })),
    throughDay: last?.day ?? null,
    readAt: last === undefined ? null : rowTime(last.readAt).toISOString(),
    failure: mark.failure,
  }
}

function ownersOf(scope: Scope, column: string, only: string | undefined): Condition {
  const visible = visibleGroupOwners(scope, column)
  if (only === undefined) return visible
  return { sql: `${visible.sql} AND ${column} = ?`, params: [...visible.params, only] }
}

export function toNumbers(row: Counts): Counts {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Counts
}

import type { Condition } from '../../domain/audience/condition.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { joined } from './condition/sql-parts.ts'
import type { CountAnswer } from './contract.ts'
import { members, population } from './population.ts'

/** Up to so many customers are counted one by one: half a second of CPU for a usual condition (docs/performance.md). */
const EXACT_UP_TO = 100_000
/** The last sign of an id is drawn by lot among 32: an eighth of the customers is a fair sample. */
const SAMPLE = ['0', '7', 'E', 'N']
const SAMPLE_OF = 32

/** How many customers meet the condition now, among those the person may count. */
export async function countMembers(
  deps: Deps,
  scope: Scope,
  condition: Condition,
  exactUpTo = EXACT_UP_TO,
): Promise<CountAnswer> {
  const everyone = await count(deps, population(scope))
  if (everyone <= exactUpTo)
    return { count: await count(deps, members(deps, scope, condition)), everyone, isEstimate: false }
  const inSample = {
    sql: `SUBSTR(cu."id", LENGTH(cu."id"), 1) IN (${SAMPLE.map(() => '?').join(', ')})`,
    params: SAMPLE,
  }
  const met = await count(deps, joined([inSample, members(deps, scope, condition)], 'AND'))
  return { count: (met * SAMPLE_OF) / SAMPLE.length, everyone, isEstimate: true }
}

async function count(
  { database: { sql } }: Deps,
  where: { sql: string; params: readonly (string | number | boolean | Date | null | bigint | Uint8Array)[] },
): Promise<number> {
  const rows = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Customer" cu WHERE ${where.sql}`,
    where.params,
  )
  return rows[0]?.n ?? 0
}

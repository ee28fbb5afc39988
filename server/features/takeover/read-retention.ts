import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { type Retention, standing, type Standings } from './contract.ts'
import { requireHandover } from './policy.ts'
import { standingSql } from './standing-sql.ts'

/** What became of the customers of a handover: now, and as it stood after a week and after thirty days. */
export async function readRetention(deps: Deps, scope: Scope, handoverId: string): Promise<Retention> {
  await requireHandover(deps, scope, handoverId)
  const { sql } = deps.database
  const key = [scope.corpId, handoverId]
  const [rows, done] = await Promise.all([
    sql.all<SqlRow>(
      `SELECT t."toStaffId", s."name", t."now", t."day7", t."day30", COUNT(*) AS "n"
       FROM (SELECT t."corpId", t."toStaffId", t."day7", t."day30", ${standingSql('t')} AS "now" FROM "Takeover" t
         WHERE t."corpId" = ? AND t."handoverId" = ?) t
       JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."toStaffId"
       GROUP BY t."toStaffId", s."name", t."now", t."day7", t."day30" ORDER BY s."name", t."toStaffId"`,
      key,
    ),
    sql.all<{ n: number }>(
      `SELECT COUNT(*) AS "n" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = 'customer' AND "state" = 'done'`,
      key,
    ),
  ])
  const successors = new Map<string, Retention['successors'][number]>()
  for (const row of rows) {
    const staffId = String(row['toStaffId'])
    const one = successors.get(staffId) ?? { staffId, name: String(row['name']), taken: 0, now: none() }
    one.taken += Number(row['n'])
    add(one.now, row, 'now')
    successors.set(staffId, one)
  }
  return {
    moved: Number(done[0]?.n ?? 0),
    taken: rows.reduce((sum, row) => sum + Number(row['n']), 0),
    now: sumOf(rows, 'now') ?? none(),
    day7: sumOf(rows, 'day7'),
    day30: sumOf(rows, 'day30'),
    successors: [...successors.values()],
  }
}

function none(): Standings {
  return { silent: 0, greeted: 0, replied: 0, moved: 0, lost: 0 }
}

function add(sum: Standings, row: SqlRow, column: string): void {
  sum[standing.parse(row[column])] += Number(row['n'])
}

function sumOf(rows: readonly SqlRow[], column: string): Standings | null {
  const known = rows.filter((row) => row[column] !== null)
  if (known.length === 0) return null
  const sum = none()
  for (const row of known) add(sum, row, column)
  return sum
}

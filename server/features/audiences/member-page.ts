import type { Condition } from '../../domain/audience/condition.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { AudienceSort } from './contract.ts'
import { members } from './population.ts'

/** By what customers are ordered: always from high to low, never null. */
const SORTS: Record<AudienceSort, { join: string; score: string; shown?: string }> = {
  newest: { join: '', score: 'cu."createdAt"' },
  'last-visit': { join: tier(), score: `COALESCE(r."lastVisitOn", '')` },
  'longest-away': {
    join: tier(),
    // Later days come last: without a date in the window nobody can say how long.
    score: soonest('r."lastVisitOn"'),
  },
  spent: { join: tier(), score: 'COALESCE(r."monetaryFen", -1)' },
  response: { join: of('ResponseScore', 'q'), score: 'COALESCE(q."chance", -1)', shown: 'q."chance"' },
  churn: { join: of('Prediction', 'p'), score: 'COALESCE(p."churn", -1)', shown: 'p."churn"' },
  value: { join: of('Prediction', 'p'), score: 'COALESCE(p."clvFen", -1)', shown: 'p."clvFen"' },
  'next-visit': {
    join: of('Prediction', 'p'),
    score: soonest('p."nextVisitOn"'),
    shown: 'p."nextVisitOn"',
  },
  // Whose window opened first is the likeliest to change the car now, as long as it is open.
  replacement: {
    join: of('Prediction', 'p'),
    score: `CASE WHEN p."replacementTo" >= p."asOf" THEN ${soonest('p."replacementFrom"')} ELSE 0 END`,
    shown: 'p."replacementFrom"',
  },
}

function tier(): string {
  return of('Rfm', 'r')
}

function of(table: string, alias: string): string {
  return `LEFT JOIN "${table}" ${alias} ON ${alias}."corpId" = cu."corpId" AND ${alias}."customerId" = cu."id"`
}

/** The earlier the day, the higher; no day comes last. */
function soonest(column: string): string {
  return `COALESCE(99999999 - CAST(REPLACE(${column}, '-', '') AS INTEGER), 0)`
}

export interface PageInput {
  condition: Condition
  sort: AudienceSort
  top?: number | null | undefined
  cursor?: string | undefined
  limit: number
}

interface Member {
  id: string
  /** What the models say, when it made the order: a share, fen or a day. */
  forecast: string | number | null
}

/** One page of members' ids in their order; with `top` only the first so many exist. */
export async function memberPage(
  deps: Deps,
  scope: Scope,
  { condition, sort, top, cursor, limit }: PageInput,
): Promise<{ items: Member[]; nextCursor: string | null }> {
  const { join, score, shown = 'NULL' } = SORTS[sort]
  const where = members(deps, scope, condition)
  const page = keyset({ by: ['chosen."score"', 'chosen."id"'], direction: 'desc', cursor, limit })
  const cut = top ? 'ORDER BY 2 DESC, 1 DESC LIMIT ?' : ''
  const rows = await deps.database.sql.all<Member & { score: string | number }>(
    `SELECT chosen."id", chosen."score", chosen."forecast" FROM (
       SELECT cu."id", ${score} AS "score", ${shown} AS "forecast" FROM "Customer" cu ${join} WHERE ${where.sql} ${cut}) chosen
     WHERE ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.params, ...(top ? [top] : []), ...page.params, page.take],
  )
  return pageOf(rows, { columns: ['score', 'id'], limit })
}

import type { Condition } from '../../domain/audience/condition.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { AudienceSort } from './contract.ts'
import { members } from './population.ts'

/** By what customers are ordered: always from high to low, never null. */
const SORTS: Record<AudienceSort, { join: string; score: string }> = {
  newest: { join: '', score: 'cu."createdAt"' },
  'last-visit': { join: tier(), score: `COALESCE(r."lastVisitOn", '')` },
  'longest-away': {
    join: tier(),
    // Later days come last: without a date in the window nobody can say how long.
    score: `COALESCE(99999999 - CAST(REPLACE(r."lastVisitOn", '-', '') AS INTEGER), 0)`,
  },
  spent: { join: tier(), score: 'COALESCE(r."monetaryFen", -1)' },
}

function tier(): string {
  return 'LEFT JOIN "Rfm" r ON r."corpId" = cu."corpId" AND r."customerId" = cu."id"'
}

export interface PageInput {
  condition: Condition
  sort: AudienceSort
  top?: number | null | undefined
  cursor?: string | undefined
  limit: number
}

/** One page of members' ids in their order; with `top` only the first so many exist. */
export async function memberPage(
  deps: Deps,
  scope: Scope,
  { condition, sort, top, cursor, limit }: PageInput,
): Promise<{ items: { id: string }[]; nextCursor: string | null }> {
  const { join, score } = SORTS[sort]
  const where = members(deps, scope, condition)
  const page = keyset({ by: ['chosen."score"', 'chosen."id"'], direction: 'desc', cursor, limit })
  const cut = top ? 'ORDER BY 2 DESC, 1 DESC LIMIT ?' : ''
  const rows = await deps.database.sql.all<{ id: string; score: string | number }>(
    `SELECT chosen."id", chosen."score" FROM (
       SELECT cu."id", ${score} AS "score" FROM "Customer" cu ${join} WHERE ${where.sql} ${cut}) chosen
     WHERE ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.params, ...(top ? [top] : []), ...page.params, page.take],
  )
  return pageOf(rows, { columns: ['score', 'id'], limit })
}

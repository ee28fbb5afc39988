import type { SqlRow } from '../../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import { cutPage, readCursor } from '../../../platform/http/cursor.ts'
import { hasRole, type Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { reviewItem, type ReviewItem, type ReviewPage, type ReviewQuery } from '../contract.ts'
import { parseEvidence } from '../merge/contract.ts'
import { readSides } from './read-sides.ts'
import { visibleCustomer } from './visible-customer.ts'

const SHOWN_OF_A_KEY = 20

/** One page of the queue, the newest first. A manager gets the pairs of whom both sides are theirs to see. */
export async function listReviews(deps: Deps, scope: Scope, query: ReviewQuery): Promise<ReviewPage> {
  const { sql } = deps.database
  const where = conditions(deps, scope, query)
  const after = readCursor(query.cursor)
  const page: Condition = after
    ? { sql: '(r."openedAt", r."id") < (?, ?)', params: [new Date(after.at), after.id] }
    : { sql: '1 = 1', params: [] }
  const all = [...where, page]
  const rows = await sql.all<SqlRow>(
    `SELECT r.*, s."name" AS "byName" FROM "MatchReview" r LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."decidedBy"
     WHERE ${all.map((part) => part.sql).join(' AND ')} ORDER BY r."openedAt" DESC, r."id" DESC LIMIT ?`,
    [...all.flatMap((part) => part.params), query.limit + 1],
  )
  const { items, nextCursor } = cutPage(rows, query.limit, (row) => {
    return { at: String(row['openedAt']), id: String(row['id']) }
  })
  const people = items.map(peopleOf)
  const sides = await readSides(deps, scope, people.flat())
  return {
    items: items.map((row, n): ReviewItem =>
      reviewItem.parse({
        id: row['id'],
        kind: row['kind'],
        state: row['state'],
        score: row['score'],
        decidedBy: row['byName'],
        evidence: parseEvidence(String(row['evidenceJson'])),
        openedAt: rowTime(row['openedAt']).toISOString(),
        laterUntil: rowTimeOrNull(row['laterUntil'])?.toISOString() ?? null,
        decidedAt: rowTimeOrNull(row['decidedAt'])?.toISOString() ?? null,
        sides: (people[n] ?? []).flatMap((id) => sides.get(id) ?? []),
      }),
    ),
    nextCursor,
    total: after ? null : await count(deps, where),
  }
}

function peopleOf(row: SqlRow): string[] {
  if (row['kind'] !== 'quarantine') return [String(row['aId']), String(row['bId'])]
  const [key] = parseEvidence(String(row['evidenceJson'])).keys
  return (key?.seen ?? []).slice(0, SHOWN_OF_A_KEY).map((one) => one.recordId)
}

function conditions({ clock }: Deps, scope: Scope, query: ReviewQuery): Condition[] {
  const now = clock.now()
  const states: Record<ReviewQuery['state'], Condition> = {
    open: { sql: `r."state" = 'open' AND (r."laterUntil" IS NULL OR r."laterUntil" <= ?)`, params: [now] },
    later: { sql: `r."state" = 'open' AND r."laterUntil" > ?`, params: [now] },
    decided: { sql: `r."state" NOT IN ('open', 'gone')`, params: [] },
  }
  return [
    { sql: 'r."corpId" = ?', params: [scope.corpId] },
    states[query.state],
    ...(query.kind ? [{ sql: 'r."kind" = ?', params: [query.kind] }] : []),
    ...visibleReview(scope),
  ]
}

/** A key of many people shows people of many stores: only the administrator sees those. */
export function visibleReview(scope: Scope): Condition[] {
  if (hasRole(scope, 'admin')) return []
  return [
    { sql: `r."kind" <> 'quarantine'`, params: [] },
    visibleCustomer(scope, 'r."aId"'),
    visibleCustomer(scope, 'r."bId"'),
  ]
}

async function count({ database: { sql } }: Deps, where: readonly Condition[]): Promise<number> {
  const rows = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "MatchReview" r WHERE ${where.map((part) => part.sql).join(' AND ')}`,
    where.flatMap((part) => part.params),
  )
  return Number(rows[0]?.n ?? 0)
}

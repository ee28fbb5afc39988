import { groupBy } from '../../domain/group-by.ts'
import { addDays, localDateOf } from '../../domain/time.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { SourceDetail, SourceList, SourceRow } from './admin/contract.ts'

const DAYS = 30

interface Page {
  cursor: string | undefined
  limit: number
}

/** Sources, the newest first. */
export async function listSources(deps: Deps, scope: Scope, { cursor, limit }: Page): Promise<SourceList> {
  const { corpId } = scope
  const rows = await deps.database.db.intakeSource.findMany({
    where: { corpId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const shown = rows.slice(0, limit)
  return {
    items: await describe(deps, corpId, shown),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

export async function readSource(deps: Deps, scope: Scope, id: string): Promise<SourceDetail> {
  const { corpId } = scope
  const row = await deps.database.db.intakeSource.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!row) throw new AppError('not-found', { log: 'no such intake source' })
  const [source] = await describe(deps, corpId, [row])
  if (!source) throw new AppError('not-found')
  const { sql } = deps.database
  const kinds = await sql.all<SourceDetail['kinds'][number]>(
    `SELECT "kind", SUM("accepted") AS "accepted", SUM("same") AS "same", SUM("changed") AS "changed",
       SUM("refused") AS "refused"
     FROM "IntakeTally" WHERE "corpId" = ? AND "sourceId" = ? AND "day" >= ? GROUP BY "kind" ORDER BY "kind"`,
    [corpId, id, since(deps)],
  )
  const [waiting] = await sql.all<{ count: number }>(
    `SELECT COUNT(*) AS "count" FROM (SELECT DISTINCT "kind", "factId" FROM "IntakeFactKey"
     WHERE "corpId" = ? AND "source" = ?) w`,
    [corpId, row.name],
  )
  return { source, kinds, waiting: waiting?.count ?? 0 }
}

const since = (deps: Deps): string => addDays(localDateOf(deps.clock.nowMs()), -DAYS)

type Row = NonNullable<Awaited<ReturnType<Deps['database']['db']['intakeSource']['findUnique']>>>

async function describe(deps: Deps, corpId: string, rows: readonly Row[]): Promise<SourceRow[]> {
  const ids = rows.map((row) => row.id)
  const { db, sql } = deps.database
  const now = deps.clock.now()
  const keys = await db.intakeKey.findMany({
    where: { corpId, sourceId: { in: ids }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    orderBy: { id: 'desc' },
  })
  const tallies = await sql.all<SourceRow['counts'] & { sourceId: string }>(
    `SELECT "sourceId", SUM("accepted") AS "accepted", SUM("same") AS "same", SUM("changed") AS "changed",
       SUM("refused") AS "refused"
     FROM "IntakeTally" WHERE "corpId" = ? AND "day" >= ? AND ${inTextList(sql.dialect, '"sourceId"')} GROUP BY "sourceId"`,
    [corpId, since(deps), JSON.stringify(ids)],
  )
  const countsOf = new Map(tallies.map((row) => [row.sourceId, row]))
  const keysOf = groupBy(keys, (key) => key.sourceId)
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    perMinute: row.perMinute,
    maxBytes: row.maxBytes,
    createdAt: row.createdAt.toISOString(),
    revokedAt: iso(row.revokedAt),
    lastSeenAt: iso(row.lastSeenAt),
    keys: (keysOf.get(row.id) ?? []).map((key) => ({
      id: key.id,
      createdAt: key.createdAt.toISOString(),
      endsAt: iso(key.endsAt),
      lastUsedAt: iso(key.lastUsedAt),
    })),
    counts: countsOf.get(row.id) ?? { accepted: 0, same: 0, changed: 0, refused: 0 },
  }))
}

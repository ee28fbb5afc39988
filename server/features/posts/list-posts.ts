import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { holdsText } from '../../platform/db/text-sql.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { namedIn } from '../materials/post-usage.ts'
import type { Condition } from '../staff/scope.ts'
import { postDraft, type PostPage, type PostQuery, type PostRow } from './contract.ts'
import { visiblePosts } from '../staff/planned-scope.ts'
import { visibleSenders } from './policy.ts'

type Row = Omit<PostRow, 'text' | 'ownerName'> & { ownerName: string | null; draftJson: string }

/** Posts one may read, the newest change first; templates only when they are asked for. */
export function listPosts(deps: Deps, scope: Scope, query: PostQuery): Promise<PostPage> {
  const where: Condition[] = []
  where.push(
    query.state
      ? { sql: 'p."state" = ?', params: [query.state] }
      : { sql: `p."state" <> 'template'`, params: [] },
  )
  if (query.kind) where.push({ sql: 'p."kind" = ?', params: [query.kind] })
  const { dialect } = deps.database
  for (const word of (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    where.push(holdsText(dialect, 'LOWER(p."title")', word))
  if (query.scriptId !== undefined) where.push(holdsText(dialect, 'p."draftJson"', namedIn(query.scriptId)))
  if (query.startedFrom !== undefined)
    where.push({ sql: 'p."startedAt" >= ?', params: [new Date(query.startedFrom)] })
  return readPage(deps, scope, { where, cursor: query.cursor, limit: query.limit })
}

const MOST_IN_CALENDAR = 400

/** Those that go or went out in these days; without one that was called off before it began. */
export async function postsBetween(
  deps: Deps,
  scope: Scope,
  { from, to }: { from: Date; to: Date },
): Promise<PostRow[]> {
  const where: Condition = {
    sql: `COALESCE(p."startedAt", p."startsAt") >= ? AND COALESCE(p."startedAt", p."startsAt") < ? AND NOT (p."state" = 'cancelled' AND p."startedAt" IS NULL)`,
    params: [from, to],
  }
  return (await readPage(deps, scope, { where: [where], cursor: undefined, limit: MOST_IN_CALENDAR })).items
}

async function readPage(
  deps: Deps,
  scope: Scope,
  { where, cursor, limit }: { where: Condition[]; cursor: string | undefined; limit: number },
): Promise<PostPage> {
  const visible = visiblePosts(scope)
  const own = visibleSenders(scope, 'x."staffId"')
  const page = keyset({ by: ['p."updatedAt"', 'p."id"'], direction: 'desc', cursor, limit })
  const all = [
    { sql: 'p."corpId" = ?', params: [scope.corpId] },
    visible,
    ...where,
    { sql: page.where, params: page.params },
  ]
  const count = (table: string, and: string): string =>
    `(SELECT COUNT(*) FROM "${table}" x WHERE x."corpId" = p."corpId" AND x."postId" = p."id" AND ${and} AND ${own.sql})`
  const rows = await deps.database.sql.all<Row>(
    `SELECT p."id", p."kind", p."state", p."title", p."draftJson", p."startsAt", p."startedAt", p."updatedAt", s."name" AS "ownerName",
       ${count('PostTarget', `x."state" <> 'held'`)} AS "planned",
       ${count('PostTarget', `x."state" = 'delivered'`)} AS "delivered",
       ${count('PostPart', '1 = 1')} AS "staff",
       ${count('PostPart', `x."confirmedAt" IS NOT NULL`)} AS "confirmed"
     FROM "Post" p LEFT JOIN "Staff" s ON s."corpId" = p."corpId" AND s."id" = p."ownerStaffId"
     WHERE ${all.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [
      ...[own, own, own, own].flatMap((part) => part.params),
      ...all.flatMap((part) => part.params),
      page.take,
    ],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['updatedAt', 'id'], limit })
  const iso = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString())
  return {
    items: items.map(({ draftJson, ownerName, ...row }) => ({
      ...row,
      text: postDraft.parse(JSON.parse(draftJson)).content.text.slice(0, 120),
      ownerName: ownerName ?? '',
      startsAt: iso(row.startsAt),
      startedAt: iso(row.startedAt),
      updatedAt: new Date(row.updatedAt).toISOString(),
    })),
    nextCursor,
  }
}

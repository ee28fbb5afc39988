import type { SqlRow, SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import { groupBy } from '../../../platform/group-by.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { effectState } from '../../effects/contract.ts'
import { catalogueChange, type CataloguePage, type Holders, type OpenChange } from './contract.ts'

export const CATALOGUE_EFFECT = 'tag-catalogue'
const GROUPS = 20
const CHANGES = 50

type Sql = Pick<SqlTx, 'all' | 'dialect'>

/** Groups and tags as WeCom has them, the larger order first, each with how many customers have it. */
export async function readCataloguePage(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<CataloguePage> {
  const { sql } = deps.database
  const page = keyset({ by: ['"sortOrder"', '"groupId"'], direction: 'desc', cursor, limit: GROUPS })
  const rows = await sql.all<{ sortOrder: number; groupId: string; name: string }>(
    `SELECT "sortOrder", "groupId", "name" FROM "TagGroup" WHERE "corpId" = ? AND "deletedAt" IS NULL AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['sortOrder', 'groupId'], limit: GROUPS })
  const groupIds = items.map((group) => group.groupId)
  const tags = await sql.all<{ groupId: string; tagId: string; name: string; customers: number }>(
    `SELECT t."groupId", t."tagId", t."name", COUNT(DISTINCT c."customerId") AS "customers" FROM "Tag" t
     LEFT JOIN "FollowTag" ft ON ft."corpId" = t."corpId" AND ft."tagId" = t."tagId"
     LEFT JOIN "Follow" f ON f."corpId" = ft."corpId" AND f."staffId" = ft."staffId" AND f."externalUserid" = ft."externalUserid"
       AND f."endedAt" IS NULL
     LEFT JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
     WHERE t."corpId" = ? AND t."deletedAt" IS NULL AND ${inTextList(sql.dialect, 't."groupId"')}
     GROUP BY t."groupId", t."tagId", t."name", t."sortOrder" ORDER BY t."sortOrder" DESC, t."tagId"`,
    [corpId, JSON.stringify(groupIds)],
  )
  const byGroup = groupBy(tags, (tag) => tag.groupId)
  const counted = await sql.all<{ groups: number; tags: number; changes: number }>(
    `SELECT (SELECT COUNT(*) FROM "TagGroup" WHERE "corpId" = ? AND "deletedAt" IS NULL) AS "groups",
       (SELECT COUNT(*) FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL) AS "tags",
       (SELECT COUNT(*) FROM "Effect" WHERE "corpId" = ? AND "kind" = ? AND "state" NOT IN ('done', 'cancelled')) AS "changes"`,
    [corpId, corpId, corpId, CATALOGUE_EFFECT],
  )
  const [count] = counted
  return {
    items: items.map(({ groupId, name }) => ({
      groupId,
      name,
      tags: (byGroup.get(groupId) ?? []).map((tag) => ({
        tagId: tag.tagId,
        name: tag.name,
        customers: Number(tag.customers),
      })),
    })),
    nextCursor,
    changes: await readOpenChanges(sql, corpId, CHANGES),
    changeCount: Number(count?.changes ?? 0),
    groupCount: Number(count?.groups ?? 0),
    tagCount: Number(count?.tags ?? 0),
  }
}

/** What WeCom has not confirmed, the newest first. */
export async function readOpenChanges(sql: Sql, corpId: string, most: number): Promise<OpenChange[]> {
  const rows = await sql.all<SqlRow>(
    `SELECT e."id", e."state", e."payloadJson", e."errorCode", e."errorText", e."reason", e."createdAt", s."name" AS "staffName"
     FROM "Effect" e LEFT JOIN "Staff" s ON s."corpId" = e."corpId" AND s."id" = e."createdBy"
     WHERE e."corpId" = ? AND e."kind" = ? AND e."state" NOT IN ('done', 'cancelled') ORDER BY e."id" DESC LIMIT ?`,
    [corpId, CATALOGUE_EFFECT, most],
  )
  const text = (value: unknown): string | null => (value === null ? null : String(value))
  return rows.map((row) => ({
    id: String(row['id']),
    change: catalogueChange.parse(JSON.parse(String(row['payloadJson']))),
    state: effectState.parse(row['state']),
    errorCode: row['errorCode'] === null ? null : Number(row['errorCode']),
    errorText: text(row['errorText']),
    reason: text(row['reason']),
    staffName: text(row['staffName']),
    createdAt: rowTime(row['createdAt']).toISOString(),
  }))
}

export interface Named {
  id: string
  name: string
  isGroup: boolean
  /** Of a tag its group; of a group itself. */
  groupId: string
}

/** A tag or a group that WeCom has. */
export async function requireNamed(sql: Sql, corpId: string, id: string): Promise<Named> {
  const rows = await sql.all<{ name: string; groupId: string; isTag: number }>(
    `SELECT "name", "groupId", 1 AS "isTag" FROM "Tag" WHERE "corpId" = ? AND "tagId" = ? AND "deletedAt" IS NULL
     UNION ALL SELECT "name", "groupId", 0 AS "isTag" FROM "TagGroup" WHERE "corpId" = ? AND "groupId" = ? AND "deletedAt" IS NULL`,
    [corpId, id, corpId, id],
  )
  const [row] = rows
  if (!row) throw new AppError('not-found', { log: 'no such tag or tag group' })
  return { id, name: row.name, groupId: row.groupId, isGroup: Number(row.isTag) === 0 }
}

export async function tagsOf(sql: Sql, corpId: string, { id, isGroup }: Named): Promise<string[]> {
  if (!isGroup) return [id]
  const rows = await sql.all<{ tagId: string }>(
    `SELECT "tagId" FROM "Tag" WHERE "corpId" = ? AND "groupId" = ? AND "deletedAt" IS NULL ORDER BY "tagId"`,
    [corpId, id],
  )
  return rows.map((row) => row.tagId)
}

/** From whom it would be taken, and which rules would give it again. */
export async function readHolders(sql: Sql, { corpId }: Scope, id: string): Promise<Holders> {
  const named = await requireNamed(sql, corpId, id)
  const tagIds = await tagsOf(sql, corpId, named)
  const list = JSON.stringify(tagIds)
  const [count] = await sql.all<{ follows: number; customers: number }>(
    `SELECT COUNT(*) AS "follows", COUNT(DISTINCT x."customerId") AS "customers" FROM (
       SELECT DISTINCT f."staffId", f."externalUserid", c."customerId" FROM "FollowTag" ft
       JOIN "Follow" f ON f."corpId" = ft."corpId" AND f."staffId" = ft."staffId" AND f."externalUserid" = ft."externalUserid"
         AND f."endedAt" IS NULL
       JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       WHERE ft."corpId" = ? AND ${inTextList(sql.dialect, 'ft."tagId"')}) x`,
    [corpId, list],
  )
  const rules = await sql.all<{ name: string }>(
    `SELECT "name" FROM "TagRule" WHERE "corpId" = ? AND "isEnabled" AND ${inTextList(sql.dialect, '"wecomTagId"')} ORDER BY "name"`,
    [corpId, list],
  )
  return {
    name: named.name,
    isGroup: named.isGroup,
    tags: tagIds.length,
    follows: Number(count?.follows ?? 0),
    customers: Number(count?.customers ?? 0),
    rules: rules.map((rule) => rule.name),
  }
}

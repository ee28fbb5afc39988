import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { memberRows } from '../../audiences/list-members.ts'
import { TARGETS } from '../../audiences/condition/post-steps.ts'
import type { Condition } from '../../staff/scope.ts'
import type { TargetPage, TargetQuery, TargetRow } from '../contract.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import { chainReached, isOpenTold } from './chain.ts'

interface Row {
  targetId: string
  customerId: string | null
  chatId: string | null
  groupName: string | null
  staffName: string | null
  arm: 'a' | 'b'
  state: TargetRow['state']
  reason: string | null
  freeOn: string | null
  sentAt: string | null
}

/** Customers or groups of a post, of the members one answers for; with names as far as one may see them. */
export async function listTargets(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: TargetQuery },
): Promise<TargetPage> {
  const post = await requirePost(deps, scope, id)
  const { sql } = deps.database
  const own = visibleSenders(scope, 't."staffId"')
  const isOwner = post.ownerStaffId === scope.staffId
  const where: Condition[] = [
    { sql: 't."corpId" = ? AND t."postId" = ?', params: [scope.corpId, id] },
    // Whom nobody can send to has no sender: the post's owner sees them.
    { sql: `(${own.sql}${isOwner ? ' OR t."staffId" IS NULL' : ''})`, params: own.params },
    ...(query.state ? [{ sql: 't."state" = ?', params: [query.state] }] : []),
    ...(query.reason ? [{ sql: 't."reason" = ?', params: [query.reason] }] : []),
    ...(query.staffId ? [{ sql: 't."staffId" = ?', params: [query.staffId] }] : []),
    ...(query.arm ? [{ sql: 't."arm" = ?', params: [query.arm] }] : []),
    ...(query.step
      ? [{ sql: chainReached(sql, { step: query.step, isTold: await isOpenTold(sql, post) }), params: [] }]
      : []),
  ]
  const page = keyset({ by: ['t."targetId"'], direction: 'asc', cursor: query.cursor, limit: query.limit })
  where.push({ sql: page.where, params: page.params })
  const rows = await sql.all<Row>(
    `SELECT t."targetId", t."customerId", t."chatId", g."name" AS "groupName", s."name" AS "staffName", t."arm", t."state", t."reason", t."freeOn", t."sentAt"
     FROM ${TARGETS} LEFT JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."staffId"
     LEFT JOIN "Group" g ON g."corpId" = t."corpId" AND g."chatId" = t."chatId"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['targetId'], limit: query.limit })
  const people = await memberRows(
    deps,
    scope,
    items.flatMap((row) => row.customerId ?? []),
  )
  const known = new Map(people.map((row) => [row.id, row]))
  return {
    items: items.map(({ chatId, groupName, customerId, sentAt, ...row }) => {
      const person = known.get(customerId ?? '')
      return {
        ...row,
        name: chatId === null ? (person?.name ?? '') : (groupName ?? ''),
        isMasked: chatId === null && (person?.isMasked ?? true),
        customerId: person !== undefined && !person.isMasked ? customerId : null,
        sentAt: sentAt === null ? null : new Date(sentAt).toISOString(),
      }
    }),
    nextCursor,
  }
}

import type { Sql } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { checkMassToGroups } from '../../actions/gate/check-mass.ts'
import type { PostAudience } from '../contract.ts'
import type { Condition } from '../../staff/scope.ts'
import type { Aimed, StoredPost } from '../stored-post.ts'
import type { TextFiller } from './fill-texts.ts'
import { armOf } from './plan-customers.ts'
import type { PlanTerms } from './plan-terms.ts'
import { mayBeSender } from './senders.ts'
import type { NewTarget } from './write-targets.ts'

const PAGE = 500

interface GroupRow {
  chatId: string
  ownerStaffId: string | null
  mayOwnerSend: number
}

/** The next groups of a post by id: chosen one by one, or by name and size. Their owner sends. */
export async function nextGroups(sql: Sql, post: StoredPost, after: string | null): Promise<GroupRow[]> {
  const may = mayBeSender(post, 'g."ownerStaffId"')
  const meant = groupsMeant(sql.dialect, post)
  return sql.all<GroupRow>(
    `SELECT g."chatId", g."ownerStaffId", CASE WHEN ${may.sql} THEN 1 ELSE 0 END AS "mayOwnerSend" FROM "Group" g
     WHERE g."corpId" = ? AND g."chatId" > ? AND ${meant.sql} ORDER BY g."chatId" LIMIT ${PAGE}`,
    [...may.params, post.corpId, after ?? '', ...meant.params],
  )
}

/** Living groups `g` that are meant: chosen one by one, or by type, tag, name and size, of the units; and not left out. */
export function groupsMeant(dialect: Sql['dialect'], aimed: Aimed): Condition {
  const { chatIds, nameHas, minMembers } = aimed.draft.audience
  const chosen = chatIds.length === 0 ? '1 = 1' : inTextList(dialect, 'g."chatId"')
  const named = nameHas === '' ? '1 = 1' : `${dialect === 'sqlite' ? 'instr' : 'strpos'}(g."search", ?) > 0`
  const labels = ofLabels(dialect, aimed.draft.audience)
  const left = notLeftOut(dialect, aimed)
  const units = ofUnits(aimed)
  return {
    sql: `g."dismissedAt" IS NULL AND g."externalCount" >= ? AND ${chosen} AND ${named} AND ${labels.sql} AND ${left.sql} AND ${units.sql}`,
    params: [
      minMembers,
      ...(chatIds.length === 0 ? [] : [JSON.stringify(chatIds)]),
      ...(nameHas === '' ? [] : [nameHas.toLowerCase()]),
      ...labels.params,
      ...left.params,
      ...units.params,
    ],
  }
}

/** One of the types, and one of the tags. */
function ofLabels(dialect: Sql['dialect'], { groupTypeIds, groupTagIds }: PostAudience): Condition {
  const typed = groupTypeIds.length === 0 ? '1 = 1' : inTextList(dialect, 'g."typeId"')
  return {
    sql: `${typed} AND ${groupTagIds.length === 0 ? '1 = 1' : tagged(dialect)}`,
    params: [groupTypeIds, groupTagIds].flatMap((ids) => (ids.length === 0 ? [] : [JSON.stringify(ids)])),
  }
}

function tagged(dialect: Sql['dialect']): string {
  return `EXISTS (SELECT 1 FROM "GroupTagging" t WHERE t."corpId" = g."corpId" AND t."chatId" = g."chatId"
    AND ${inTextList(dialect, 't."labelId"')})`
}

/** None of those left out. A label to leave out that is gone tells nobody apart any more: then nobody is meant. */
function notLeftOut(dialect: Sql['dialect'], { corpId, draft: { audience } }: Aimed): Condition {
  const { excludedChatIds, excludedGroupTypeIds, excludedGroupTagIds } = audience
  const labelIds = [...new Set([...excludedGroupTypeIds, ...excludedGroupTagIds])]
  const each: [string, readonly string[]][] = [
    [`NOT ${inTextList(dialect, 'g."chatId"')}`, excludedChatIds],
    [`(g."typeId" IS NULL OR NOT ${inTextList(dialect, 'g."typeId"')})`, excludedGroupTypeIds],
    [`NOT ${tagged(dialect)}`, excludedGroupTagIds],
  ]
  const asked = each.filter(([, ids]) => ids.length > 0)
  const living = `(SELECT COUNT(*) FROM "GroupLabel" l WHERE l."corpId" = ? AND l."archivedAt" IS NULL AND ${inTextList(dialect, 'l."id"')}) = ${labelIds.length}`
  return {
    sql: ['1 = 1', ...asked.map(([sql]) => sql), ...(labelIds.length === 0 ? [] : [living])].join(' AND '),
    params: [
      ...asked.map(([, ids]) => JSON.stringify(ids)),
      ...(labelIds.length === 0 ? [] : [corpId, JSON.stringify(labelIds)]),
    ],
  }
}

/** Groups whose owner cannot send are shown as held back, those of other units are not looked at. */
function ofUnits(post: Aimed): Condition {
  const { corpId, paths } = post
  if (paths.includes('/') && post.draft.audience.unitIds.length === 0) return { sql: '1 = 1', params: [] }
  if (post.draft.audience.unitIds.length > 0) return mayBeSender(post, 'g."ownerStaffId"')
  return {
    sql: `g."ownerStaffId" IN (SELECT su."staffId" FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
      WHERE su."corpId" = ? AND (${paths.map((path) => `SUBSTR(u."path", 1, ${path.length}) = ?`).join(' OR ')}))`,
    params: [corpId, ...paths],
  }
}

export async function planGroups(
  sql: Sql,
  {
    post,
    terms,
    filler,
    groups,
  }: { post: StoredPost; terms: PlanTerms; filler: TextFiller; groups: GroupRow[] },
): Promise<NewTarget[]> {
  const isMass = post.kind === 'groups'
  const chatIds = groups.map((group) => group.chatId)
  const verdicts = isMass
    ? await checkMassToGroups(sql, { corpId: post.corpId, chatIds, ...terms })
    : new Map<string, null>()
  const staffIds = [...new Set(groups.flatMap((group) => group.ownerStaffId ?? []))]
  await filler.load(sql, { customerIds: [], staffIds })
  return groups.map(({ chatId, ownerStaffId, mayOwnerSend }): NewTarget => {
    const arm = armOf(post, chatId)
    const target: NewTarget = { targetId: chatId, chatId, arm, staffId: ownerStaffId, state: 'held' }
    if (ownerStaffId === null || Number(mayOwnerSend) === 0) return { ...target, reason: 'no-sender' }
    const refusal = verdicts.get(chatId) ?? null
    if (refusal !== null) return { ...target, reason: refusal.kind, freeOn: refusal.freeOn }
    const lot = filler.fill({ arm, customerId: null, staffId: ownerStaffId })
    return lot === null
      ? { ...target, reason: 'text-open' }
      : { ...target, state: 'planned', lotId: lot.lotId }
  })
}

import type { Scope } from '../../../platform/http/scope.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Deps } from '../../deps.ts'
import { mayEdit } from '../../posts/policy.ts'
import type { Condition } from '../../staff/scope.ts'
import type { Sop, SopPage, SopQuery, SopRow } from '../contract.ts'
import { requirePlan, visiblePlans } from '../policy.ts'
import { countSteps, sumCounts } from '../steps/count-steps.ts'
import { findVersion, readDraft } from '../stored-plan.ts'
import { checkDraft } from './check-draft.ts'

export async function readPlan(deps: Deps, scope: Scope, id: string): Promise<Sop> {
  const plan = await requirePlan(deps, scope, id)
  const { corpId, draft, version } = plan
  const { db, sql } = deps.database
  const [checked, counted, owner, inForce] = await Promise.all([
    checkDraft(deps, plan),
    countSteps(deps, scope, [id]),
    db.staff.findUnique({
      where: { corpId_id: { corpId, id: plan.ownerStaffId } },
      select: { name: true },
    }),
    version === 0 ? null : findVersion(sql, { corpId, planId: id, version }),
  ])
  const titles = new Map([...(inForce?.steps ?? []), ...draft.steps].map((step) => [step.id, step.title]))
  return {
    id,
    kind: plan.kind,
    state: plan.state,
    edition: plan.edition,
    version,
    draft,
    isChanged: inForce !== null && JSON.stringify(inForce) !== JSON.stringify(draft),
    isMine: plan.ownerStaffId === scope.staffId,
    mayEdit: mayEdit(scope, plan),
    ownerName: owner?.name ?? '',
    problems: checked.problems.map((problem) => ({ ...problem })),
    scripts: checked.scripts,
    startedOn: plan.startedOn,
    endedAt: plan.endedAt?.toISOString() ?? null,
    updatedAt: plan.updatedAt.toISOString(),
    counts: sumCounts(counted.map((one) => one.counts)),
    steps: counted.map(({ stepId, counts }) => ({ stepId, counts, title: titles.get(stepId) ?? '' })),
  }
}

type Row = Omit<SopRow, 'counts' | 'trigger' | 'stepCount' | 'ownerName'> & {
  draftJson: string
  ownerName: string | null
}

/** Plans one may read, the newest change first. */
export async function listPlans(deps: Deps, scope: Scope, query: SopQuery): Promise<SopPage> {
  const { sql } = deps.database
  const page = keyset({
    by: ['p."updatedAt"', 'p."id"'],
    direction: 'desc',
    cursor: query.cursor,
    limit: query.limit,
  })
  const where: Condition[] = [
    { sql: 'p."corpId" = ?', params: [scope.corpId] },
    visiblePlans(scope),
    ...(query.state ? [{ sql: 'p."state" = ?', params: [query.state] }] : []),
    ...(query.kind ? [{ sql: 'p."kind" = ?', params: [query.kind] }] : []),
    { sql: page.where, params: page.params },
  ]
  const rows = await sql.all<Row>(
    `SELECT p."id", p."kind", p."state", p."title", p."draftJson", p."updatedAt", s."name" AS "ownerName" FROM "SopPlan" p
     LEFT JOIN "Staff" s ON s."corpId" = p."corpId" AND s."id" = p."ownerStaffId"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['updatedAt', 'id'], limit: query.limit })
  const counted = await countSteps(
    deps,
    scope,
    items.map((row) => row.id),
  )
  return {
    items: items.map(({ draftJson, ownerName, ...row }) => {
      const { trigger, steps } = readDraft(draftJson)
      const own = counted.filter((one) => one.planId === row.id).map((one) => one.counts)
      return {
        ...row,
        trigger,
        stepCount: steps.length,
        ownerName: ownerName ?? '',
        updatedAt: new Date(row.updatedAt).toISOString(),
        counts: sumCounts(own),
      }
    }),
    nextCursor,
  }
}

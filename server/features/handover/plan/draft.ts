import { ulid } from 'ulid'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { changedHandover, Handover, newHandover, rowEdit } from '../contract.ts'
import type { z } from 'zod'
import { noteStep } from '../note-step.ts'
import { conflict, findHandover, requireHandover, requireStaff, type StoredHandover } from '../policy.ts'
import { readHandover } from '../read-handover.ts'
import type { PlanInput } from './contract.ts'
import type { RowWish } from './make-plan.ts'
import { readWishes, replan } from './store-plan.ts'

/** A plan, made at once and stored; nothing happens until it is confirmed. */
export async function createDraft(
  deps: Deps,
  scope: Scope,
  { fromStaffId, family, plan, message }: z.output<typeof newHandover>,
): Promise<Handover> {
  const { corpId, staffId: createdBy } = scope
  await requireStaff(deps, scope, [fromStaffId, ...staffOf(plan)])
  const now = deps.clock.now()
  const id = ulid(now.getTime())
  const data = { ...emptyDraft({ family, plan, message, now }), corpId, id, fromStaffId, createdBy }
  await deps.database.db.handover.create({ data })
  await planFirst(deps, { corpId, id })
  return readHandover(deps, scope, id)
}

/** A draft as it is before its first plan. */
export function emptyDraft({
  family,
  plan,
  message,
  now,
}: Pick<z.output<typeof newHandover>, 'family' | 'plan' | 'message'> & { now: Date }) {
  return {
    family,
    state: 'draft',
    version: 0,
    planJson: JSON.stringify(plan),
    message: family === 'onjob' ? message : null,
    createdAt: now,
    updatedAt: now,
  }
}

export async function planFirst(deps: Deps, of: { corpId: string; id: string }): Promise<void> {
  const draft = await findHandover(deps, of)
  if (draft) await replan(deps, draft, [])
}

export async function changeDraft(
  deps: Deps,
  scope: Scope,
  { id, change }: { id: string; change: z.output<typeof changedHandover> },
): Promise<Handover> {
  const draft = await requireDraft(deps, scope, { id, version: change.version })
  const plan = change.plan ?? draft.plan
  await requireStaff(deps, scope, staffOf(plan))
  const message = change.message === undefined ? draft.message : change.message
  const allowed = new Set(plan.successors.map((one) => one.staffId))
  const wishes = (await readWishes(deps, draft)).filter(
    (wish) => wish.toStaffId === null || allowed.has(wish.toStaffId),
  )
  await replan(deps, { ...draft, plan, message: draft.family === 'onjob' ? message : null }, wishes)
  return readHandover(deps, scope, id)
}

/** Single rows: this taker, out of the plan, or back to the rule. */
export async function editRows(
  deps: Deps,
  scope: Scope,
  { id, edit }: { id: string; edit: z.output<typeof rowEdit> },
): Promise<Handover> {
  const draft = await requireDraft(deps, scope, { id, version: edit.version })
  const { kind, objectIds, toStaffId } = edit
  const { plan } = draft
  if (toStaffId !== null && toStaffId !== 'auto' && !plan.successors.some((one) => one.staffId === toStaffId))
    throw conflict('not-a-successor')
  const named = new Set(objectIds)
  const kept = (await readWishes(deps, draft)).filter(
    (wish) => wish.kind !== kind || !named.has(wish.objectId),
  )
  const wishes =
    toStaffId === 'auto' ? [] : objectIds.map((objectId): RowWish => ({ kind, objectId, toStaffId }))
  await replan(deps, draft, [...kept, ...wishes])
  return readHandover(deps, scope, id)
}

/** The dry run: everything is read and checked again. */
export async function checkDraft(deps: Deps, scope: Scope, id: string): Promise<Handover> {
  const draft = await requireDraft(deps, scope, { id })
  await replan(deps, draft, await readWishes(deps, draft))
  return readHandover(deps, scope, id)
}

export async function discardDraft(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId } = await requireDraft(deps, scope, { id })
  await deps.database.sql.transaction(async (tx) => {
    const gone = await tx.run(
      `DELETE FROM "Handover" WHERE "corpId" = ? AND "id" = ? AND "state" = 'draft'`,
      [corpId, id],
    )
    if (gone === 0) throw conflict('not-a-draft')
    await tx.run('DELETE FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ?', [corpId, id])
    await noteStep(tx, deps, { corpId, staffId: scope.staffId, id, step: 'discard' })
  })
}

export async function requireDraft(
  deps: Deps,
  scope: Scope,
  { id, version }: { id: string; version?: number },
): Promise<StoredHandover> {
  const draft = await requireHandover(deps, scope, id)
  if (draft.state !== 'draft') throw conflict('not-a-draft')
  if (version !== undefined && version !== draft.version) throw conflict('plan-changed')
  return draft
}

function staffOf(plan: PlanInput): string[] {
  const lines = plan.rule.kind === 'model' ? plan.rule.lines.flatMap((line) => line.staffIds) : []
  return [...plan.successors.map((one) => one.staffId), ...lines]
}

import { localDateOf } from '../../../domain/time.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { noteSend, writeOutcome } from '../../actions/note-send.ts'
import { recomputeActions } from '../../actions/recompute.ts'
import { reopenStep, settleStep } from '../../customers/plan-tasks.ts'
import { requireCustomer } from '../../customers/policy.ts'
import { tellPages } from '../../customers/tell-pages.ts'
import type { Deps } from '../../deps.ts'
import { requireGroup } from '../../groups/policy.ts'
import { SOP_KIND } from '../sop-kind.ts'
import type { StepOutcome } from './contract.ts'
import { readStep } from './read-open.ts'

/**
 * What a member did with a step. A message that went out counts like every other against the caps of the shared gate;
 * once for each id, however often it is told.
 */
export async function recordStep(
  deps: Deps,
  scope: Scope,
  { taskId, id, outcome, reason }: StepOutcome & { taskId: string },
): Promise<void> {
  const { corpId, staffId } = scope
  const task = await requireStep(deps, scope, taskId)
  const { customerId, chatId, title } = task
  const now = deps.clock.now()
  const step = await readStep(deps, corpId, task)
  const isSend = outcome === 'sent' || outcome === 'edited'
  const scriptIds = step?.scriptIds ?? []
  const isNew = await deps.database.db.$transaction(async (tx) => {
    const of = { corpId, id: taskId }
    if (outcome === 'reopened') await reopenStep(tx, of)
    else if (outcome !== 'copied')
      await settleStep(tx, { ...of, how: isSend ? 'sent' : outcome, reason: reason ?? null, now })
    if (customerId === '') return false
    const isWritten = await writeOutcome(tx, {
      corpId,
      id,
      customerId,
      staffId,
      rule: SOP_KIND,
      reason,
      at: now,
      scriptId: scriptIds[0] ?? null,
      outcome: outcome === 'skipped' ? 'dismissed' : outcome,
    })
    if (!isWritten || !isSend) return isWritten
    await noteSend(tx, {
      corpId,
      id,
      customerId,
      staffId,
      scriptIds,
      title,
      rule: SOP_KIND,
      outcome,
      now,
    })
    await recomputeActions(deps, tx, {
      corpId,
      customerIds: [customerId],
      today: localDateOf(now.getTime()),
    })
    return true
  })
  if (isNew && scriptIds.length > 0) deps.metrics.scriptSend(outcome === 'skipped' ? 'dismissed' : outcome)
  if (chatId !== null) deps.live.tell({ corpId, topic: 'group', id: chatId })
  else await tellPages(deps, corpId, [customerId])
}

/** Steps of customers and groups one may not see answer 404. */
async function requireStep(deps: Deps, scope: Scope, id: string) {
  const { corpId } = scope
  const task = await deps.database.db.task.findUnique({
    where: { corpId_id: { corpId, id } },
    select: {
      kind: true,
      customerId: true,
      chatId: true,
      title: true,
      planId: true,
      planVersion: true,
      stepId: true,
    },
  })
  if (task?.kind !== SOP_KIND) throw new AppError('not-found', { log: 'no such step' })
  if (task.chatId === null) await requireCustomer(deps, scope, task.customerId)
  else await requireGroup(deps, scope, task.chatId)
  return task
}

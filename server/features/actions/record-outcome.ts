import type { ActionRule } from '../../domain/actions.ts'
import { snoozeEnd } from '../../domain/rank-actions.ts'
import { type LocalDate, localDateOf } from '../../domain/time.ts'
import type { Tx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import { finishTasks } from '../customers/tasks.ts'
import type { Deps } from '../deps.ts'
import type { Outcome, OutcomeInput } from './contract.ts'
import { noteSend, writeOutcome } from './note-send.ts'
import { recomputeActions } from './recompute.ts'
import { openResult, readProposal } from './results/open-result.ts'

/** Tasks that ask for just this message; the last rung asks for a call, which a message is not. */
const TASK_OF: Partial<Record<ActionRule, string>> = {
  'churn-warning': 'churn',
  'win-back-3m': 'winback-1',
  'win-back-5m': 'winback-2',
}

/**
 * Keeps what an advisor did and what follows from it, once for each id however often it is sent. The ranking is made
 * anew in the same transaction, so that the panel read next is right.
 */
export async function recordOutcome(deps: Deps, scope: Scope, input: OutcomeInput): Promise<Outcome> {
  await requireCustomer(deps, scope, input.customerId)
  const { corpId, staffId } = scope
  const { id, customerId, rule, scriptId } = input
  const now = deps.clock.now()
  const today = localDateOf(now.getTime())
  const untilOn = input.outcome === 'dismissed' ? snoozeEnd(today, deps.defaults.snoozeDays) : null
  const isNew = await deps.database.db.$transaction(async (tx) => {
    const proposal = await readProposal(tx, { corpId, customerId, rule })
    const row = { ...input, corpId, staffId, rule: rule ?? '', probability: proposal?.probability ?? null }
    if (!(await writeOutcome(tx, { ...row, at: now }))) {
      await requireSame(tx, corpId, input)
      return false
    }
    if (untilOn !== null && rule !== null)
      await snooze(tx, { corpId, customerId, rule, untilOn, reason: input.reason ?? '', staffId })
    if (input.outcome === 'sent' || input.outcome === 'edited') {
      const scriptIds = scriptId === null ? [] : [scriptId]
      await noteSend(tx, { corpId, id, customerId, staffId, scriptIds, rule, outcome: input.outcome, now })
      await openResult(tx, { corpId, staffId, input, now, proposal })
      const kind = rule === null ? undefined : TASK_OF[rule]
      if (kind !== undefined) await finishTasks(tx, { corpId, customerId, kind, now })
    }
    if (input.outcome !== 'shown')
      await recomputeActions(deps, tx, { corpId, customerIds: [customerId], today })
    return true
  })
  if (isNew && scriptId !== null && input.outcome !== 'shown') deps.metrics.scriptSend(input.outcome)
  return { id, untilOn }
}

interface Snooze {
  corpId: string
  customerId: string
  rule: string
  untilOn: LocalDate
  reason: string
  staffId: string
}

async function snooze(tx: Tx, { corpId, customerId, rule, ...rest }: Snooze): Promise<void> {
  const key = { corpId, customerId, rule }
  await tx.actionSnooze.upsert({
    where: { corpId_customerId_rule: key },
    create: { ...key, ...rest },
    update: rest,
  })
}

/** The same id for something else is a mistake of the sender, not a repetition. */
async function requireSame(tx: Tx, corpId: string, input: OutcomeInput): Promise<void> {
  const { id } = input
  const known = await tx.actionOutcome.findUnique({ where: { corpId_id: { corpId, id } } })
  const isSame = known?.customerId === input.customerId && known.rule === (input.rule ?? '')
  if (!isSame) throw new AppError('conflict', { log: 'outcome id was used for something else' })
}

/** Takes a dismissal back: the proposal returns at once. Only one's own, and only dismissals. */
export async function undoOutcome(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId } = scope
  await deps.database.db.$transaction(async (tx) => {
    const known = await tx.actionOutcome.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!known || known.staffId !== staffId) throw new AppError('not-found', { log: 'no such outcome' })
    if (known.outcome === 'cancelled') return
    if (known.outcome !== 'dismissed')
      throw new AppError('conflict', { log: 'only a dismissal can be undone' })
    const { customerId, rule } = known
    await tx.actionOutcome.update({ where: { corpId_id: { corpId, id } }, data: { outcome: 'cancelled' } })
    await tx.actionSnooze.deleteMany({ where: { corpId, customerId, rule } })
    await recomputeActions(deps, tx, {
      corpId,
      customerIds: [customerId],
      today: localDateOf(deps.clock.nowMs()),
    })
  })
}

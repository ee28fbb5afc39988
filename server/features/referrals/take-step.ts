import { REWARD_STEPS, type RewardState, type RewardStep } from '../../domain/referral.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { countingScope } from '../audiences/population.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import { post } from './ledger.ts'

interface Step {
  corpId: string
  id: string
  step: RewardStep
  reason: string | null
  /** null: found by the service itself. */
  staffId: string | null
  at: Date
}

/** One reward a step on, with its posting. Two who press at once: one gets it, the other is told. */
export async function takeStep(
  tx: SqlTx,
  { corpId, id, step, reason, staffId, at }: Step,
): Promise<RewardState> {
  const { from, to, posting } = REWARD_STEPS[step]
  const who = step === 'pay' ? '"paidAt" = ?, "paidBy" = ?' : '"decidedAt" = ?, "decidedBy" = ?'
  const [reward] = await tx.all<{ customerId: string; unit: string; amount: number }>(
    `UPDATE "ReferralReward" SET "state" = ?, "reason" = COALESCE(?, "reason"), ${who}
     WHERE "corpId" = ? AND "id" = ? AND "state" IN (${from.map((state) => `'${state}'`).join(', ')})
     RETURNING "customerId", "unit", "amount"`,
    [to, reason, at, staffId, corpId, id],
  )
  if (!reward) throw new AppError('conflict', { tell: { reason: 'reward-moved-on' } })
  if (posting !== null) await post(tx, { corpId, rewardId: id, ...reward, posting, at })
  return to
}

/** A person's decision on a reward of a relation they answer for; audited. */
export async function decideReward(
  deps: Deps,
  scope: Scope,
  { id, step, reason }: { id: string; step: RewardStep; reason: string },
): Promise<RewardState> {
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  const visible = visibleStaff(countingScope(scope), 'w."staffId"')
  return deps.database.sql.transaction(async (tx) => {
    const [found] = await tx.all<{ state: string }>(
      `SELECT w."state" FROM "ReferralReward" w WHERE w."corpId" = ? AND w."id" = ? AND ${visible.sql}`,
      [corpId, id, ...visible.params],
    )
    if (!found) throw new AppError('not-found', { log: 'reward outside the scope or unknown' })
    const state = await takeStep(tx, { corpId, id, step, reason: reason || null, staffId, at })
    await writeAudit(tx, deps, scope, {
      action: `referral-reward-${state}`,
      objectKind: 'referral-reward',
      objectId: id,
      detail: { from: found.state, to: state },
    })
    return state
  })
}

import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'
import { dutyNow, readDutyRows } from './duty.ts'
import { deleteUnlessGone, findWay, wayNews } from './way-outcome.ts'

export const WAY_EFFECT = 'contact-way'
const payload = z.object({ codeId: z.string() })
const made = z.object({
  configId: z.string().optional(),
  pictureUrl: z.string().nullable().optional(),
  onDuty: z.array(z.string()).optional(),
  isDeleted: z.boolean().optional(),
})
type Made = z.infer<typeof made>

/** Brings WeCom's way to what the code says now; several changes become one call. */
export async function planWay(
  tx: SqlTx,
  deps: Deps,
  { corpId, codeId, createdBy }: { corpId: string; codeId: string; createdBy: string | null },
): Promise<void> {
  await planEffect(tx, deps, {
    corpId,
    kind: WAY_EFFECT,
    key: `${WAY_EFFECT}:${codeId}`,
    payload: { codeId },
    createdBy,
    merge: () => ({ codeId }),
  })
}

interface Code {
  name: string
  state: string
  skipVerify: boolean
  configId: string | null
  createdAt: Date
  endedAt: Date | null
}

function readCode(deps: Deps, { corpId, payload: given }: EffectTask): Promise<Code | null> {
  const { codeId } = payload.parse(given)
  return deps.database.db.liveCode.findUnique({
    where: { corpId_id: { corpId, id: codeId } },
    select: { name: true, state: true, skipVerify: true, configId: true, createdAt: true, endedAt: true },
  })
}

export function wayEffect(deps: Deps): EffectHandler {
  return {
    // Making one twice leaves a code that nobody knows of: WeCom is asked first.
    isRepeatable: false,
    run: (task) => carryOut(deps, task),
    check: (task) => lookFor(deps, task),
    record: (tx, task, outcome) => record(tx, deps, { task, outcome }),
  }
}

async function carryOut(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const code = await readCode(deps, task)
  if (!code) return { state: 'done' }
  const { contactWays } = deps.wecomOf(task.corpId)
  if (code.endedAt !== null) {
    if (code.configId !== null) await remove(deps, task.corpId, code.configId)
    return { state: 'done', result: { isDeleted: true } satisfies Made }
  }
  const { codeId } = payload.parse(task.payload)
  const rows = await readDutyRows(deps.database.sql, deps, { corpId: task.corpId, codeId })
  const { userids } = dutyNow(deps, rows)
  if (userids.length === 0)
    return {
      state: 'failed',
      reason: 'nobody-behind-code',
      errorText: 'Nobody behind this code is in service with the customer-contact function',
    }
  const { name: remark, skipVerify, state } = code
  if (code.configId !== null) {
    await contactWays.update({ configId: code.configId, remark, skipVerify, state, userids })
    return { state: 'done', result: { onDuty: userids } satisfies Made }
  }
  const way = await contactWays.create({ kind: 'several', remark, skipVerify, state, userids })
  const { configId, qrCodeUrl: pictureUrl = null } = way
  return { state: 'done', result: { configId, pictureUrl, onDuty: userids } satisfies Made }
}

function remove(deps: Deps, corpId: string, configId: string): Promise<void> {
  return deleteUnlessGone(() => deps.wecomOf(corpId).contactWays.delete(configId))
}

async function lookFor(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const code = await readCode(deps, task)
  if (!code || code.configId !== null || code.endedAt !== null) return { state: 'not-done' }
  const way = await findWay(deps, { corpId: task.corpId, state: code.state, since: code.createdAt })
  if (!way) return { state: 'not-done' }
  const { configId, pictureUrl, userids: onDuty } = way
  return { state: 'done', result: { configId, pictureUrl, onDuty } satisfies Made }
}

async function record(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { codeId } = payload.parse(task.payload)
  const { configId, isDeleted, onDuty, pictureUrl } = made.catch({}).parse(outcome.result)
  const { wayState, errorText } = wayNews(outcome, isDeleted)
  await tx.run(
    `UPDATE "LiveCode" SET "configId" = COALESCE(?, "configId"), "pictureUrl" = COALESCE(?, "pictureUrl"),
       "onDutyJson" = COALESCE(?, "onDutyJson"), "wayState" = COALESCE(?, "wayState"), "errorText" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [
      configId ?? null,
      pictureUrl ?? null,
      onDuty === undefined ? null : JSON.stringify(onDuty),
      wayState,
      errorText,
      deps.clock.now(),
      task.corpId,
      codeId,
    ],
  )
}

import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { deleteUnlessGone, wayNews } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectAnswer, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'

export const JOIN_EFFECT = 'join-way'
const payload = z.object({ codeId: z.string() })
const known = z.object({
  configId: z.string().optional(),
  pictureUrl: z.string().nullable().optional(),
  chatIds: z.array(z.string()).optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

export async function planJoinWay(
  tx: SqlTx,
  deps: Deps,
  { corpId, codeId, createdBy }: { corpId: string; codeId: string; createdBy: string | null },
): Promise<void> {
  await planEffect(tx, deps, {
    corpId,
    kind: JOIN_EFFECT,
    key: `${JOIN_EFFECT}:${codeId}`,
    payload: { codeId },
    createdBy,
    merge: () => ({ codeId }),
  })
}

export function joinWayEffect(deps: Deps): EffectHandler {
  return {
    // WeCom cannot be asked for join ways. One made twice leaves a way that nobody has a code of, which harms nobody.
    isRepeatable: true,
    run: (task) => carryOut(deps, task),
    record: (tx, task, outcome) => record(tx, deps, { task, outcome }),
  }
}

async function carryOut(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const { corpId } = task
  const { codeId } = payload.parse(task.payload)
  const code = await deps.database.db.groupCode.findUnique({ where: { corpId_id: { corpId, id: codeId } } })
  if (!code) return { state: 'done' }
  const { joinWays } = deps.wecomOf(corpId)
  if (code.endedAt !== null) {
    const { configId } = code
    if (configId !== null) await deleteUnlessGone(() => joinWays.delete(configId))
    return { state: 'done', result: { isDeleted: true } satisfies Known }
  }
  const { configId, name: remark, newGroupName, newGroupNumber, state } = code
  const input = {
    ...{ chatIds: z.array(z.string()).parse(JSON.parse(code.chatIdsJson)), remark, state },
    ...(newGroupName === null ? {} : { newGroupName, newGroupNumber }),
  }
  if (configId !== null) await joinWays.update({ configId, ...input })
  const madeId = configId ?? (await joinWays.create(input)).configId
  const way = await joinWays.get(madeId)
  const { chatIds, qrCodeUrl: pictureUrl = null } = way
  return { state: 'done', result: { configId: madeId, pictureUrl, chatIds } satisfies Known }
}

async function record(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { codeId } = payload.parse(task.payload)
  const { configId, isDeleted, pictureUrl } = known.catch({}).parse(outcome.result)
  const { wayState, errorText } = wayNews(outcome, isDeleted)
  await tx.run(
    `UPDATE "GroupCode" SET "configId" = COALESCE(?, "configId"), "pictureUrl" = COALESCE(?, "pictureUrl"),
       "wayState" = COALESCE(?, "wayState"), "errorText" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [
      ...[configId ?? null, pictureUrl ?? null, wayState, errorText],
      ...[deps.clock.now(), task.corpId, codeId],
    ],
  )
}

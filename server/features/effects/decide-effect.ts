import { CURRENT_EPOCH } from '../../platform/db/epoch.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandlers, EffectOutcome } from '../feature.ts'
import type { EffectRow } from './contract.ts'
import { baseKey } from './effect-key.ts'
import { effectJob } from './effect-job.ts'
import { readEffect } from './list-effects.ts'
import { findEffect, taskOf } from './stored-effect.ts'

/** A person looked and says: once more, with all tries. Items that are done stay done. */
export async function repeatEffect(
  deps: Deps,
  scope: Scope,
  { id, handlers }: { id: string; handlers: EffectHandlers },
): Promise<EffectRow> {
  await readEffect(deps, scope, id)
  await deps.database.sql.transaction((tx) => repeatOne(tx, deps, { scope, id, handlers }))
  deps.live.tell({ corpId: scope.corpId, topic: 'effect', id, detail: { state: 'planned' } })
  return readEffect(deps, scope, id)
}

/** A person looked and says: leave it. */
export async function dismissEffect(
  deps: Deps,
  scope: Scope,
  { id, reason, handlers }: { id: string; reason: string | null; handlers: EffectHandlers },
): Promise<EffectRow> {
  const { corpId, staffId } = scope
  await readEffect(deps, scope, id)
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Effect" SET "state" = 'cancelled', "settledAt" = ?, "updatedAt" = ?, "decidedBy" = ?, "decidedAt" = ?, "decision" = ?
       WHERE "corpId" = ? AND "id" = ? AND "state" IN ('refused', 'failed', 'unknown')`,
      [now, now, staffId, now, reason, corpId, id],
    )
    if (changed === 0) throw new AppError('conflict', { tell: { reason: 'still-open-or-done' } })
    await recordDecision(tx, { corpId, id, handlers, state: 'cancelled' })
  })
  deps.live.tell({ corpId, topic: 'effect', id, detail: { state: 'cancelled' } })
  return readEffect(deps, scope, id)
}

export async function repeatOne(
  tx: SqlTx,
  deps: Deps,
  { scope, id, handlers }: { scope: Scope; id: string; handlers: EffectHandlers },
): Promise<void> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const [row] = await tx.all<{ key: string; kind: string }>(
    `UPDATE "Effect" SET "state" = 'planned', "attempts" = 0, "polls" = 0, "errorCode" = NULL, "errorText" = NULL, "reason" = NULL,
       "settledAt" = NULL, "acceptedAt" = NULL, "notBefore" = ?, "epoch" = ${CURRENT_EPOCH}, "updatedAt" = ?,
       "decidedBy" = ?, "decidedAt" = ?, "decision" = NULL
     WHERE "corpId" = ? AND "id" = ? AND "state" IN ('refused', 'failed', 'unknown', 'cancelled') RETURNING "key", "kind"`,
    [now, now, staffId, now, corpId, id],
  )
  if (!row) throw new AppError('conflict', { tell: { reason: 'still-open-or-done' } })
  await recordDecision(tx, { corpId, id, handlers, state: 'planned' })
  await deps.jobs.add(tx, effectJob({ corpId, key: baseKey(row.key), kind: row.kind, runAt: now }))
}

async function recordDecision(
  tx: SqlTx,
  {
    corpId,
    id,
    handlers,
    state,
  }: { corpId: string; id: string; handlers: EffectHandlers; state: EffectOutcome['state'] },
): Promise<void> {
  const effect = await findEffect(tx, { corpId, id })
  const handler = effect && handlers[effect.kind]
  if (!effect || !handler?.record) return
  const outcome = { state, errorCode: null, errorText: null, reason: null, result: undefined, items: [] }
  await handler.record(tx, await taskOf(tx, effect), outcome)
}

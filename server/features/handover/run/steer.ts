import type { SqlTx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { cancelPlanned } from '../../effects/index.ts'
import type { Handover } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { conflict, requireHandover, type StoredHandover } from '../policy.ts'
import { readHandover } from '../read-handover.ts'
import { afterJob } from './jobs-of.ts'
import { pump } from './pump.ts'

/** No further call goes out. One that is out already is not called back, and results still come in. */
export function pauseHandover(deps: Deps, scope: Scope, id: string): Promise<Handover> {
  return steer(deps, scope, { id, from: ['running'], to: 'paused' })
}

export function resumeHandover(deps: Deps, scope: Scope, id: string): Promise<Handover> {
  return steer(deps, scope, { id, from: ['paused'], to: 'running' })
}

/** What was not called stays with the giver. */
export function cancelHandover(deps: Deps, scope: Scope, id: string): Promise<Handover> {
  return steer(deps, scope, { id, from: ['running', 'paused'], to: 'cancelled' })
}

const STEPS = { running: 'resume', paused: 'pause', cancelled: 'cancel' } as const

async function steer(
  deps: Deps,
  scope: Scope,
  { id, from, to }: { id: string; from: StoredHandover['state'][]; to: 'running' | 'paused' | 'cancelled' },
): Promise<Handover> {
  const stored = await requireHandover(deps, scope, id)
  const { corpId } = stored
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Handover" SET "state" = ?, "pausedAt" = ?, "haltedBy" = NULL, "resumesAt" = NULL, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "state" IN (${from.map((state) => `'${state}'`).join(', ')})`,
      [to, to === 'paused' ? now : null, now, corpId, id],
    )
    if (changed === 0) throw conflict('not-in-that-state', { state: stored.state })
    await noteStep(tx, deps, { corpId, staffId: scope.staffId, id, step: STEPS[to] })
    if (to !== 'running') await callOff(tx, deps, { scope, id })
    if (to === 'cancelled')
      await tx.run(
        `UPDATE "HandoverRow" SET "state" = 'cancelled', "openKey" = NULL, "settledAt" = ? WHERE "corpId" = ? AND "handoverId" = ?
         AND "state" = 'queued' AND "batchId" IS NULL`,
        [now, corpId, id],
      )
    await pump(tx, deps, { corpId, id })
    await deps.jobs.add(tx, afterJob(corpId, id))
  })
  deps.jobs.nudge()
  return readHandover(deps, scope, id)
}

/** Calls that are planned and not out: their rows wait again. */
async function callOff(tx: SqlTx, deps: Deps, { scope, id }: { scope: Scope; id: string }): Promise<void> {
  const { corpId, staffId: by } = scope
  const planned = await tx.all<{ id: string; effectId: string }>(
    `SELECT "id", "effectId" FROM "HandoverBatch" WHERE "corpId" = ? AND "handoverId" = ? AND "state" = 'planned' AND "effectId" IS NOT NULL`,
    [corpId, id],
  )
  const ids = planned.map((batch) => batch.effectId)
  const off = await cancelPlanned(tx, deps, { corpId, ids, by, reason: null })
  for (const batch of planned.filter((one) => off.includes(one.effectId))) {
    await tx.run(`UPDATE "HandoverBatch" SET "state" = 'void' WHERE "corpId" = ? AND "id" = ?`, [
      corpId,
      batch.id,
    ])
    await tx.run(
      `UPDATE "HandoverRow" SET "batchId" = NULL WHERE "corpId" = ? AND "handoverId" = ? AND "batchId" = ? AND "state" = 'queued'`,
      [corpId, id, batch.id],
    )
  }
}

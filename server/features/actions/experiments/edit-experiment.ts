import type { z } from 'zod'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import type { Tx } from '../../../platform/db/index.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import type { Experiment, experimentInput } from './contract.ts'
import { readOne } from './read-experiments.ts'

/** One comparison at a time for a kind of proposal: two would share out each other's customers. */
export async function startExperiment(
  deps: Deps,
  { corpId, staffId }: Scope,
  { name, scene, metric, arms }: z.infer<typeof experimentInput>,
): Promise<Experiment> {
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const row = await deps.database.db.$transaction(async (tx) => {
    const running = await tx.experiment.findFirst({ where: { corpId, scene, state: 'running' } })
    if (running)
      throw new AppError('conflict', {
        log: 'a comparison of this scene runs',
        tell: { reason: 'running', name: running.name },
      })
    for (const arm of arms) await requireArm(tx, { corpId, scene, ...arm })
    const stored = arms.map((arm, n) => ({ key: String.fromCharCode(65 + n), ...arm }))
    const created = await tx.experiment.create({
      data: {
        corpId,
        id,
        name,
        scene,
        metric,
        armsJson: JSON.stringify(stored),
        state: 'running',
        createdBy: staffId,
        createdAt: now,
        looksJson: '{}',
      },
    })
    await tell(deps, tx, { corpId, staffId, id, action: 'experiment-started' })
    return created
  })
  return readOne(deps, row)
}

/** The figures stay; from now on the better script is found by the results of all. */
export async function endExperiment(deps: Deps, { corpId, staffId }: Scope, id: string): Promise<Experiment> {
  const row = await deps.database.db.$transaction(async (tx) => {
    const known = await tx.experiment.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!known) throw new AppError('not-found', { log: 'no such comparison' })
    if (known.state === 'ended') return known
    await tell(deps, tx, { corpId, staffId, id, action: 'experiment-ended' })
    return tx.experiment.update({
      where: { corpId_id: { corpId, id } },
      data: { state: 'ended', endedAt: deps.clock.now() },
    })
  })
  return readOne(deps, row)
}

interface Arm {
  corpId: string
  scene: string
  scriptId: string
  version: number | null
}

async function requireArm(tx: Tx, { corpId, scene, scriptId, version }: Arm): Promise<void> {
  const script = await tx.script.findUnique({ where: { corpId_id: { corpId, id: scriptId } } })
  const isUsable = script !== null && script.isEnabled && script.isPublished && script.scene === scene
  const edition =
    version === null
      ? null
      : await tx.scriptVersion.findUnique({
          where: { corpId_scriptId_version: { corpId, scriptId, version } },
        })
  if (!isUsable || (version !== null && edition?.state !== 'approved'))
    throw new AppError('invalid-input', {
      log: 'arm is not a script in use for this scene, or its version was not approved',
      tell: { field: 'arms', scriptId },
    })
}

async function tell(
  deps: Deps,
  tx: Tx,
  { id, action, ...who }: { corpId: string; staffId: string; id: string; action: string },
): Promise<void> {
  const { corpId } = who
  await writeAudit(tx, deps, who, { action, objectKind: 'experiment', objectId: id })
  const key = `experiment:${id}:${action}`
  await deps.jobs.add(tx, { name: 'actions.daily', corpId, payload: {}, key, lane: 'sync' })
}

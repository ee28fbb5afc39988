import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { stepName, type RunKind, type RunStarted, type StepName } from './contract.ts'
import { RUN_JOB } from './run-job.ts'

export interface RunStart {
  corpId: string
  kind: 'full' | 'reconcile' | 'active'
  trigger: 'start' | 'console' | 'cli' | 'clock'
  startedBy: string | null
  confirm?: boolean
}

const STRENGTH: Record<RunKind, number> = { object: 0, active: 1, reconcile: 2, full: 3 }

/** One run of a corp at a time: who asks for less or the same than what is under way joins it. */
export async function startSyncRun(deps: Deps, start: RunStart): Promise<RunStarted> {
  const result = await deps.database.sql.transaction((tx) => startInside(tx, deps, start))
  deps.live.tell({ corpId: start.corpId, topic: 'sync', id: result.id, detail: { state: 'queued' } })
  return result
}

export async function startInside(tx: SqlTx, deps: Deps, start: RunStart): Promise<RunStarted> {
  const { corpId, kind, trigger, startedBy, confirm = false } = start
  const now = deps.clock.now()
  // Two who ask at once meet at this row on PostgreSQL; SQLite has one writer anyway.
  await tx.run('UPDATE "Corp" SET "updatedAt" = ? WHERE "corpId" = ?', [now, corpId])
  const open = await tx.all<{ id: string; kind: RunKind }>(
    `SELECT "id", "kind" FROM "SyncRun" WHERE "corpId" = ? AND "state" IN ('queued', 'running') ORDER BY "createdAt" DESC`,
    [corpId],
  )
  const stronger = open.find((run) => STRENGTH[run.kind] >= STRENGTH[kind])
  if (stronger && !confirm) return { id: stronger.id, joined: true }
  const id = ulid(now.getTime())
  await tx.run(
    `INSERT INTO "SyncRun" ("corpId", "id", "kind", "trigger", "state", "startedBy", "cancelRequested", "callCount", "createdAt", "updatedAt")
     VALUES (?, ?, ?, ?, 'queued', ?, ?, 0, ?, ?)`,
    [corpId, id, kind, trigger, startedBy, false, now, now],
  )
  await bulkUpsert(tx, {
    table: 'SyncStep',
    columns: [
      'corpId',
      'runId',
      'step',
      'position',
      'state',
      'doneCount',
      'seen',
      'created',
      'changed',
      'ended',
      'failed',
    ],
    key: ['corpId', 'runId', 'step'],
    rows: stepsOf(kind).map((step, position) => ({
      corpId,
      runId: id,
      step,
      position,
      state: 'waiting',
      doneCount: 0,
      seen: 0,
      created: 0,
      changed: 0,
      ended: 0,
      failed: 0,
    })),
  })
  await deps.jobs.add(tx, {
    name: RUN_JOB,
    corpId,
    key: id,
    lane: 'sync',
    payload: { corpId, runId: id, confirm },
  })
  return { id, joined: false }
}

/** The quarter-hourly look is at customers only; the rest has its own clock. */
function stepsOf(kind: RunStart['kind']): readonly StepName[] {
  return kind === 'active' ? ['contacts'] : stepName.options
}

/** The run ends at its next page. */
export async function cancelRun(
  deps: Deps,
  { corpId, runId }: { corpId: string; runId: string },
): Promise<void> {
  const changed = await deps.database.sql.run(
    `UPDATE "SyncRun" SET "cancelRequested" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" IN ('queued', 'running')`,
    [true, deps.clock.now(), corpId, runId],
  )
  if (changed === 0)
    throw new AppError('conflict', { tell: { reason: 'already-ended' }, log: 'the run has ended' })
  deps.live.tell({ corpId, topic: 'sync', id: runId, detail: { state: 'cancelling' } })
}

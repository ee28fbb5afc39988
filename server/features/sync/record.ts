import { newId } from '../../platform/new-id.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { DriftNote } from '../contacts/drift.ts'
import type { StepName } from './contract.ts'
import type { Run } from './run.ts'

export interface Failure {
  objectId: string
  kind: string
  text: string
}

export async function recordFailures(
  tx: SqlTx,
  run: Run,
  { step, failures }: { step: StepName; failures: readonly Failure[] },
): Promise<void> {
  if (failures.length === 0) return
  const at = run.deps.clock.now()
  await bulkUpsert(tx, {
    table: 'SyncFailure',
    columns: ['corpId', 'id', 'runId', 'step', 'objectId', 'kind', 'text', 'at'],
    key: ['corpId', 'id'],
    rows: failures.map((failure) => ({
      corpId: run.corpId,
      id: newId(at.getTime()),
      runId: run.runId,
      step,
      at,
      ...failure,
    })),
  })
}

/** The first run makes the copy; from then on each difference is written down. */
export async function recordDrift(tx: SqlTx, run: Run, notes: readonly DriftNote[]): Promise<void> {
  const kept = run.isRepeat ? notes : notes.filter((note) => note.state === 'braked')
  if (kept.length === 0) return
  const at = run.deps.clock.now()
  await bulkUpsert(tx, {
    table: 'Drift',
    columns: [
      'corpId',
      'id',
      'runId',
      'objectKind',
      'objectId',
      'field',
      'ours',
      'theirs',
      'reason',
      'state',
      'at',
    ],
    key: ['corpId', 'id'],
    rows: kept.map((note) => ({
      corpId: run.corpId,
      id: newId(at.getTime()),
      runId: run.runId,
      at,
      ...note,
    })),
  })
}

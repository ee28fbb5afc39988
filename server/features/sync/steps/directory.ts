import { syncDirectory } from '../../staff/sync.ts'
import { keepUnassigned } from '../list-unassigned.ts'
import { recordDrift, recordFailures } from '../record.ts'
import { addCounts, countsOf, type Run, type StepEnd } from '../run.ts'

export async function directoryStep(run: Run): Promise<StepEnd> {
  const { deps, corpId } = run
  const { signal } = run.calls
  const {
    tally,
    failures,
    braked,
    calls: read,
  } = await syncDirectory(deps, {
    corpId,
    confirm: run.isConfirmed,
    ...(signal ? { signal } : {}),
  })
  const calls = await keepUnassigned(run)
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await recordFailures(tx, run, { step: 'directory', failures })
    await recordDrift(
      tx,
      run,
      braked.map((userid) => ({
        objectKind: 'staff',
        objectId: userid,
        field: 'status',
        ours: 'active',
        theirs: null,
        reason: 'braked',
        state: 'braked',
      })),
    )
    await addCounts(tx, run, {
      step: 'directory',
      counts: { ...countsOf(tally), failed: failures.length, calls: calls + read },
    })
  })
  return 'done'
}

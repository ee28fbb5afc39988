import { syncTags } from '../../tags/sync.ts'
import { recordDrift, recordFailures } from '../record.ts'
import { addCounts, countsOf, type Run, type StepEnd } from '../run.ts'

export async function tagsStep(run: Run): Promise<StepEnd> {
  const { deps, corpId } = run
  const { tally, failures, drift } = await syncTags(deps, { corpId, options: run.calls })
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await recordFailures(tx, run, { step: 'tags', failures })
    await recordDrift(tx, run, drift)
    await addCounts(tx, run, {
      step: 'tags',
      counts: { ...countsOf(tally), failed: failures.length, calls: 1 },
    })
  })
  return 'done'
}

import { reportDoings } from '../../customers/report-doings.ts'
import { isWecomError, type Moment } from '../../../wecom/index.ts'
import { readPublishers } from '../../moments/read-moment.ts'
import { writeMoment } from '../../moments/write-moment.ts'
import { recordFailures } from '../record.ts'
import { addCounts, setTotal, type Run, type StepEnd } from '../run.ts'
import { markSeen } from './shards.ts'

const STEP = 'moments'
const SPAN_MS = 30 * 24 * 3_600_000

/** The last thirty days. Likes and comments come without events, so each moment is read again in each pass. */
export async function momentsStep(run: Run): Promise<StepEnd> {
  const { deps, corpId } = run
  const wecom = deps.wecomOf(corpId)
  const toAt = run.startedAt.getTime()
  const found: Moment[] = []
  for await (const page of wecom.moments.pages({ fromAt: toAt - SPAN_MS, toAt }, run.calls)) {
    found.push(...page.rows)
    const failures = page.invalidRows.map((row) => {
      return { objectId: row.id ?? `row ${row.index}`, kind: 'invalid', text: row.reason }
    })
    await deps.database.sql.transaction(async (tx) => {
      await recordFailures(tx, run, { step: STEP, failures })
      await addCounts(tx, run, { step: STEP, counts: { failed: failures.length, calls: 1 } })
    })
  }
  await setTotal(run, STEP, found.length)
  const done = await readSoFar(run)
  for (const moment of found.filter((one) => !done.has(one.momentId))) {
    await readOne(run, moment)
    if (await run.shouldStop()) return 'paused'
  }
  return 'done'
}

async function readSoFar(run: Run): Promise<Set<string>> {
  const rows = await run.deps.database.sql.all<{ key: string }>(
    `SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = 'moments'`,
    [run.corpId, run.runId],
  )
  return new Set(rows.map((row) => row.key))
}

async function readOne(run: Run, moment: Moment): Promise<void> {
  const { deps, corpId } = run
  try {
    const publishers = await readPublishers(deps.wecomOf(corpId), moment, run.calls)
    await deps.database.sql.transaction(async (tx) => {
      await run.context.guard(tx)
      const outcome = await writeMoment(tx, { corpId, moment, publishers, now: deps.clock.now() })
      if (outcome !== 'same') {
        const actors = publishers.flatMap((part) => part.reactions.map((reaction) => reaction.actorId))
        await reportDoings(tx, deps, { corpId, externalUserids: [...new Set(actors)] })
      }
      await markSeen(tx, run, { step: STEP, keys: [moment.momentId] })
      await addCounts(tx, run, {
        step: STEP,
        counts: {
          seen: 1,
          done: 1,
          created: outcome === 'created' ? 1 : 0,
          changed: outcome === 'changed' ? 1 : 0,
          calls: callsOf(publishers.filter((part) => part.published).length, moment.createType),
        },
      })
    })
  } catch (error) {
    if (!isWecomError(error, 'refused', 'gone', 'invalid')) throw error
    await deps.database.sql.transaction(async (tx) => {
      await run.context.guard(tx)
      await recordFailures(tx, run, {
        step: STEP,
        failures: [{ objectId: moment.momentId, kind: error.kind, text: error.message }],
      })
      await markSeen(tx, run, { step: STEP, keys: [moment.momentId] })
      await addCounts(tx, run, { step: STEP, counts: { failed: 1, done: 1, calls: 1 } })
    })
  }
  run.tellProgress(STEP)
}

/** Tasks of a corp moment, then three answers for each member who published. */
function callsOf(published: number, createType: number): number {
  return (createType === 0 ? 1 : 0) + 3 * published
}

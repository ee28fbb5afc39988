import { z } from 'zod'
import { jobHandler, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { scoreCustomers } from './score-customers.ts'
import { isResponseOn, readCurrentModel } from './stored-model.ts'
import { trainModel } from './train-model.ts'
import { dropTraining, failTraining, noteFailedTry, openTraining, TRAINING_TRIES } from './training-run.ts'

const asked = z.object({ startedBy: z.string().nullable().default(null) }).catch({ startedBy: null })
const after = z.object({ after: z.string().default('') }).catch({ after: '' })
const LONG_MS = 30 * 60_000
const PAGE = 500

export function responseJobs(deps: Deps): JobHandlers {
  return {
    'response.train': jobHandler({
      parse: (payload) => asked.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      maxAttempts: TRAINING_TRIES,
      async run(context, { startedBy }) {
        const { corpId, jobId: id, signal } = context
        if (!(await isResponseOn(deps, corpId))) return dropTraining(deps.database.sql, { corpId, id })
        await openTraining(deps.database.sql, deps, { corpId, id, startedBy })
        try {
          await trainModel(deps, { corpId, id, signal })
        } catch (error) {
          await noteFailedTry(deps, context, error)
          tellModel(deps, corpId)
          throw error
        }
        tellModel(deps, corpId)
        await deps.jobs.add(deps.database.db, {
          name: 'response.score',
          corpId,
          payload: {},
          key: 'all',
          lane: 'import',
        })
      },
      async gaveUp(context, _, error) {
        await failTraining(deps, context, error)
        tellModel(deps, context.corpId)
      },
    }),
    /** Everybody, in pages; without a model in force what an older one said goes. */
    'response.score': jobHandler({
      parse: (payload) => after.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, shouldPause }, { after: start }): Promise<JobOutcome> {
        const current = await readCurrentModel(deps, corpId)
        if (current === null) {
          await dropScores(deps, corpId)
          return tellModel(deps, corpId)
        }
        for (let last = start; ;) {
          const page = await deps.database.db.customer.findMany({
            where: { corpId, id: { gt: last }, mergedInto: null },
            select: { id: true },
            orderBy: { id: 'asc' },
            take: PAGE,
          })
          const end = page.at(-1)
          if (!end) return tellModel(deps, corpId)
          await scoreCustomers(deps, { corpId, customerIds: page.map((row) => row.id), current })
          last = end.id
          if (shouldPause()) return { again: { payload: { after: last } } }
        }
      },
    }),
  }
}

/** What was ranked and tagged by the scores is done anew without them, not only tonight. Both live below: told by name. */
async function dropScores({ database, jobs }: Deps, corpId: string): Promise<void> {
  await database.db.$transaction(async (tx) => {
    const { count } = await tx.responseScore.deleteMany({ where: { corpId } })
    if (count === 0) return
    for (const name of ['actions.daily', 'tag-rules.sweep'])
      await jobs.add(tx, { name, corpId, payload: {}, key: 'response', lane: 'sync' })
  })
}

/** Pages that show the model read it again. */
function tellModel(deps: Deps, corpId: string): void {
  deps.live.tell({ corpId, topic: 'model', id: 'response' })
}

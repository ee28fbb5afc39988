import { z } from 'zod'
import type { SqlRow } from '../../platform/db/index.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { jobHandler, type JobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandlers, Feature } from '../feature.ts'
import { baseKey } from './effect-key.ts'
import { EFFECT_JOB, effectJob, POLL_JOB, pollJob, WELCOME_EFFECT_JOB } from './effect-job.ts'
import { pollEffect } from './poll-effect.ts'
import { effectRoutes } from './routes.ts'
import { giveEffectUp, runEffects } from './run-effects.ts'

export { cancelPlanned } from './cancel-effects.ts'
export { answerOfItems, mergeItems } from './effect-items.ts'
export { planEffect } from './plan-effect.ts'
export { settleAccepted } from './store-outcome.ts'

const payload = z.object({ corpId: z.string(), key: z.string() })
const pollPayload = z.object({ corpId: z.string(), id: z.string() })

type HandlersOf = (deps: Deps) => EffectHandlers

/** The outbox. `handlers` are those of all features; they are asked for when the worker starts. */
export function createEffects(handlers: HandlersOf): Feature {
  return {
    name: 'effects',
    routes: effectRoutes(handlers),
    jobs: (deps) => jobs(deps, handlers(deps)),
    resume: resumeEffects,
  }
}

function jobs(deps: Deps, known: EffectHandlers): JobHandlers {
  const runs = (concurrency: number): JobHandler =>
    jobHandler({
      parse: (value) => payload.parse(value),
      run: (context, { corpId, key }) => runEffects(deps, known, { context, corpId, key }),
      gaveUp: (context, { corpId, key }) => giveEffectUp(deps, known, { context, corpId, key }),
      concurrency,
    })
  return {
    [EFFECT_JOB]: runs(4),
    [WELCOME_EFFECT_JOB]: runs(4),
    [POLL_JOB]: jobHandler({
      parse: (value) => pollPayload.parse(value),
      run: (context, { corpId, id }) => pollEffect(deps, known, { context, corpId, id }),
      concurrency: 2,
    }),
  }
}

async function resumeEffects(deps: Deps, corpId: string): Promise<void> {
  const open = await deps.database.sql.all<SqlRow>(
    `SELECT "id", "key", "kind", "state", "notBefore" FROM "Effect" WHERE "corpId" = ? AND "state" IN ('planned', 'calling', 'accepted')`,
    [corpId],
  )
  if (open.length === 0) return
  const jobs = open.map((row) => {
    const [id, kind] = [String(row['id']), String(row['kind'])]
    const runAt = rowTime(row['notBefore'])
    return row['state'] === 'accepted'
      ? pollJob({ corpId, id, runAt })
      : effectJob({ corpId, key: baseKey(String(row['key'])), kind, runAt })
  })
  await deps.database.sql.transaction((tx) => deps.jobs.addMany(tx, jobs))
}

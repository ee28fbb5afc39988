import { z } from 'zod'
import type { Deps } from './features/deps.ts'
import { features } from './features/index.ts'
import type { JobContext, JobHandler, JobHandlers } from './platform/jobs/index.ts'
import { resumeWork } from './resume-work.ts'

const LOOK_AGAIN_MS = 5_000

/** What the worker can do: the features' jobs and the house's own. */
export function jobHandlers(deps: Deps): JobHandlers {
  const handlers: JobHandlers = Object.assign(
    {
      'database.optimize': {
        parse: (payload: unknown) => z.unknown().parse(payload),
        run: () => deps.database.optimize(),
      },
      'work.resume': {
        parse: (payload: unknown) => z.unknown().parse(payload),
        run: ({ corpId }: JobContext) => resumeWork(deps, corpId),
      },
    },
    ...features.map((feature) => feature.jobs?.(deps) ?? {}),
  )
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      measured(deps, name, forKnownCorps(deps, handler)),
    ]),
  )
}

/** A job may come before this process has heard of its corp: a command beside the service has just added it. */
function forKnownCorps({ corps }: Deps, handler: JobHandler): JobHandler {
  return {
    ...handler,
    async run(context, payload) {
      if (!corps.find(context.corpId) && !(await corps.read(context.corpId)))
        return { again: { payload, afterMs: LOOK_AGAIN_MS } }
      return handler.run(context, payload)
    },
  }
}

function measured({ metrics }: Deps, name: string, handler: JobHandler): JobHandler {
  return {
    ...handler,
    async run(context, payload) {
      const startedAt = performance.now()
      let outcome: 'done' | 'again' | 'failed' = 'failed'
      try {
        const answer = await handler.run(context, payload)
        outcome = answer ? 'again' : 'done'
        return answer
      } finally {
        metrics.job({ name, outcome, ms: performance.now() - startedAt })
      }
    },
  }
}

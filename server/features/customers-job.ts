import { z } from 'zod'
import { jobHandler, type JobContext, type JobHandler } from '../platform/jobs/index.ts'

const payload = z.object({ customerIds: z.array(z.string()) })

/**
 * A job that looks at some customers anew, as the reactions to changes do. What it finds depends on what is stored, not
 * on who asked how often: those that wait run as one.
 */
export function customersJob(run: (context: JobContext, customerIds: string[]) => Promise<void>): JobHandler {
  return jobHandler({
    parse: (given) => payload.parse(given),
    join: (all) => ({ customerIds: [...new Set(all.flatMap(({ customerIds }) => customerIds))].sort() }),
    run: (context, { customerIds }) => run(context, customerIds),
  })
}

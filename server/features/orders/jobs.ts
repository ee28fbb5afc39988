import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { failImport, importOrders } from './import-orders.ts'
import { relinkCustomers } from './relink-customers.ts'
import { reportImport } from './report-import.ts'
import { removeFile } from './store-upload.ts'

const ofImport = z.object({ importId: z.string() })
const ofReport = ofImport.extend({ after: z.string().default('') })
const HOUR_MS = 3_600_000

export function orderJobs(deps: Deps): JobHandlers {
  return {
    'orders.import': jobHandler({
      parse: (payload) => ofImport.parse(payload),
      // One at a time: two files may speak of the same orders.
      concurrency: 1,
      timeoutMs: HOUR_MS,
      async run(job, { importId }) {
        const ended = await importOrders(deps, { corpId: job.corpId, importId }, job)
        return ended === 'paused' ? { again: {} } : undefined
      },
      gaveUp: ({ corpId }, { importId }) => failImport(deps, { corpId, importId }),
    }),
    'orders.relink': customersJob(({ corpId }, customerIds) =>
      relinkCustomers(deps, { corpId, customerIds }),
    ),
    'orders.report-import': jobHandler({
      parse: (payload) => ofReport.parse(payload),
      run: ({ corpId }, { importId, after }) => reportImport(deps, { corpId, importId, after }),
    }),
    'orders.remove-file': jobHandler({
      parse: (payload) => ofImport.parse(payload),
      run: (_, { importId }) => removeFile(deps, importId),
    }),
  }
}

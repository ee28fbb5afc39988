import { readFileSync } from 'node:fs'
import type { Settings } from '../../config/env.ts'
import { recalibrate } from '../../server/features/insights/rebuild.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService } from '../../server/start-service.ts'
import { importAndSettle, importOrders, seedPhones } from './import-orders.ts'
import { deepPage, panelCpuUs } from './reads.ts'
import { measureRecognition } from './recognise.ts'
import { measureRfm } from './rfm.ts'
import { customerIdsOf, externalUseridsOf, seedCustomers } from './seed-customers.ts'
import { jobsSettled } from './run-sync.ts'
import { watchProcess } from './watch-process.ts'

// One task on a company of a given size, in a process of its own; prints what it measured as one line of JSON.
// Arguments: task, settings file, customers, rows of the import.
const [task = '', file = '', size = '', rows = ''] = process.argv.slice(2)
const settings: Settings = JSON.parse(readFileSync(file, 'utf8'))
const customers = Number(size)
const { deps, stop } = await startService({
  settings,
  clock: systemClock,
  log: createLog({ level: 'error' }),
  ticks: false,
})

const tasks: Record<string, () => Promise<object>> = {
  async seed() {
    const { cookie } = await seedCustomers(deps, customers)
    await seedPhones(deps, customerIdsOf(customers))
    await deps.database.optimize()
    return { cookie }
  },
  // The follow-up jobs are watched as well, but the import's own time ends with the import.
  async import() {
    // What an earlier import, or the start, has left to do is not this one's.
    await jobsSettled(deps)
    const own = await watchProcess(() => importOrders(deps, Number(rows)))
    const all = await watchProcess(() => importAndSettle(deps, Number(rows)))
    return { own, all }
  },
  // New thresholds: every row is written anew, which is the most that RFM has to do.
  rfmMemory: () =>
    watchProcess(() => recalibrate(deps, { corpId: settings.WECOM_CORP_ID, asOf: '2026-05-02' })),
  rfm: () => measureRfm(deps, customerIdsOf(customers)),
  recognise: () => measureRecognition(deps, customerIdsOf(customers)),
  reads: async () => ({
    panelUs: await panelCpuUs(deps, externalUseridsOf(customers)),
    page: await deepPage(deps, customers),
  }),
}

// What is measured is not the follow-up work of the task before it.
if (!task.startsWith('import')) await deps.jobs.stop()
const measured = await tasks[task]?.()
await stop()
process.stdout.write(`${JSON.stringify(measured)}\n`)
process.exit(0)

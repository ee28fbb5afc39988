import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { JobOutcome } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { refreshCars } from './write-chunk.ts'

// What follows from all orders of a customer is done when the imported file has ended, once for each customer: cars and
// their owners, and word to whoever counts on orders. With every thousand rows the same people's cars, scores and
// proposals would be made again and again, beside the import.

/** Customers whose cars are made anew in one transaction. */
const PAGE = 1000
const LOOK_MS = 60_000

type Run = { corpId: string; id: string }

/** With the rows of a chunk: whatever happens to the import, its customers are told of. */
export async function reportLater(deps: Deps, tx: AnyTx, run: Run): Promise<void> {
  await deps.jobs.add(tx, reportJob(run, new Date(deps.clock.nowMs() + LOOK_MS)))
}

export async function reportNow(deps: Deps, tx: AnyTx, run: Run): Promise<void> {
  await deps.jobs.add(tx, reportJob(run, deps.clock.now()))
}

function reportJob({ corpId, id }: Run, runAt: Date) {
  return { name: 'orders.report-import', corpId, payload: { importId: id }, key: id, runAt }
}

/** One page of them; the rest goes on from there, also when this page has to be tried again. */
export async function reportImport(
  deps: Deps,
  { corpId, importId, after }: { corpId: string; importId: string; after: string },
): Promise<JobOutcome> {
  const { sql, db } = deps.database
  const isRunning = await db.importRun.count({ where: { corpId, id: importId, state: 'running' } })
  // Asked for anew instead of put off: a job that is put off keeps the word of each later chunk for a second report.
  if (isRunning > 0)
    return void (await sql.transaction((tx) => reportLater(deps, tx, { corpId, id: importId })))
  const rows = await sql.all<{ customerId: string }>(
    `SELECT DISTINCT "customerId" FROM "Order" WHERE "corpId" = ? AND "importId" = ? AND "customerId" > ?
     ORDER BY "customerId" LIMIT ${PAGE}`,
    [corpId, importId, after],
  )
  const customerIds = rows.map((row) => row.customerId)
  if (customerIds.length > 0)
    await withRetryOnBusy(deps.clock, () =>
      sql.transaction(async (tx) => {
        const plates = await readPlates(tx, { corpId, importId, customerIds })
        await refreshCars(deps, tx, { corpId, customerIds: new Set(customerIds), plates })
        await deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds }])
      }),
    )
  if (customerIds.length === PAGE) return { again: { payload: { importId, after: customerIds.at(-1) } } }
}

/** The cars that the file's rows say these customers came with. */
async function readPlates(
  { all, dialect }: SqlTx,
  { corpId, importId, customerIds }: { corpId: string; importId: string; customerIds: readonly string[] },
): Promise<Set<string>> {
  const rows = await all<{ plateHash: string }>(
    `SELECT DISTINCT "plateHash" FROM "Order"
     WHERE "corpId" = ? AND "importId" = ? AND "plateHash" IS NOT NULL AND ${inTextList(dialect, '"customerId"')}`,
    [corpId, importId, JSON.stringify(customerIds)],
  )
  return new Set(rows.map((row) => row.plateHash))
}

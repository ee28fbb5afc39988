import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { JobOutcome } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'

// Whoever counts on orders hears of an imported file when it has ended: once for each customer, and not with every
// thousand rows, when scores and proposals of the same people would be made again and again beside the import.

const PAGE = 1000
const LOOK_MS = 60_000
const AGAIN_MS = 5_000

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

export async function reportImport(
  deps: Deps,
  { corpId, importId, signal }: { corpId: string; importId: string; signal: AbortSignal },
): Promise<JobOutcome> {
  const { sql, db } = deps.database
  if ((await db.importRun.count({ where: { corpId, id: importId, state: 'running' } })) > 0)
    return { again: { afterMs: AGAIN_MS } }
  for (let after = ''; ;) {
    signal.throwIfAborted()
    const rows = await sql.all<{ customerId: string }>(
      `SELECT DISTINCT "customerId" FROM "Order" WHERE "corpId" = ? AND "importId" = ? AND "customerId" > ?
       ORDER BY "customerId" LIMIT ${PAGE}`,
      [corpId, importId, after],
    )
    const customerIds = rows.map((row) => row.customerId)
    if (customerIds.length > 0)
      await sql.transaction((tx) => deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds }]))
    if (customerIds.length < PAGE) return
    after = customerIds.at(-1) ?? ''
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { SqlTx } from '../../platform/db/index.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { keepBadRows } from './bad-rows.ts'
import type { ImportFailure } from './contract.ts'
import { CHUNK_ROWS } from './limits.ts'
import { orderParser } from './parse-order.ts'
import { type CsvRow, readCsv, UnreadableFile } from './read-csv.ts'
import { reportLater, reportNow } from './report-import.ts'
import { readSetup, type RunRow, tellImport } from './run-row.ts'
import { createSeenOrders } from './seen-orders.ts'
import { type SortedRows, sortRows } from './sort-rows.ts'
import { filePathOf } from './store-upload.ts'
import { linkOrders, readStored, type Stored, writeOrders } from './write-chunk.ts'

const DAY_MS = 86_400_000

/** How the work is led: by a job, or by the command line. */
export interface Lead {
  shouldPause(atLeastMs?: number): boolean
  signal?: AbortSignal
  /** Throws inside a transaction when the work is no longer ours. */
  guard?(tx: AnyTx): Promise<void>
  progressed?(tx: AnyTx): Promise<void>
}

/**
 * Carries an import from its last saved chunk to the end. Rows and progress of a chunk are one transaction, so being
 * killed anywhere loses and doubles nothing.
 */
export async function importOrders(
  deps: Deps,
  { corpId, importId }: { corpId: string; importId: string },
  lead: Lead,
): Promise<'ended' | 'paused'> {
  const run = await deps.database.db.importRun.findUnique({ where: { corpId_id: { corpId, id: importId } } })
  if (!run || (run.state !== 'running' && run.state !== 'checking')) return 'ended'
  try {
    await checkFile(deps, run)
    return await importChunks(deps, run, lead)
  } catch (error) {
    if (error instanceof RunStopped) return 'ended'
    if (!(error instanceof UnreadableFile)) throw error
    await endRun(deps, run, { state: 'failed', failure: error.failure })
    return 'ended'
  }
}

/** Told when trying again has not helped: the page must not show a run that nobody carries on. */
export async function failImport(
  deps: Deps,
  { corpId, importId }: { corpId: string; importId: string },
): Promise<void> {
  const run = await deps.database.db.importRun.findUnique({ where: { corpId_id: { corpId, id: importId } } })
  if (run) await endRun(deps, run, { state: 'failed', failure: { reason: 'internal' } })
}

/** The run was cancelled, or somebody else carries it on. */
class RunStopped extends Error {}

async function importChunks(deps: Deps, run: RunRow, lead: Lead): Promise<'ended' | 'paused'> {
  const { headers, mapping } = readSetup(run)
  const tools = {
    parse: orderParser(headers, mapping, deps.clock.nowMs() + DAY_MS),
    seen: createSeenOrders(),
    sealer: deps.sealer,
  }
  const startedMs = deps.clock.nowMs()
  let readAgainMs = 0
  let place = -1 // the header
  let current = run
  for await (const batch of readCsv(filePathOf(deps, run.id), {
    charset: run.charset,
    batchRows: CHUNK_ROWS,
  })) {
    lead.signal?.throwIfAborted()
    const rows = place < 0 ? batch.slice(1) : batch
    const done = Math.min(rows.length, Math.max(0, run.doneRows - Math.max(0, place)))
    place += batch.length
    // Rows of an earlier slice are read again only to know their numbers.
    sortRows(rows.slice(0, done), tools)
    if (done > 0) readAgainMs = deps.clock.nowMs() - startedMs
    if (done === rows.length) continue
    current = await importChunk(deps, current, { rows: rows.slice(done), tools, lead })
    tellImport(deps, current)
    // Reading again must not become most of the work: the further in the file, the longer the slice.
    if (lead.shouldPause(2 * readAgainMs)) return 'paused'
  }
  await endRun(deps, current, { state: 'done' })
  return 'ended'
}

interface ChunkInput {
  rows: CsvRow[]
  tools: Parameters<typeof sortRows>[1]
  lead: Lead
}

async function importChunk(deps: Deps, run: RunRow, { rows, tools, lead }: ChunkInput): Promise<RunRow> {
  const { corpId, id: importId } = run
  const { createCustomers } = readSetup(run).mapping
  const sorted = sortRows(rows, tools)
  const stored = await readStored(deps, corpId, sorted.orders)
  const fresh = sorted.orders.filter(({ order, digest }) =>
    isWorthWriting(stored.get(order.orderNo), digest, createCustomers),
  )
  const former = fresh.flatMap(({ order }) => stored.get(order.orderNo) ?? [])
  const counts = countRows(sorted, stored, rows.length)
  const dryLinks = run.isDryRun
    ? (await linkOrders(deps, corpId, fresh)).filter((one) => one.link.customerId !== null)
    : []

  return withRetryOnBusy(deps.clock, () =>
    // Not through the typed client: it would copy and check each chunk's rows several times on their way.
    deps.database.sql.transaction(async (tx) => {
      await lead.guard?.(tx)
      await lead.progressed?.(tx)
      const linked = run.isDryRun
        ? dryLinks.length
        : fresh.length > 0
          ? await writeOrders(deps, tx, {
              corpId,
              importId,
              orders: fresh,
              former,
              createCustomers,
              isOfFile: true,
            })
          : 0
      if (!run.isDryRun && fresh.length > 0) await reportLater(deps, tx, run)
      await keepBadRows(tx, { deps, run, bad: sorted.bad })
      const next = addCounts(
        run,
        { ...counts, linkedRows: linked + linkedBefore(sorted, fresh, stored) },
        deps.clock.now(),
      )
      await saveCounts(tx, run, next)
      return { ...run, ...next }
    }),
  )
}

/** Only if the run stands where we left it: nobody cancelled it or carries it on besides us. */
async function saveCounts(tx: SqlTx, run: RunRow, next: ReturnType<typeof addCounts>): Promise<void> {
  const saved = await tx.run(
    `UPDATE "ImportRun" SET "doneRows" = ?, "newRows" = ?, "changedRows" = ?, "sameRows" = ?, "badRows" = ?,
       "linkedRows" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "state" = ? AND "doneRows" = ?`,
    [
      next.doneRows,
      next.newRows,
      next.changedRows,
      next.sameRows,
      next.badRows,
      next.linkedRows,
      next.updatedAt,
      run.corpId,
      run.id,
      run.state,
      run.doneRows,
    ],
  )
  if (saved === 0) throw new RunStopped()
}

function isWorthWriting(stored: Stored | undefined, digest: string, createCustomers: boolean): boolean {
  return stored?.digest !== digest || (createCustomers && stored.customerId === null)
}

type Counts = Pick<RunRow, 'doneRows' | 'newRows' | 'changedRows' | 'sameRows' | 'badRows'>

function countRows({ orders, repeats, bad }: SortedRows, stored: Map<string, Stored>, rows: number): Counts {
  const known = orders.filter(({ order }) => stored.has(order.orderNo))
  const same = known.filter(({ order, digest }) => stored.get(order.orderNo)?.digest === digest).length
  return {
    doneRows: rows,
    newRows: orders.length - known.length,
    changedRows: known.length - same,
    sameRows: same + repeats,
    badRows: bad.length,
  }
}

function linkedBefore(
  { orders }: SortedRows,
  fresh: SortedRows['orders'],
  stored: Map<string, Stored>,
): number {
  const written = new Set(fresh.map(({ order }) => order.orderNo))
  return orders.filter(({ order }) => !written.has(order.orderNo) && stored.get(order.orderNo)?.customerId)
    .length
}

function addCounts(run: RunRow, counts: Counts & { linkedRows: number }, updatedAt: Date) {
  return {
    doneRows: run.doneRows + counts.doneRows,
    newRows: run.newRows + counts.newRows,
    changedRows: run.changedRows + counts.changedRows,
    sameRows: run.sameRows + counts.sameRows,
    badRows: run.badRows + counts.badRows,
    linkedRows: run.linkedRows + counts.linkedRows,
    updatedAt,
  }
}

async function endRun(
  deps: Deps,
  run: RunRow,
  end: { state: 'done' } | { state: 'failed'; failure: ImportFailure },
): Promise<void> {
  const { corpId, id } = run
  const isEmpty = end.state === 'done' && run.doneRows === 0
  const failure: ImportFailure | null = isEmpty
    ? { reason: 'no-rows' }
    : end.state === 'failed'
      ? end.failure
      : null
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    await tx.importRun.updateMany({
      where: { corpId, id, state: { in: ['checking', 'running'] } },
      data: {
        state: failure === null ? 'done' : 'failed',
        errorText: failure === null ? null : JSON.stringify(failure),
        ...(failure === null ? { totalRows: run.doneRows } : {}),
        updatedAt: now,
        endedAt: now,
      },
    })
    if (!run.isDryRun) await reportNow(deps, tx, run)
  })
  tellImport(deps, { ...run, state: failure === null ? 'done' : 'failed' })
}

async function checkFile(deps: Deps, run: RunRow): Promise<void> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(filePathOf(deps, run.id)), hash)
  } catch (error) {
    throw new UnreadableFile({ reason: 'file-gone' }, { cause: error })
  }
  if (hash.digest('hex') !== run.fileHash) throw new UnreadableFile({ reason: 'file-changed' })
}

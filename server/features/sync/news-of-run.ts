import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { jobHandler, type JobHandler } from '../../platform/jobs/index.ts'
import type { Changes } from '../changes.ts'
import type { Deps } from '../deps.ts'
import { CHANGE_KINDS, type ChangeKind } from '../feature.ts'
import { markSeen } from './steps/shards.ts'

// A first copy changes everybody. What follows from it for each customer (scores, tags, proposals, cadences …) costs many
// times the copying, and beside it the copy would not get on: it is told when the run has ended, however it ended. Until
// then the news lie with the run's marks, written in the transaction of their page.

export const NEWS_JOB = 'sync.tell-news'
/** Customers that are told of in one transaction. */
const PAGE = 1000
const NEWS = 'news:'

/** As a list for statements: which marks of a run are news. */
export const newsSteps = JSON.stringify(CHANGE_KINDS.map((kind) => NEWS + kind))

const payload = z.object({ corpId: z.string(), runId: z.string() })
type Ended = z.infer<typeof payload>

/** Where the steps of a first run report. */
export function keepNews(run: Ended): Changes {
  return {
    async report(tx, changes) {
      for (const { kind, customerIds } of changes)
        await markSeen(sqlIn(tx), run, { step: NEWS + kind, keys: customerIds })
    },
  }
}

/** What a run that ends needs no more: all but its news. */
export async function forgetPlaces(tx: SqlTx, { corpId, runId }: Ended): Promise<void> {
  const of = 'WHERE "corpId" = ? AND "runId" = ?'
  await tx.run(`DELETE FROM "SyncCursor" ${of}`, [corpId, runId])
  await tx.run(`DELETE FROM "SyncSeen" ${of} AND NOT ${inTextList(tx.dialect, '"step"')}`, [
    corpId,
    runId,
    newsSteps,
  ])
}

/** In the transaction that ends the run. */
export async function tellLater(tx: SqlTx, deps: Deps, ended: Ended): Promise<void> {
  const { corpId, runId } = ended
  if ((await nextPage(tx, ended)).length > 0)
    await deps.jobs.add(tx, { name: NEWS_JOB, corpId, key: runId, payload: ended })
}

/** News whose job failed for good, or that came with a restored copy. */
export async function resumeNews(deps: Deps, corpId: string): Promise<void> {
  const { sql } = deps.database
  for (let runId = await nextMarked(sql, { corpId, runId: '' }); runId !== null;) {
    const ended = { corpId, runId }
    await sql.transaction(async (tx) => {
      if (!(await isOpen(tx, ended))) await tellLater(tx, deps, ended)
    })
    runId = await nextMarked(sql, ended)
  }
}

/** The next run that has left marks; the few there are are found one by one, not by reading all marks. */
async function nextMarked(sql: SqlTx, { corpId, runId }: Ended): Promise<string | null> {
  const [row] = await sql.all<{ runId: string | null }>(
    'SELECT MIN("runId") AS "runId" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" > ?',
    [corpId, runId],
  )
  return row?.runId ?? null
}

async function isOpen(tx: SqlTx, { corpId, runId }: Ended): Promise<boolean> {
  const rows = await tx.all(
    `SELECT 1 AS "ok" FROM "SyncRun" WHERE "corpId" = ? AND "id" = ? AND "state" IN ('queued', 'running')`,
    [corpId, runId],
  )
  return rows.length > 0
}

/** Page by page, each told and forgotten in one transaction. */
export function newsJob(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => payload.parse(value),
    async run(context, ended) {
      while (await tellPage(deps, ended)) if (context.shouldPause()) return { again: {} }
    },
  })
}

/** False when nothing was left to tell. */
function tellPage(deps: Deps, { corpId, runId }: Ended): Promise<boolean> {
  return withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction(async (tx) => {
      const page = await nextPage(tx, { corpId, runId })
      if (page.length === 0) return false
      const news = await takeNews(tx, { corpId, runId, page })
      await deps.changes.report(
        tx,
        CHANGE_KINDS.map((kind) => ({ kind, corpId, customerIds: news.get(kind) ?? [] })),
      )
      return true
    }),
  )
}

async function nextPage(tx: SqlTx, { corpId, runId }: Ended): Promise<string[]> {
  const rows = await tx.all<{ key: string }>(
    `SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" =
       (SELECT MIN("step") FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND ${inTextList(tx.dialect, '"step"')})
     ORDER BY "key" LIMIT ${PAGE}`,
    [corpId, runId, corpId, runId, newsSteps],
  )
  return rows.map((row) => row.key)
}

/** All that is said of these customers, so that a listener hears of each of them once. */
async function takeNews(
  tx: SqlTx,
  { corpId, runId, page }: Ended & { page: readonly string[] },
): Promise<Map<ChangeKind, string[]>> {
  const news = new Map<ChangeKind, string[]>()
  for (const kind of CHANGE_KINDS) {
    const rows = await tx.all<{ key: string }>(
      `DELETE FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = ? AND ${inTextList(tx.dialect, '"key"')}
       RETURNING "key"`,
      [corpId, runId, NEWS + kind, JSON.stringify(page)],
    )
    news.set(
      kind,
      rows.map((row) => row.key),
    )
  }
  return news
}

import { z } from 'zod'
import { localDateOf } from '../../domain/time.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { jobHandler, type JobContext, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { recomputeStandings } from './recompute.ts'

const place = { after: z.string().default('') }
const fromPlace = z.object({ ...place, isAll: z.boolean().default(false) }).catch({ after: '', isAll: false })
const CHUNK = 200
const TOLD_AT_MOST = 20
const LONG_MS = 30 * 60_000

export function standingJobs(deps: Deps): JobHandlers {
  return {
    'standing.recompute': customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK) {
        const ids = customerIds.slice(at, at + CHUNK)
        await tellPages(deps, corpId, await recomputeStandings(deps, { corpId, customerIds: ids }))
      }
    }),
    'standing.daily': jobHandler({
      parse: (payload) => fromPlace.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      run: (context, payload) => pass(deps, context, payload),
    }),
  }
}

/**
 * Once a day those of whom something changes by itself, in slices: every row knows its next such day. `isAll`: everybody,
 * after a change of the settings.
 */
async function pass(
  deps: Deps,
  { corpId, signal, shouldPause }: JobContext,
  { after: start, isAll }: { after: string; isAll: boolean },
): Promise<JobOutcome> {
  const today = localDateOf(deps.clock.nowMs())
  const due = isAll ? '1 = 1' : '(s."customerId" IS NULL OR s."nextOn" <= ?)'
  for (let after = start; ;) {
    signal.throwIfAborted()
    const rows = await deps.database.sql.all<{ id: string }>(
      `SELECT cu."id" FROM "Customer" cu LEFT JOIN "Standing" s ON s."corpId" = cu."corpId" AND s."customerId" = cu."id"
       WHERE cu."corpId" = ? AND cu."id" > ? AND cu."mergedInto" IS NULL AND ${due} ORDER BY cu."id" LIMIT ${CHUNK}`,
      [corpId, after, ...(isAll ? [] : [today])],
    )
    const ids = rows.map((row) => row.id)
    await recomputeStandings(deps, { corpId, customerIds: ids })
    const last = ids.at(-1)
    if (last === undefined || ids.length < CHUNK) return
    if (shouldPause()) return { again: { payload: { after: last, isAll } } }
    after = last
  }
}

/** An open page reads again. The changes of a whole company are not told one by one. */
async function tellPages(deps: Deps, corpId: string, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0 || customerIds.length > TOLD_AT_MOST) return
  const { sql } = deps.database
  const contacts = await sql.all<{ externalUserid: string }>(
    `SELECT "externalUserid" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  for (const { externalUserid } of contacts) deps.live.tell({ corpId, topic: 'contact', id: externalUserid })
}

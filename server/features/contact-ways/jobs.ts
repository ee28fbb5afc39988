import { groupBy } from '../../platform/group-by.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import { tellPages } from '../contacts/tell-pages.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { dutyNow, readDutyRows } from './duty.ts'
import { recordLeads, recordLinkLeads } from './record-leads.ts'
import { wayEffect } from './way-effect.ts'

export const RECORD_JOB = 'contact-ways.record'
const CHUNK = 200

export function contactWayJobs(deps: Deps): JobHandlers {
  return {
    [RECORD_JOB]: customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK)
        await recordSome(deps, corpId, customerIds.slice(at, at + CHUNK))
    }),
    // Slots begin and end, days turn, members leave: nothing tells of it.
    'contact-ways.shift': jobHandler({
      parse: () => ({}),
      concurrency: 1,
      run: ({ corpId }) => changeShifts(deps, corpId),
    }),
  }
}

async function recordSome(deps: Deps, corpId: string, customerIds: string[]): Promise<void> {
  const { codeIds, linkIds } = await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction(async (tx) => ({
      codeIds: await recordLeads(deps, tx, { corpId, customerIds }),
      linkIds: await recordLinkLeads(tx, { corpId, customerIds }),
    })),
  )
  for (const codeId of codeIds) await changeShifts(deps, corpId, codeId)
  for (const id of [...codeIds, ...linkIds]) deps.live.tell({ corpId, topic: 'code', id })
  if (codeIds.size + linkIds.size > 0) await tellPages(deps, corpId, customerIds)
}

/** Tells WeCom of the codes behind which other people stand now than it was given. */
async function changeShifts(deps: Deps, corpId: string, codeId?: string): Promise<void> {
  const { db, sql } = deps.database
  const where = {
    corpId,
    endedAt: null,
    configId: { not: null },
    ...(codeId === undefined ? {} : { id: codeId }),
  }
  const codes = await db.liveCode.findMany({ where, select: { id: true, onDutyJson: true } })
  const only = codeId === undefined ? {} : { codeId }
  const rows = groupBy(await readDutyRows(sql, deps, { corpId, ...only }), (row) => row.codeId)
  const wrong = codes.filter(({ id, onDutyJson }) => {
    const { userids } = dutyNow(deps, rows.get(id) ?? [])
    return userids.length > 0 && JSON.stringify(userids) !== onDutyJson
  })
  if (wrong.length === 0) return
  await withRetryOnBusy(deps.clock, () =>
    sql.transaction(async (tx) => {
      for (const { id } of wrong) await wayEffect.plan(tx, deps, { corpId, id, createdBy: null })
    }),
  )
}

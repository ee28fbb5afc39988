import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { beginTakeovers } from './begin-takeovers.ts'
import { followUpStatement } from './standing-sql.ts'

const CHUNK = 500
const LOOK_BACK_MS = 3 * 86_400_000

export function takeoverJobs(deps: Deps): JobHandlers {
  return {
    'takeover.begin': customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK)
        await beginTakeovers(deps, { corpId, customerIds: customerIds.slice(at, at + CHUNK) })
    }),
    'takeover.sweep': jobHandler({
      parse: (payload) => z.unknown().parse(payload),
      concurrency: 1,
      async run({ corpId }) {
        await beginTakeovers(deps, { corpId, customerIds: await overlooked(deps, corpId) })
        for (const days of [7, 30] as const) {
          const { text, params } = followUpStatement(days, { corpId, now: deps.clock.now() })
          await deps.database.sql.run(text, params)
        }
      },
    }),
  }
}

/** Rows that ended well without a change of the contact after it: the successor knew the customer before. */
async function overlooked({ database, clock }: Deps, corpId: string): Promise<string[]> {
  const rows = await database.sql.all<{ customerId: string }>(
    `SELECT DISTINCT r."customerId" FROM "Handover" h JOIN "HandoverRow" r ON r."corpId" = h."corpId" AND r."handoverId" = h."id"
       AND r."kind" = 'customer' AND r."state" = 'done' AND r."customerId" IS NOT NULL AND r."settledAt" > ?
     WHERE h."corpId" = ? AND h."state" <> 'draft' AND h."createdAt" > ? AND NOT EXISTS
       (SELECT 1 FROM "Takeover" t WHERE t."corpId" = r."corpId" AND t."handoverId" = r."handoverId" AND t."toStaffId" = r."toStaffId"
        AND t."externalUserid" = r."objectId") LIMIT ${CHUNK}`,
    [new Date(clock.nowMs() - LOOK_BACK_MS), corpId, new Date(clock.nowMs() - 30 * LOOK_BACK_MS)],
  )
  return rows.map((row) => row.customerId)
}

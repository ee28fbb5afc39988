import { rebuildAll, recalibrate } from '../../server/features/insights/rebuild.ts'
import { rescoreCustomers } from '../../server/features/insights/rescore.ts'
import type { Deps } from '../../server/features/deps.ts'
import { ownCpuOf } from './own-cpu.ts'
import { ratioOf } from './rounds.ts'

const AS_OF = '2026-05-01'
const SINCE = '2024-05-01'

/** CPU seconds: everybody scored anew, against windows in SQL that give the same ranks; and one in a hundred anew. */
export async function measureRfm(deps: Deps, customerIds: readonly string[]) {
  const corpId = deps.settings.WECOM_CORP_ID
  await recalibrate(deps, { corpId, asOf: AS_OF })
  const cpuOf = async (work: () => Promise<unknown>): Promise<number> => (await ownCpuOf(work)).cpu
  const full = (): Promise<number> => cpuOf(() => rebuildAll(deps, { corpId, asOf: AS_OF }))
  const few = customerIds.filter((_, n) => n % 100 === 0)
  return {
    full: await ratioOf(full, () => cpuOf(() => windows(deps, corpId))),
    few: await ratioOf(
      () =>
        cpuOf(async () => {
          for (let from = 0; from < few.length; from += 1000)
            await rescoreCustomers(deps, { corpId, customerIds: few.slice(from, from + 1000), asOf: AS_OF })
        }),
      full,
    ),
  }
}

/** What one would write without us: aggregate, rank three times, quintiles. Nothing is written back. */
async function windows({ database: { sql } }: Deps, corpId: string): Promise<void> {
  await sql.all(
    `WITH days AS (
       SELECT "customerId", "orderedOn", SUM(CASE WHEN "kind" = 'service' THEN "paidFen" - "refundedFen" ELSE 0 END) AS "fen"
       FROM "Order" WHERE "corpId" = ? AND "customerId" IS NOT NULL AND "orderedOn" > ? AND "orderedOn" <= ? AND "status" = 'done'
       GROUP BY "customerId", "orderedOn"),
     people AS (
       SELECT "customerId", MAX("orderedOn") AS "last", COUNT(*) AS "times", SUM("fen") AS "fen" FROM days GROUP BY "customerId"),
     ranked AS (
       SELECT "customerId", COUNT(*) OVER () AS "n", RANK() OVER (ORDER BY "last") AS "r", RANK() OVER (ORDER BY "times") AS "f",
         RANK() OVER (ORDER BY "fen") AS "m" FROM people)
     SELECT "r" * 5 / ("n" + 1) AS "rs", "f" * 5 / ("n" + 1) AS "fs", "m" * 5 / ("n" + 1) AS "ms", COUNT(*) AS "people"
     FROM ranked GROUP BY 1, 2, 3`,
    [corpId, SINCE, AS_OF],
  )
}

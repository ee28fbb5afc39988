import type { ChurnFact } from '../../domain/analytics/churn-reasons.ts'
import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

export interface Slice {
  corpId: string
  customerIds: readonly string[]
  asOf: LocalDate
}

export interface CustomerCar {
  id: string
  customerId: string
  model: string | null
  deliveredOn: LocalDate | null
  lastServiceOn: LocalDate | null
  lastServiceKm: number | null
  warrantyEndsOn: LocalDate | null
  insuranceEndsOn: LocalDate | null
  inspectionDueOn: LocalDate | null
}

/** The car that came last stands for the customer, as everywhere else. */
export async function readMainCars(sql: SqlTx, slice: Slice): Promise<Map<string, CustomerCar>> {
  const rows = await sql.all<CustomerCar>(
    `SELECT v."id", v."customerId", v."model", v."deliveredOn", v."lastServiceOn", v."lastServiceKm",
       v."warrantyEndsOn", v."insuranceEndsOn", v."inspectionDueOn"
     FROM "Vehicle" v WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."customerId"')}
     ORDER BY v."customerId", COALESCE(v."lastServiceOn", v."deliveredOn", '') DESC, v."id"`,
    params(slice),
  )
  const main = new Map<string, CustomerCar>()
  for (const row of rows) if (!main.has(row.customerId)) main.set(row.customerId, row)
  return main
}

/** The last time each asked what the car is worth. */
export async function readTradeInSignals(sql: SqlTx, slice: Slice): Promise<Map<string, LocalDate>> {
  const rows = await sql.all<{ customerId: string; on: LocalDate }>(
    `SELECT o."customerId", MAX(o."orderedOn") AS "on" FROM "Order" o
     WHERE o."corpId" = ? AND ${inTextList(sql.dialect, 'o."customerId"')} AND o."kind" = 'visit' AND o."status" = 'done'
       AND o."orderedOn" <= ? AND (o."title" LIKE '%置换%' OR o."title" LIKE '%旧车%' OR o."title" LIKE '%二手车%')
     GROUP BY o."customerId"`,
    [...params(slice), slice.asOf],
  )
  return new Map(rows.map((row) => [row.customerId, row.on]))
}

const FACT_DAYS = 180
/** Surveys score from 0 to 10; from here down people speak ill of a house (the detractors of NPS). */
const LOW_SCORE = 6

/** Who serves each customer: the colleague who has done so longest. */
export async function readOwners(sql: SqlTx, slice: Slice): Promise<Map<string, string>> {
  // CROSS JOIN holds SQLite to this order: some customers first, not all follows of the company.
  const rows = await sql.all<{ customerId: string; staffId: string }>(
    `SELECT c."customerId", f."staffId" FROM "Contact" c CROSS JOIN "Follow" f CROSS JOIN "Staff" s
     WHERE c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} AND f."corpId" = c."corpId"
       AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL AND s."corpId" = f."corpId"
       AND s."id" = f."staffId" AND s."status" = 'active'
     ORDER BY f."followedAt" DESC, f."staffId" DESC`,
    params(slice),
  )
  return new Map(rows.map((row) => [row.customerId, row.staffId]))
}

/** What happened lately that makes people leave: said, not inferred. */
export async function readChurnFacts(sql: SqlTx, slice: Slice): Promise<Map<string, ChurnFact[]>> {
  const since = new Date(startOfDayMs(addDays(slice.asOf, -FACT_DAYS)))
  const rows = await sql.all<{
    customerId: string
    kind: ChurnFact['kind']
    at: string
    score: number | null
  }>(
    `SELECT e."customerId", 'complaint' AS "kind", MAX(e."at") AS "at", NULL AS "score" FROM "TimelineEvent" e
       WHERE e."corpId" = ? AND ${inTextList(sql.dialect, 'e."customerId"')} AND e."kind" = 'complaint' AND e."at" >= ?
       GROUP BY e."customerId"
     UNION ALL
     SELECT e."customerId", 'low-survey', MAX(e."at"), MIN(e."amount") FROM "TimelineEvent" e
       WHERE e."corpId" = ? AND ${inTextList(sql.dialect, 'e."customerId"')} AND e."kind" = 'survey' AND e."at" >= ?
         AND e."amount" <= ${LOW_SCORE} GROUP BY e."customerId"
     UNION ALL
     SELECT c."customerId", 'left-group', MAX(m."leftAt"), NULL FROM "Contact" c CROSS JOIN "GroupMember" m
       WHERE m."corpId" = c."corpId" AND m."memberId" = c."externalUserid"
       AND c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} AND m."leftAt" >= ? GROUP BY c."customerId"
     UNION ALL
     SELECT c."customerId", 'left-advisor', MAX(f."customerLeftAt"), NULL FROM "Contact" c CROSS JOIN "Follow" f
       WHERE f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       AND c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} AND f."customerLeftAt" >= ? GROUP BY c."customerId"`,
    [1, 2, 3, 4].flatMap(() => [...params(slice), since]),
  )
  const facts = new Map<string, ChurnFact[]>()
  for (const { customerId, kind, at, score } of rows) {
    const own = facts.get(customerId) ?? []
    own.push({ kind, on: localDateOf(Date.parse(at)), ...(score === null ? {} : { score }) })
    facts.set(customerId, own)
  }
  return facts
}

function params({ corpId, customerIds }: Slice): [string, string] {
  return [corpId, JSON.stringify(customerIds)]
}

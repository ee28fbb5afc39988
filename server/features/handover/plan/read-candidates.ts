import { localDateOf } from '../../../domain/time.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { SqlParam } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'

/** A customer of the giver, with what the choice and the rules look at. */
export interface Candidate {
  externalUserid: string
  customerId: string
  tierCode: number | null
  spentFen: number
  storeName: string | null
  model: string | null
  tagIds: string[]
  hasOpenOrder: boolean
  daysSinceActive: number | null
  search: string
}

export interface Candidates {
  items: Candidate[]
  /** False: the company's orders have no open state, so nobody can tell. */
  knowsOpenOrders: boolean
}

const OPEN = `"status" NOT IN ('done', 'cancelled')`
const DAY_MS = 86_400_000

/** Everybody the giver still follows. */
export async function readCandidates(
  deps: Deps,
  { corpId, staffId }: { corpId: string; staffId: string },
): Promise<Candidates> {
  const { sql } = deps.database
  const mine = `SELECT c."customerId" FROM "Follow" f JOIN "Contact" c ON c."corpId" = f."corpId"
    AND c."externalUserid" = f."externalUserid" WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL`
  const own: SqlParam[] = [corpId, corpId, staffId]
  const [follows, stores, models, tags, open, anyOpen, events] = await Promise.all([
    sql.all<FollowRow>(
      `SELECT f."externalUserid", c."customerId", f."search", r."code", r."monetaryFen" FROM "Follow" f
       JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       LEFT JOIN "Rfm" r ON r."corpId" = c."corpId" AND r."customerId" = c."customerId"
       WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL`,
      [corpId, staffId],
    ),
    sql.all<{ key: string; value: string; at: string }>(
      `SELECT o."customerId" AS "key", o."storeName" AS "value", MAX(o."orderedOn") AS "at" FROM "Order" o
       WHERE o."corpId" = ? AND o."storeName" IS NOT NULL AND o."customerId" IN (${mine})
       GROUP BY o."customerId", o."storeName" ORDER BY "at", "value"`,
      own,
    ),
    sql.all<{ key: string; value: string }>(
      `SELECT v."customerId" AS "key", v."model" AS "value" FROM "Vehicle" v
       WHERE v."corpId" = ? AND v."model" IS NOT NULL AND v."customerId" IN (${mine}) ORDER BY v."deliveredOn", v."id"`,
      own,
    ),
    sql.all<{ key: string; value: string }>(
      `SELECT "externalUserid" AS "key", "tagId" AS "value" FROM "FollowTag" WHERE "corpId" = ? AND "staffId" = ?`,
      [corpId, staffId],
    ),
    sql.all<{ key: string }>(
      `SELECT DISTINCT o."customerId" AS "key" FROM "Order" o WHERE o."corpId" = ? AND o.${OPEN} AND o."customerId" IN (${mine})`,
      own,
    ),
    sql.all(`SELECT 1 AS "ok" FROM "Order" WHERE "corpId" = ? AND ${OPEN} LIMIT 1`, [corpId]),
    sql.all<{ key: string; at: string }>(
      `SELECT e."customerId" AS "key", MAX(e."at") AS "at" FROM "TimelineEvent" e
       WHERE e."corpId" = ? AND e."customerId" IN (${mine}) GROUP BY e."customerId"`,
      own,
    ),
  ])
  const lastStore = new Map(stores.map((row) => [row.key, row]))
  const lastModel = new Map(models.map((row) => [row.key, row.value]))
  const tagsOf = groupBy(tags, (row) => row.key)
  const openOf = new Set(open.map((row) => row.key))
  const lastEvent = new Map(events.map((row) => [row.key, localDateOf(Date.parse(row.at))]))
  const today = localDateOf(deps.clock.nowMs())
  const items = follows.map((row): Candidate => {
    const store = lastStore.get(row.customerId)
    const days = [store?.at, lastEvent.get(row.customerId)].flatMap((day) => day ?? [])
    return {
      externalUserid: row.externalUserid,
      customerId: row.customerId,
      tierCode: row.code,
      spentFen: Number(row.monetaryFen ?? 0),
      storeName: store?.value ?? null,
      model: lastModel.get(row.customerId) ?? null,
      tagIds: (tagsOf.get(row.externalUserid) ?? []).map((tag) => tag.value),
      hasOpenOrder: openOf.has(row.customerId),
      daysSinceActive: days.length === 0 ? null : daysBetween(days.sort().at(-1) ?? today, today),
      search: row.search,
    }
  })
  return { items, knowsOpenOrders: anyOpen.length > 0 }
}

interface FollowRow {
  externalUserid: string
  customerId: string
  search: string
  code: number | null
  monetaryFen: number | null
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS))
}

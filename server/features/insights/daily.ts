import { addDays, type LocalDate } from '../../domain/time.ts'
import type { SqlParam } from '../../platform/db/index.ts'
import { readCorpSetting, writeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { rescoreCustomers } from './rescore.ts'
import { rebuildAll } from './rebuild.ts'
import { type Calibration, readCalibrations } from './thresholds.ts'

const SETTING = 'rfm.scored-on'
const CHUNK = 1000
/** After a longer pause everybody is looked at. */
const MAX_DAYS_APART = 60

/**
 * A new day without new orders: recency grows and orders leave the window. Only customers whose row can change are
 * touched: those on the edge of a band, those with an order at the edge of the window, and those whose order was dated ahead.
 */
export async function scoreNewDay(
  deps: Deps,
  corpId: string,
  today: LocalDate,
  signal?: AbortSignal,
): Promise<void> {
  const [calibration, ...ofUnits] = await readCalibrations(deps, corpId)
  if (calibration === undefined) return
  const scoredOn = await readScoredOn(deps, corpId)
  if (scoredOn === today) return
  if (ofUnits.length > 0) {
    // Advisors change units overnight, and with them go their customers: everybody is looked at.
    await rebuildAll(deps, { corpId, asOf: today, signal })
    await writeScoredOn(deps, corpId, today)
    return
  }
  const from = scoredOn !== null && scoredOn >= addDays(today, -MAX_DAYS_APART) ? scoredOn : null
  const due = await readDue(deps, { corpId, calibration, from, today })
  for (let at = 0; at < due.length; at += CHUNK) {
    signal?.throwIfAborted()
    await rescoreCustomers(deps, { corpId, customerIds: due.slice(at, at + CHUNK), asOf: today })
  }
  await writeScoredOn(deps, corpId, today)
}

async function readDue(
  { database: { sql } }: Deps,
  {
    corpId,
    calibration,
    from,
    today,
  }: { corpId: string; calibration: Calibration; from: LocalDate | null; today: LocalDate },
): Promise<string[]> {
  const { windowDays } = calibration
  const parts: { sql: string; params: SqlParam[] }[] = []
  if (from === null)
    parts.push({ sql: 'SELECT "customerId" FROM "Rfm" WHERE "corpId" = ?', params: [corpId] })
  const after = from ?? addDays(today, -MAX_DAYS_APART)
  for (const recency of recencyEdges(calibration))
    // The recency was below the edge on the old day and is not below it today.
    parts.push({
      sql: 'SELECT "customerId" FROM "Rfm" WHERE "corpId" = ? AND "lastVisitOn" > ? AND "lastVisitOn" <= ?',
      params: [corpId, addDays(after, -recency), addDays(today, -recency)],
    })
  for (const [low, high] of [
    [addDays(after, -windowDays), addDays(today, -windowDays)],
    [after, today],
  ] as const)
    parts.push({
      sql: 'SELECT "customerId" FROM "Order" WHERE "corpId" = ? AND "customerId" IS NOT NULL AND "orderedOn" > ? AND "orderedOn" <= ?',
      params: [corpId, low, high],
    })
  const rows = await sql.all<{ customerId: string }>(
    `${parts.map((part) => part.sql).join(' UNION ')} ORDER BY 1`,
    parts.flatMap((part) => part.params),
  )
  return rows.map((row) => row.customerId)
}

/** Recencies at which a score or the high/low of a value changes, each in whole days. */
function recencyEdges({ thresholds: { cuts, high } }: Calibration): number[] {
  const edges = cuts.recency.map(Math.ceil)
  if (high.by === 'value') edges.push(Math.floor(high.recency) + 1)
  return [...new Set(edges)]
}

async function readScoredOn({ database }: Deps, corpId: string): Promise<LocalDate | null> {
  const value = await readCorpSetting(database.sql, corpId, SETTING)
  return typeof value === 'string' ? value : null
}

export async function writeScoredOn(deps: Deps, corpId: string, on: LocalDate): Promise<void> {
  await writeCorpSetting(deps.database.sql, deps, { corpId, key: SETTING, value: on })
}

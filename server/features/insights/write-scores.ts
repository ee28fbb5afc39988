import { scoreOne } from '../../domain/rfm.ts'
import { daysBetween, type LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { CustomerValues } from './read-values.ts'
import type { Calibration } from './thresholds.ts'

export interface RfmRow {
  customerId: string
  lastVisitOn: LocalDate
  frequency: number
  monetaryFen: number
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
  code: number
  thresholdVersion: string
}

/** Scores against the frozen calibration only, so that one customer's change never moves another. */
export function toRfmRow(
  values: CustomerValues,
  asOf: LocalDate,
  { version, thresholds }: Calibration,
): RfmRow {
  const { customerId, lastVisitOn, frequency, monetaryFen } = values
  const recency = daysBetween(lastVisitOn, asOf)
  const score = scoreOne({ recency, frequency, monetary: monetaryFen }, thresholds)
  return { customerId, lastVisitOn, frequency, monetaryFen, ...score, thresholdVersion: version }
}

const COLUMNS = [
  'lastVisitOn',
  'frequency',
  'monetaryFen',
  'recencyScore',
  'frequencyScore',
  'monetaryScore',
  'code',
  'thresholdVersion',
] as const

/** Writes what differs, at most a thousand rows at once. */
export async function writeRows(
  tx: AnyTx,
  {
    corpId,
    asOf,
    changed,
    gone,
  }: { corpId: string; asOf: LocalDate; changed: readonly RfmRow[]; gone: readonly string[] },
): Promise<void> {
  await bulkUpsert(tx, {
    table: 'Rfm',
    columns: ['corpId', 'customerId', ...COLUMNS, 'asOf'],
    key: ['corpId', 'customerId'],
    rows: changed.map((row) => ({ corpId, asOf, ...row })),
  })
  if (gone.length === 0) return
  const sql = sqlIn(tx)
  await sql.run(`DELETE FROM "Rfm" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`, [
    corpId,
    JSON.stringify(gone),
  ])
}

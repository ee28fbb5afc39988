import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

export interface Forecast {
  /** Days the gap forecast expects between two visits. */
  gapDays: number | null
  clvFen: number | null
}

/** The part of a next visit's basis that is read here; the whole belongs to the predictions, below. */
const basis = z.object({ gapDays: z.number().nullable() })

/** What the models expect of some customers; nobody is in it of whom they say nothing. */
export async function readForecasts(
  sql: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, Forecast>> {
  const rows = await sql.all<{ customerId: string; nextVisitJson: string | null; clvFen: number | null }>(
    `SELECT "customerId", "nextVisitJson", "clvFen" FROM "Prediction"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(
    rows.map(({ customerId, nextVisitJson, clvFen }) => [
      customerId,
      { gapDays: gapOf(nextVisitJson), clvFen: clvFen === null ? null : Number(clvFen) },
    ]),
  )
}

export function gapOf(nextVisitJson: string | null): number | null {
  return nextVisitJson === null ? null : basis.parse(JSON.parse(nextVisitJson)).gapDays
}

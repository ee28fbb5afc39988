import type { SqlTx } from '../../platform/db/index.ts'

export interface Forecast {
  /** Days the gap forecast expects between two visits. */
  gapDays: number | null
  clvFen: number | null
}

/** What the models expect of some customers; nothing while there are no models. */
export async function readForecasts(
  _sql: SqlTx,
  _wanted: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, Forecast>> {
  return new Map()
}

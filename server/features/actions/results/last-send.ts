import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'

/** The newest message of a customer that may still be answered: the sidebar asks for the advisor's mark. */
export interface LastSend {
  id: string
  rule: string
  sentAt: string
  repliedAt: string | null
}

const SHOWN_MS = 14 * 86_400_000

export async function readLastSends(
  sql: SqlTx,
  { corpId, customerIds, now }: { corpId: string; customerIds: readonly string[]; now: Date },
): Promise<Map<string, LastSend>> {
  const rows = await sql.all<LastSend & { customerId: string }>(
    `SELECT "customerId", "id", "rule", "sentAt", "repliedAt" FROM "ActionResult"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')} AND "sentAt" >= ? ORDER BY "sentAt", "id"`,
    [corpId, JSON.stringify(customerIds), new Date(now.getTime() - SHOWN_MS)],
  )
  return new Map(rows.map(({ customerId, ...send }) => [customerId, send]))
}

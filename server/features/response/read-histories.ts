import type { ResponseHistory } from '../../domain/response-features.ts'
import type { Sql, SqlRow, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'

/** Facts that are an answer. WeCom does not tell of replies: an advisor marks them on what was sent (ActionResult). */
const ANSWER_FACTS = ['link-open', 'booking', 'test-drive', 'visit', 'survey', 'call']

type Growing = { -readonly [Key in keyof ResponseHistory]: ResponseHistory[Key][number][] }

/** What the model may know of some customers; everybody asked for is in the answer. */
export async function readHistories(
  sql: Sql | SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, ResponseHistory>> {
  const histories = new Map<string, Growing>(
    customerIds.map((id) => [id, { visits: [], sentMs: [], answeredMs: [] }]),
  )
  const ask = async (text: string, take: (history: Growing, row: SqlRow) => void): Promise<void> => {
    const rows = await sql.all<SqlRow>(`${text} AND ${inTextList(sql.dialect, '"customerId"')}`, [
      corpId,
      JSON.stringify(customerIds),
    ])
    for (const row of rows) {
      const history = histories.get(String(row['customerId']))
      if (history) take(history, row)
    }
  }
  await ask(
    `SELECT "customerId", "orderedOn", "orderedAt", "kind", "paidFen", "refundedFen" FROM "Order"
     WHERE "corpId" = ? AND "status" = 'done'`,
    (history, row) =>
      history.visits.push({
        on: String(row['orderedOn']),
        atMs: rowTime(row['orderedAt']).getTime(),
        serviceFen:
          row['kind'] === 'service' ? Math.max(0, Number(row['paidFen']) - Number(row['refundedFen'])) : 0,
      }),
  )
  await ask(
    `SELECT "customerId", "at" FROM "ActionOutcome" WHERE "corpId" = ? AND "outcome" IN ('sent', 'edited')`,
    (history, row) => history.sentMs.push(rowTime(row['at']).getTime()),
  )
  await ask(
    `SELECT "customerId", "repliedAt", "openedAt" FROM "ActionResult" WHERE "corpId" = ?`,
    (history, row) => {
      for (const at of [row['repliedAt'], row['openedAt']])
        if (at !== null && at !== undefined) history.answeredMs.push(rowTime(at).getTime())
    },
  )
  await ask(
    `SELECT "customerId", "at" FROM "TimelineEvent" WHERE "corpId" = ? AND "kind" IN (${ANSWER_FACTS.map((kind) => `'${kind}'`).join(', ')})`,
    (history, row) => history.answeredMs.push(rowTime(row['at']).getTime()),
  )
  return histories
}

import { predictResponse } from '../../domain/analytics/response-model.ts'
import { responseFeatures } from '../../domain/response-features.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { readHistories } from './read-histories.ts'
import type { CurrentModel } from './stored-model.ts'

/** How likely each of these messages is answered if it goes out now, in the order asked. For ranking by other features. */
export async function predictResponses(
  sql: Sql | SqlTx,
  { model }: CurrentModel,
  {
    corpId,
    atMs,
    asks,
  }: { corpId: string; atMs: number; asks: readonly { customerId: string; rule: string }[] },
): Promise<number[]> {
  const customerIds = [...new Set(asks.map((ask) => ask.customerId))]
  const histories = await readHistories(sql, { corpId, customerIds })
  return asks.map(({ customerId, rule }) => {
    const history = histories.get(customerId) ?? { visits: [], sentMs: [], answeredMs: [] }
    return predictResponse(model, responseFeatures(history, { atMs, rule })).chance
  })
}

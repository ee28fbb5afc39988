import { predictResponse, type Reason } from '../../domain/analytics/response-model.ts'
import { responseFeatures } from '../../domain/response-features.ts'
import { localDateOf } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { readHistories } from './read-histories.ts'
import type { CurrentModel } from './stored-model.ts'

const SHOWN_REASONS = 3
const isOfCustomer = ({ feature, contribution }: Reason): boolean => feature !== 'rule' && contribution !== 0

/** Scores some customers for a message of the sort that is sent most, so that they can be compared with each other. */
export async function scoreCustomers(
  deps: Deps,
  { corpId, customerIds, current }: { corpId: string; customerIds: readonly string[]; current: CurrentModel },
): Promise<void> {
  const { sql } = deps.database
  const atMs = deps.clock.nowMs()
  const histories = await readHistories(sql, { corpId, customerIds })
  const rows = [...histories].map(([customerId, history]) => {
    const { chance, reasons } = predictResponse(current.model, responseFeatures(history, { atMs, rule: '' }))
    return {
      corpId,
      customerId,
      chance,
      // The kind of message says nothing of the customer.
      reasonsJson: JSON.stringify(reasons.filter(isOfCustomer).slice(0, SHOWN_REASONS)),
      modelVersion: current.version,
      asOf: localDateOf(atMs),
    }
  })
  await withRetryOnBusy(deps.clock, () =>
    deps.database.db.$transaction(async (tx) => {
      await bulkUpsert(tx, {
        table: 'ResponseScore',
        columns: ['corpId', 'customerId', 'chance', 'reasonsJson', 'modelVersion', 'asOf'],
        key: ['corpId', 'customerId'],
        onlyIfChanged: ['chance', 'reasonsJson', 'modelVersion'],
        rows,
      })
    }),
  )
}

import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import { CORP, type MadeCustomer, TODAY } from './made-company.ts'

/** What the models say of one made customer, and what the portrait shows. */
export async function fillForesight(
  tx: Parameters<typeof bulkUpsert>[0],
  customerId: string,
  one: MadeCustomer,
): Promise<void> {
  const at = new Date('2025-01-01T00:00:00Z')
  const put = <C extends string>(
    table: string,
    key: readonly NoInfer<C>[],
    columns: readonly C[],
    rows: readonly Partial<Record<C, string | number | boolean | Date | null>>[],
  ) => bulkUpsert(tx, { table, key, columns, rows })
  const figures = [
    'corpId',
    'customerId',
    'asOf',
    'visitDays',
    'churn',
    'churnBand',
    'churnJson',
    'clvFen',
  ] as const
  const spans = ['nextVisitFrom', 'nextVisitTo', 'replacementFrom', 'replacementTo', 'updatedAt'] as const
  if (one.prediction !== null) {
    const { nextVisit, replacement, ...known } = one.prediction
    const [nextVisitFrom = null, nextVisitTo = null] = [...(nextVisit ?? [])].sort()
    const [replacementFrom = null, replacementTo = null] = [...(replacement ?? [])].sort()
    await put(
      'Prediction',
      ['corpId', 'customerId'],
      [...figures, ...spans],
      [
        {
          ...known,
          corpId: CORP,
          customerId,
          asOf: TODAY,
          visitDays: 1,
          churnJson: '[]',
          updatedAt: at,
          nextVisitFrom,
          nextVisitTo,
          replacementFrom,
          replacementTo,
        },
      ],
    )
  }
  if (one.chance !== null)
    await put(
      'ResponseScore',
      ['corpId', 'customerId'],
      ['corpId', 'customerId', 'chance', 'reasonsJson', 'modelVersion', 'asOf'],
      [
        {
          corpId: CORP,
          customerId,
          chance: one.chance,
          reasonsJson: '[]',
          modelVersion: 'R',
          asOf: TODAY,
        },
      ],
    )
  const shown = Object.entries(one.profile).map(([field, value]) => ({
    ...{ corpId: CORP, customerId, field, source: 'self', at: one.saidAt, value, isCurrent: true },
  }))
  const former =
    one.formerCity === null
      ? []
      : [
          {
            ...{ corpId: CORP, customerId, field: 'city', source: 'wecom', at },
            value: one.formerCity,
            isCurrent: false,
          },
        ]
  await put(
    'ProfileValue',
    ['corpId', 'customerId', 'field', 'source', 'at'],
    ['corpId', 'customerId', 'field', 'source', 'at', 'value', 'isCurrent'],
    [...shown, ...former],
  )
}

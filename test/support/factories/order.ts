import type { Database } from '../../../server/platform/db/index.ts'
import { localDateOf } from '../../../server/domain/time.ts'

/** An order of a customer as an import leaves it. */
export async function makeOrder(
  { db }: Database,
  order: {
    corpId: string
    customerId: string
    orderNo: string
    at: Date
    kind?: 'vehicle' | 'service' | 'visit'
    status?: 'done' | 'cancelled'
    paidFen?: number
    refundedFen?: number
    vehicleModel?: string
  },
): Promise<void> {
  const { at, kind = 'service', status = 'done', paidFen = 68_000, refundedFen = 0, ...rest } = order
  await db.order.create({
    data: {
      ...rest,
      kind,
      status,
      paidFen,
      refundedFen,
      orderedAt: at,
      orderedOn: localDateOf(at.getTime()),
      storeName: '浦东店',
      title: '常规保养',
      digest: '',
      importId: 'IMPORT',
      updatedAt: at,
    },
  })
}

/** A tier, with the thresholds it was given under. */
export async function makeTier(
  { db }: Database,
  tier: { corpId: string; customerId: string; code: number; at: Date },
): Promise<void> {
  const { corpId, customerId, code, at } = tier
  const asOf = localDateOf(at.getTime())
  const version = 'V1'
  await db.rfmThreshold.upsert({
    where: { corpId_version: { corpId, version } },
    create: {
      corpId,
      version,
      asOf,
      windowDays: 730,
      mode: 'score-mean',
      cutsJson: '{}',
      counted: 1,
      createdAt: at,
    },
    update: {},
  })
  await db.rfm.create({
    data: {
      corpId,
      customerId,
      code,
      lastVisitOn: asOf,
      frequency: 3,
      monetaryFen: 123_400n,
      recencyScore: 5,
      frequencyScore: 3,
      monetaryScore: 4,
      thresholdVersion: version,
      asOf,
    },
  })
}

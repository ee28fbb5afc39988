import { ulid } from 'ulid'
import type { Database } from '../../../server/platform/db/index.ts'

/** A handover with one customer, as its run leaves it. */
export async function makeHandover(
  { db }: Database,
  row: {
    corpId: string
    externalUserid: string
    customerId: string
    fromStaffId: string
    toStaffId: string
    state: string
    startedAt: Date
    settledAt: Date | null
  },
): Promise<string> {
  const { corpId, externalUserid, fromStaffId, startedAt: at, ...rest } = row
  const handoverId = ulid()
  await db.handover.create({
    data: {
      corpId,
      id: handoverId,
      family: 'onjob',
      fromStaffId,
      state: 'running',
      planJson: JSON.stringify({
        customers: {},
        groups: true,
        rule: { kind: 'even' },
        successors: [{ staffId: row.toStaffId, count: null }],
      }),
      createdBy: fromStaffId,
      createdAt: at,
      updatedAt: at,
    },
  })
  await db.handoverRow.create({
    data: {
      corpId,
      handoverId,
      kind: 'customer',
      objectId: externalUserid,
      fromStaffId,
      rank: 1,
      ...rest,
      startedAt: at,
    },
  })
  return handoverId
}

/** A customer who came from one advisor to another, as the copy has shown it. */
export async function makeTakeover(
  { db }: Database,
  row: {
    corpId: string
    externalUserid: string
    customerId: string
    fromStaffId: string
    toStaffId: string
    handoverId?: string
    beganAt: Date
  },
): Promise<string> {
  const id = ulid()
  await db.takeover.create({ data: { ...row, id, noticedAt: row.beganAt, restoredJson: '{}' } })
  return id
}

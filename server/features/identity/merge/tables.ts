/**
 * What becomes of the rows of a customer that is merged into another. Every table with a customerId stands here
 * (test/features/identity/merge-tables.test.ts): who adds one decides.
 *
 * move: the row goes along, and its key is kept in MergedRow, so that a split takes back exactly these.
 * origin: the row goes along and carries the record it came by in originId; facts that come later carry it, too.
 * derive: made anew from the other rows, for both sides, by whoever hears 'customer-merged' or 'orders-linked'.
 * keep: it is about the record as it was born, and stays with it.
 */
export type Treatment = 'move' | 'origin' | 'derive' | 'keep'

export interface MergedTable {
  table: string
  does: Treatment
  /** What tells its rows apart beside corpId and customerId. */
  key: readonly string[]
  /** customerId is part of the primary key: a row that the other side has as well stays where it is, and is lost to nobody. */
  isKeyed?: boolean
  /** A moved table whose later rows carry originId as well. */
  hasOrigin?: boolean
}

export const MERGED_TABLES: readonly MergedTable[] = [
  { table: 'Contact', does: 'move', key: ['externalUserid'] },
  { table: 'Order', does: 'move', key: ['orderNo'] },
  { table: 'Vehicle', does: 'move', key: ['id'] },
  { table: 'TimelineEvent', does: 'move', key: ['id'], hasOrigin: true },
  { table: 'CustomerTag', does: 'move', key: ['id'] },
  { table: 'IntakeFact', does: 'move', key: ['source', 'kind', 'factId'], hasOrigin: true },
  { table: 'Note', does: 'move', key: ['id'] },
  { table: 'Task', does: 'move', key: ['id'] },
  { table: 'ActionOutcome', does: 'move', key: ['id'] },
  { table: 'ActionSnooze', does: 'move', key: ['rule'], isKeyed: true },
  { table: 'AccessEntry', does: 'move', key: ['staffId', 'slot'], isKeyed: true },
  { table: 'ActionResult', does: 'move', key: ['id'] },
  { table: 'ShownList', does: 'move', key: ['staffId', 'situation'], isKeyed: true },
  { table: 'PushAdvice', does: 'move', key: ['staffId', 'day'], isKeyed: true },
  { table: 'Consent', does: 'move', key: [], isKeyed: true },
  { table: 'TrackedLink', does: 'move', key: ['id'] },
  { table: 'LinkOpen', does: 'move', key: ['id'] },
  { table: 'StageChange', does: 'move', key: ['id'] },
  { table: 'Takeover', does: 'move', key: ['id'] },
  { table: 'HandoverRow', does: 'move', key: ['handoverId', 'kind', 'objectId'] },
  { table: 'PostTarget', does: 'move', key: ['postId', 'targetId'] },
  { table: 'ReferralCode', does: 'move', key: ['id'] },
  { table: 'Referral', does: 'move', key: ['id'] },
  { table: 'ReferralReward', does: 'move', key: ['id'] },
  { table: 'ReferralEntry', does: 'move', key: ['id'] },
  { table: 'Identity', does: 'origin', key: ['kind', 'valueHash'] },
  { table: 'ProfileValue', does: 'origin', key: ['field', 'source', 'at'], isKeyed: true },
  { table: 'VehicleOwner', does: 'origin', key: ['vehicleId', 'fromOn'], isKeyed: true },
  { table: 'Rfm', does: 'derive', key: [] },
  { table: 'Action', does: 'derive', key: ['rule'] },
  { table: 'ActionList', does: 'derive', key: [] },
  { table: 'Standing', does: 'derive', key: [] },
  { table: 'Prediction', does: 'derive', key: [] },
  { table: 'ComboOffer', does: 'derive', key: ['item'] },
  { table: 'ResponseScore', does: 'derive', key: [] },
  { table: 'SopHold', does: 'derive', key: ['key'] },
  { table: 'IdentityClash', does: 'keep', key: ['kind', 'valueHash'] },
  { table: 'RefusedKey', does: 'keep', key: ['kind', 'valueHash', 'source'] },
]

export function tablesThat(does: Treatment): MergedTable[] {
  return MERGED_TABLES.filter((one) => one.does === does)
}

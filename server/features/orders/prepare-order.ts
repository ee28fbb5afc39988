import { isPersonalPhone } from '../../domain/identity/clean-key.ts'
import type { Sealer } from '../../platform/seal.ts'
import type { OrderKeys } from './link-orders.ts'
import type { OrderDraft } from './parse-order.ts'

/** An order with the fingerprint that tells whether it differs from the stored one. */
export interface PreparedOrder {
  order: OrderDraft
  digest: string
}

export type HashedOrder = PreparedOrder & { keys: OrderKeys; plateHash: string | null }

/** Keyed, since it covers personal values. */
export function digestOrder(sealer: Sealer, order: OrderDraft): string {
  return sealer.fingerprint(JSON.stringify(Object.values(order))).slice(0, 22)
}

export function hashKeys(sealer: Sealer, prepared: PreparedOrder): HashedOrder {
  const { phone, memberNo, unionid, externalUserid, plate, openid = null, foreignId = null } = prepared.order
  const keyed = (kind: string, value: string | null): string | null =>
    value === null ? null : sealer.lookupHash(kind, value)
  return {
    ...prepared,
    keys: {
      unionidHash: keyed('unionid', unionid),
      externalHash: keyed('external_userid', externalUserid),
      // A land line or an invented number stays with the order, but finds nobody.
      phoneHash: keyed('phone', phone !== null && isPersonalPhone(phone) ? phone : null),
      memberNoHash: keyed('member_no', memberNo),
      openidHash: keyed('openid', openid),
      customerIdHash: keyed('customer_id', foreignId),
    },
    plateHash: keyed('plate', plate),
  }
}

/** 53 bits of a text as a whole number, for seen-orders.ts: quick, and not meant to be safe against anybody. */
export function shortHash(text: string): number {
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x9e3779b1)
    high = Math.imul(high ^ code, 0x5f356495)
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0)
}

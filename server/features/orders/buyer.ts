import { z } from 'zod'
import type { Sealer } from '../../platform/seal.ts'
import type { OrderDraft } from './parse-order.ts'

/** The personal values of an order as they came; sealed in one piece. */
const buyer = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  plate: z.string().nullable(),
  memberNo: z.string().nullable(),
})
export type Buyer = z.infer<typeof buyer>

const NOBODY: Buyer = { name: null, phone: null, plate: null, memberNo: null }

export function sealBuyer(sealer: Sealer, { name, phone, plate, memberNo }: OrderDraft): string | null {
  if (name === null && phone === null && plate === null && memberNo === null) return null
  return sealer.seal(JSON.stringify({ name, phone, plate, memberNo } satisfies Buyer))
}

export function openBuyer(sealer: Sealer, sealed: string | null): Buyer {
  return sealed === null ? NOBODY : buyer.parse(JSON.parse(sealer.open(sealed)))
}

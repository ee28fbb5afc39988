import { normalisePhone } from '../../../domain/identity-values.ts'
import { maskPhone, maskText } from '../../../domain/masks.ts'

/** Fields of which no value can be somebody's. */
const OPEN = new Set([
  ...['kind', 'at', 'state', 'type', 'status', 'scene', 'direction', 'score', 'seconds', 'km', 'left'],
  ...['amount', 'amountFen', 'paidFen', 'refundedFen', 'valueFen', 'premiumFen', 'odometerKm'],
  ...['dueOn', 'endsOn', 'readOn', 'ownedFrom', 'ownedTo', 'deliveredOn'],
  ...['warrantyEndsOn', 'insuranceEndsOn', 'inspectionDueOn'],
])
const SHOWN = 40

/** What stands at a place of a refused item, for the page: personal unless the place says otherwise. */
export function maskValue(path: readonly string[], value: unknown): string | null {
  if (value === undefined || value === null || typeof value === 'object') return null
  const text = String(value).slice(0, 200)
  const isOpen = OPEN.has(path.at(-1) ?? '') && path[0] !== 'person' && path[1] !== 'fields'
  if (isOpen && !/\d{11}/.test(text)) return text.slice(0, SHOWN)
  const phone = normalisePhone(text)
  return phone === null ? maskText(text) : maskPhone(phone)
}

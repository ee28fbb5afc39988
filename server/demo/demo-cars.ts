import { hasValidVinCheck } from '../domain/identity-values.ts'
import { addDays, addMonths, localDateOf, type LocalDate } from '../domain/time.ts'
import type { DemoFact } from './demo-facts.ts'
import { hashText, seededRandom, type Random } from './seeded-random.ts'

/** A line of the dealer's own orders, with the keys as its desk noted them. */
export interface DealerOrder {
  atMs: number
  isDelivery: boolean
  phone: string
  memberNo: string
  plate: string
  model: string
  odometerKm: number | null
}

/** A fact of a car: its owner is named by phone or member number. */
export type CarFact = Omit<DemoFact, 'person'> & { person: Record<string, string> }

const DAY_MS = 86_400_000
const WARRANTY_MONTHS = 36
const INSPECTION_MONTHS = 24
const VIN_SIGNS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'
/** No maker has this one. */
const MAKER = 'L8Y'

/** An invented VIN of a plate, with the check digit that China prescribes at the ninth place. */
export function demoVin(plate: string): string {
  const random = seededRandom(hashText(`vin ${plate}`))
  const signs = (count: number): string =>
    Array.from({ length: count }, () => VIN_SIGNS.charAt(random.between(0, VIN_SIGNS.length - 1))).join('')
  const [head, tail] = [
    `${MAKER}${signs(5)}`,
    `${signs(2)}${String(random.between(0, 999_999)).padStart(6, '0')}`,
  ]
  const check = [...'0123456789X'].find((sign) => hasValidVinCheck(`${head}${sign}${tail}`)) ?? '0'
  return `${head}${check}${tail}`
}

/**
 * What the workshop and the cars tell of each car its customers came with: whose it is, its papers and its odometer, as
 * of some day in the last weeks. The same for the same plate.
 */
export function demoCarsOf(orders: readonly DealerOrder[], nowMs: number): CarFact[] {
  const byPlate = new Map<string, DealerOrder[]>()
  for (const order of orders.toSorted((a, b) => a.atMs - b.atMs))
    if (order.plate !== '' && (order.phone !== '' || order.memberNo !== ''))
      byPlate.set(order.plate, [...(byPlate.get(order.plate) ?? []), order])
  return [...byPlate].flatMap(([plate, own]) => {
    const last = own.at(-1)
    const newer = orders.find(
      (one) =>
        one.isDelivery &&
        one.plate !== plate &&
        last?.memberNo &&
        one.memberNo === last.memberNo &&
        one.atMs > last.atMs,
    )
    return factsOf({ plate, orders: own, tradedInMs: newer?.atMs ?? null }, nowMs)
  })
}

interface Car {
  plate: string
  orders: readonly DealerOrder[]
  /** When its owner took over another one here. */
  tradedInMs: number | null
}

function factsOf({ plate, orders, tradedInMs }: Car, nowMs: number): CarFact[] {
  const [first, last] = [orders[0], orders.at(-1)]
  if (!first || !last) return []
  const random = seededRandom(hashText(plate))
  const vin = demoVin(plate)
  const today = localDateOf(nowMs)
  // What was not bought here was some months old when it first came.
  const delivery = orders.find((order) => order.isDelivery)
  const firstOn = localDateOf((delivery ?? first).atMs)
  const builtOn = delivery ? firstOn : addMonths(firstOn, -random.between(2, 30))
  const owner: Record<string, string> =
    last.phone === '' ? { memberNo: last.memberNo } : { phone: last.phone }
  const toldMs = nowMs - random.between(1, 21) * DAY_MS
  const tell = (what: string, data: Record<string, unknown>): CarFact => ({
    kind: 'vehicle',
    id: `${what}-${vin}`,
    at: new Date(toldMs).toISOString(),
    person: { ...owner, plate, vin },
    data: { model: last.model, ownedFrom: firstOn, ...data },
  })
  if (tradedInMs !== null) return [tell('traded-in', { ownedTo: localDateOf(tradedInMs) })]
  return [
    tell('papers', {
      deliveredOn: builtOn,
      warrantyEndsOn: addMonths(builtOn, WARRANTY_MONTHS),
      insuranceEndsOn: nextOf(builtOn, 12, today),
      inspectionDueOn: nextOf(builtOn, INSPECTION_MONTHS, today),
      odometerKm: odometerOf(orders, { random, nowMs: toldMs, builtOn }),
      readOn: localDateOf(toldMs),
    }),
  ]
}

/** The next time something is due that comes every so many months. */
function nextOf(from: LocalDate, months: number, today: LocalDate): LocalDate {
  let due = addMonths(from, months)
  while (due < addDays(today, -30)) due = addMonths(due, months)
  return due
}

/** On from the last reading of the workshop, by a distance a day that fits this driver. */
function odometerOf(
  orders: readonly DealerOrder[],
  { random, nowMs, builtOn }: { random: Random; nowMs: number; builtOn: LocalDate },
): number {
  const perDay = random.between(20, 55)
  const known = orders.findLast((order) => order.odometerKm !== null)
  const [fromMs, fromKm] =
    known?.odometerKm != null ? [known.atMs, known.odometerKm] : [Date.parse(`${builtOn}T00:00:00Z`), 12]
  return fromKm + Math.max(0, Math.round((nowMs - fromMs) / DAY_MS)) * perDay
}

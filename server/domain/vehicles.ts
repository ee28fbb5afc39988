import type { LocalDate } from './time.ts'
import { addDays, addMonths } from './time.ts'

/** What an order tells about a car. Cancelled orders are not among them. */
export interface VehicleOrder {
  orderNo: string
  kind: 'vehicle' | 'service' | 'visit'
  orderedOn: LocalDate
  title: string
  /** Any stable stand-in for the plate; null when the order names none. */
  plateKey: string | null
  model: string | null
  odometerKm: number | null
}

export interface VehicleState {
  /** The plate's stand-in, or the delivery's order number while the car has no plate. */
  key: string
  plateKey: string | null
  model: string | null
  deliveredOn: LocalDate | null
  lastServiceOn: LocalDate | null
  lastServiceKm: number | null
  nextServiceOn: LocalDate | null
  warrantyEndsOn: LocalDate | null
  insuranceEndsOn: LocalDate | null
}

export interface VehicleTerms {
  serviceIntervalMonths: number
  warrantyMonths: number
  insuranceMonths: number
}

export const VEHICLE_TERMS: VehicleTerms = {
  serviceIntervalMonths: 6,
  warrantyMonths: 36,
  insuranceMonths: 12,
}

/** A policy is usually renewed up to three months before it ends; the new one then starts where the old one ends. */
const RENEWAL_AHEAD_DAYS = 90

export type OrderTopic = 'maintenance' | 'insurance' | 'repair' | 'goods' | 'other'

/** What a service order was about, from the words of its title. The order matters: 保险杠 is a bumper, 延保 no insurance. */
export function topicOf(title: string): OrderTopic {
  if (/延保|延长保修/.test(title)) return 'goods'
  if (/保养|首保|二保|三保|机油|maintenance/i.test(title)) return 'maintenance'
  if (/维修|钣金|喷漆|事故|更换|repair/i.test(title)) return 'repair'
  if (/保险(?!杠)|续保|交强|商业险|insurance/i.test(title)) return 'insurance'
  if (/精品|贴膜|脚垫|装饰|配件|改装|美容|洗车|镀膜|accessor/i.test(title)) return 'goods'
  return 'other'
}

/** The cars of one customer, from all orders of that customer. The order of the rows does not matter. */
export function deriveVehicles(orders: readonly VehicleOrder[], terms: VehicleTerms): VehicleState[] {
  const sorted = [...orders].sort(
    (a, b) => compare(a.orderedOn, b.orderedOn) || compare(a.orderNo, b.orderNo),
  )
  const byCar = new Map<string, VehicleOrder[]>()
  for (const order of sorted) if (order.plateKey !== null) append(byCar, order.plateKey, order)
  for (const order of sorted)
    if (order.plateKey === null && order.kind === 'vehicle') placeDelivery(byCar, order)
  // An order without a plate belongs to the car only when there is just one it can mean.
  const [only, ...others] = byCar.keys()
  if (only !== undefined && others.length === 0)
    for (const order of sorted)
      if (order.plateKey === null && order.kind !== 'vehicle') append(byCar, only, order)
  const cars = [...byCar].map(([key, own]) => ({ car: stateOf(key, own, terms), lastSeenOn: lastDay(own) }))
  return cars
    .map(({ car, lastSeenOn }) =>
      cars.some((other) => isAfter(other.car, lastSeenOn)) ? withoutDates(car) : car,
    )
    .sort((a, b) => compare(a.key, b.key))
}

/** A car never seen again since a newer one was delivered has been replaced: nothing of it falls due. */
function isAfter(newer: VehicleState, lastSeenOn: LocalDate): boolean {
  return newer.deliveredOn !== null && newer.deliveredOn > lastSeenOn
}

function withoutDates(car: VehicleState): VehicleState {
  return { ...car, nextServiceOn: null, warrantyEndsOn: null, insuranceEndsOn: null }
}

function lastDay(orders: readonly VehicleOrder[]): LocalDate {
  return orders.reduce((last, order) => (order.orderedOn > last ? order.orderedOn : last), '')
}

/** A new car has no plate yet: it is the first plated car that appears later, of the same model and without a delivery. */
function placeDelivery(byCar: Map<string, VehicleOrder[]>, delivery: VehicleOrder): void {
  for (const [key, orders] of byCar) {
    const fits =
      orders.every((order) => order.kind !== 'vehicle' && order.orderedOn >= delivery.orderedOn) &&
      orders.every(
        (order) => order.model === null || delivery.model === null || order.model === delivery.model,
      )
    if (fits) return append(byCar, key, delivery)
  }
  append(byCar, `order:${delivery.orderNo}`, delivery)
}

function stateOf(key: string, unsorted: VehicleOrder[], terms: VehicleTerms): VehicleState {
  const orders = [...unsorted].sort(
    (a, b) => compare(a.orderedOn, b.orderedOn) || compare(a.orderNo, b.orderNo),
  )
  const delivery = orders.find((order) => order.kind === 'vehicle')
  const services = orders.filter((order) => order.kind === 'service' && isRegularService(order.title))
  const lastService = services.at(-1)
  const deliveredOn = delivery?.orderedOn ?? null
  const servicedFrom = lastService?.orderedOn ?? deliveredOn
  return {
    key,
    plateKey: orders.find((order) => order.plateKey !== null)?.plateKey ?? null,
    model: orders.findLast((order) => order.model !== null)?.model ?? null,
    deliveredOn,
    lastServiceOn: lastService?.orderedOn ?? null,
    lastServiceKm: lastService?.odometerKm ?? null,
    nextServiceOn: servicedFrom === null ? null : addMonths(servicedFrom, terms.serviceIntervalMonths),
    warrantyEndsOn: deliveredOn === null ? null : addMonths(deliveredOn, terms.warrantyMonths),
    insuranceEndsOn: insuranceEnd(deliveredOn, orders, terms.insuranceMonths),
  }
}

// Files without a word on what was done count every visit to the workshop as a service.
function isRegularService(title: string): boolean {
  const topic = topicOf(title)
  return topic === 'maintenance' || topic === 'other'
}

function insuranceEnd(
  deliveredOn: LocalDate | null,
  orders: VehicleOrder[],
  months: number,
): LocalDate | null {
  let end = deliveredOn === null ? null : addMonths(deliveredOn, months)
  for (const { kind, title, orderedOn } of orders) {
    if (kind !== 'service' || topicOf(title) !== 'insurance') continue
    const isRenewal = end !== null && orderedOn <= end && orderedOn >= addDays(end, -RENEWAL_AHEAD_DAYS)
    const next = addMonths(isRenewal && end !== null ? end : orderedOn, months)
    if (end === null || next > end) end = next
  }
  return end
}

function append(byCar: Map<string, VehicleOrder[]>, key: string, order: VehicleOrder): void {
  const orders = byCar.get(key)
  if (orders) orders.push(order)
  else byCar.set(key, [order])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

import type { ReviewSide } from '../../../../api/identity.ts'
import { formatShortDay } from '../../../../ui/format.ts'
import { identity } from '../../../texts/identity.ts'

export interface FieldRow {
  label: string
  values: string[]
  /** unknown: one side does not say. */
  verdict: 'equal' | 'differs' | 'unknown'
}

type Label = Extract<Parameters<typeof identity>[0], `field.${string}`>
type Read = [label: Label, value: (side: ReviewSide) => string, compares: boolean]

const FIELDS: readonly Read[] = [
  ['field.name', (side) => side.name, true],
  ['field.phone', (side) => side.phoneMask ?? '', true],
  [
    'field.gender',
    (side) => (side.gender === 1 || side.gender === 2 ? identity(`gender.${side.gender}`) : ''),
    true,
  ],
  ['field.birthday', (side) => side.profile['birthday'] ?? '', true],
  ['field.city', (side) => side.profile['city'] ?? '', true],
  ['field.address', (side) => side.profile['address'] ?? '', true],
  ['field.member', (side) => side.memberNo ?? '', true],
  ['field.contacts', (side) => side.contacts.map((one) => one.name).join('、'), false],
  ['field.remarks', (side) => side.remarks.join('、'), false],
  ['field.vehicles', vehiclesOf, true],
  ['field.orders', ordersOf, false],
  ['field.staff', (side) => side.staff.join('、'), false],
  ['field.born', (side) => formatShortDay(side.bornAt), false],
]

/** The fields somebody says something of, side by side, and whether they agree. */
export function fieldRows(sides: readonly ReviewSide[]): FieldRow[] {
  return FIELDS.flatMap(([label, read, compares]) => {
    const values = sides.map(read)
    if (values.every((value) => value === '')) return []
    const known = values.filter((value) => value !== '')
    const isCompared = compares && known.length > 1
    const verdict = !isCompared ? 'unknown' : new Set(known).size === 1 ? 'equal' : 'differs'
    return [{ label: identity(label), values, verdict }]
  })
}

function vehiclesOf(side: ReviewSide): string {
  return side.vehicles.map(({ model, plateMask }) => [model, plateMask].filter(Boolean).join(' ')).join('、')
}

function ordersOf({ orderCount, lastOrderOn }: ReviewSide): string {
  if (orderCount === 0 || lastOrderOn === null) return ''
  return identity('orders.value', { count: orderCount, day: formatShortDay(lastOrderOn) })
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveVehicles, topicOf, VEHICLE_TERMS, type VehicleOrder } from '../../server/domain/vehicles.ts'

function order(part: Partial<VehicleOrder>): VehicleOrder {
  return {
    orderNo: part.orderNo ?? `N${part.orderedOn ?? ''}`,
    kind: 'service',
    orderedOn: '2025-01-10',
    title: '保养',
    plateKey: null,
    model: null,
    odometerKm: null,
    ...part,
  }
}

it.each([
  ['首次保养', 'maintenance'],
  ['更换机油机滤', 'maintenance'],
  ['更换刹车片', 'repair'],
  ['商业险续保', 'insurance'],
  ['精品 · 脚垫', 'goods'],
  ['维修 · 钣金喷漆 后保险杠', 'repair'],
  ['保险 · 延长保修 两年', 'goods'],
  ['其他', 'other'],
])('%s is about %s', (title, topic) => {
  expect(topicOf(title)).toBe(topic)
})

describe('a car', () => {
  it('has its dates from delivery, last service and renewals', () => {
    const cars = deriveVehicles(
      [
        order({ kind: 'vehicle', orderedOn: '2024-05-31', title: '新车交付', plateKey: 'P', model: 'S7' }),
        order({ orderedOn: '2024-12-02', title: '首次保养', plateKey: 'P', odometerKm: 5200 }),
        order({ orderedOn: '2025-04-20', title: '商业险续保', plateKey: 'P' }),
        order({ orderedOn: '2025-06-15', title: '更换刹车片', plateKey: 'P', odometerKm: 9000 }),
      ],
      VEHICLE_TERMS,
    )
    expect(cars).toEqual([
      {
        key: 'P',
        plateKey: 'P',
        model: 'S7',
        deliveredOn: '2024-05-31',
        lastServiceOn: '2024-12-02',
        lastServiceKm: 5200,
        nextServiceOn: '2025-06-02',
        warrantyEndsOn: '2027-05-31',
        insuranceEndsOn: '2026-05-31',
      },
    ])
  })

  it('is first serviced one interval after delivery', () => {
    const [car] = deriveVehicles(
      [order({ kind: 'vehicle', orderedOn: '2025-08-31', plateKey: 'P' })],
      VEHICLE_TERMS,
    )
    expect(car?.nextServiceOn).toBe('2026-02-28')
  })

  it('insured twice in one renewal (compulsory and commercial) gains one year', () => {
    const [car] = deriveVehicles(
      [
        order({ kind: 'vehicle', orderedOn: '2024-05-31', plateKey: 'P' }),
        order({ orderNo: 'a', orderedOn: '2025-05-01', title: '交强险', plateKey: 'P' }),
        order({ orderNo: 'b', orderedOn: '2025-05-01', title: '商业险', plateKey: 'P' }),
      ],
      VEHICLE_TERMS,
    )
    expect(car?.insuranceEndsOn).toBe('2026-05-31')
  })

  it('insured again after a gap is insured from that day', () => {
    const [car] = deriveVehicles(
      [
        order({ kind: 'vehicle', orderedOn: '2022-05-31', plateKey: 'P' }),
        order({ orderedOn: '2025-08-01', title: '续保', plateKey: 'P' }),
      ],
      VEHICLE_TERMS,
    )
    expect(car?.insuranceEndsOn).toBe('2026-08-01')
  })

  it('delivered without a plate is the plated car of that model that comes later', () => {
    const delivery = order({ orderNo: 'D', kind: 'vehicle', orderedOn: '2025-01-05', model: 'S7' })
    expect(deriveVehicles([delivery], VEHICLE_TERMS)).toMatchObject([
      { key: 'order:D', deliveredOn: '2025-01-05' },
    ])
    const other = order({ orderNo: 'X', orderedOn: '2025-03-01', plateKey: 'Q', model: 'E5' })
    const service = order({ orderNo: 'S', orderedOn: '2025-07-01', plateKey: 'P', model: 'S7' })
    expect(deriveVehicles([delivery, other, service], VEHICLE_TERMS)).toMatchObject([
      { key: 'P', deliveredOn: '2025-01-05', lastServiceOn: '2025-07-01' },
      { key: 'Q', deliveredOn: null },
    ])
  })
})

it('a car replaced by a newer one has nothing due, a second car in the house has', () => {
  const old = order({ orderNo: 'A', orderedOn: '2025-05-12', plateKey: 'OLD' })
  const delivery = order({ orderNo: 'B', kind: 'vehicle', orderedOn: '2025-11-28', plateKey: 'NEW' })
  const later = order({ orderNo: 'C', orderedOn: '2025-12-20', title: '维修', plateKey: 'OLD' })
  expect(deriveVehicles([old, delivery], VEHICLE_TERMS)).toMatchObject([
    { key: 'NEW', nextServiceOn: '2026-05-28' },
    { key: 'OLD', lastServiceOn: '2025-05-12', nextServiceOn: null },
  ])
  expect(deriveVehicles([old, delivery, later], VEHICLE_TERMS)).toMatchObject([
    { key: 'NEW', nextServiceOn: '2026-05-28' },
    { key: 'OLD', nextServiceOn: '2025-11-12' },
  ])
})

it('an order without a plate counts for the only car and for none of two', () => {
  const loose = order({ orderNo: 'L', orderedOn: '2025-09-01' })
  const one = order({ orderNo: 'A', orderedOn: '2025-01-01', plateKey: 'P' })
  const two = order({ orderNo: 'B', orderedOn: '2025-01-01', plateKey: 'Q' })
  expect(deriveVehicles([loose, one], VEHICLE_TERMS)).toMatchObject([{ lastServiceOn: '2025-09-01' }])
  expect(deriveVehicles([loose, one, two], VEHICLE_TERMS)).toMatchObject([
    { lastServiceOn: '2025-01-01' },
    { lastServiceOn: '2025-01-01' },
  ])
})

it('the cars do not depend on the order of the rows', () => {
  const someOrder = fc.record({
    kind: fc.constantFrom('vehicle' as const, 'service' as const, 'visit' as const),
    orderedOn: fc.constantFrom('2024-01-01', '2024-06-01', '2025-01-01', '2025-06-01'),
    title: fc.constantFrom('保养', '商业险续保', '维修', '新车交付'),
    plateKey: fc.constantFrom(null, 'P', 'Q'),
    model: fc.constantFrom(null, 'S7', 'E5'),
    odometerKm: fc.constantFrom(null, 5000, 10_000),
  })
  const someOrders = fc
    .array(someOrder, { maxLength: 8 })
    .map((list) => list.map((one, n) => ({ ...one, orderNo: `N${n}` })))
  fc.assert(
    fc.property(
      someOrders.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      ([list, shuffled]) => {
        expect(deriveVehicles(shuffled, VEHICLE_TERMS)).toEqual(deriveVehicles(list, VEHICLE_TERMS))
      },
    ),
  )
})

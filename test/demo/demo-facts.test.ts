import { expect, it } from 'vitest'
import { badItems } from '../../server/demo/bad-items.ts'
import { demoCarsOf, demoVin } from '../../server/demo/demo-cars.ts'
import { demoFactsOf } from '../../server/demo/demo-facts.ts'
import { identityCases } from '../../server/demo/identity-cases.ts'
import { cleanKey } from '../../server/domain/identity/clean-key.ts'
import { readItem } from '../../server/features/intake/read-item.ts'

const nowMs = Date.parse('2026-11-29T10:00:00Z')
const people = Array.from({ length: 300 }, (_, n) => ({
  externalUserid: `wmDemo${n}`,
  orders: [
    {
      orderNo: `A${n}`,
      atMs: nowMs - 40 * 86_400_000,
      kind: 'service',
      storeName: '浦东店',
      title: '小保养',
    },
  ],
}))
const all = people.map((person) => demoFactsOf(person, nowMs, ['浦东店']))

it('the demo tells only what the intake accepts, of every kind it shows, and nothing of the future', () => {
  const facts = all.flat()
  expect(
    facts.flatMap((fact) => ('refused' in readItem(fact, nowMs) ? [readItem(fact, nowMs)] : [])),
  ).toEqual([])
  const contacts = Array.from({ length: 24 }, (_, n) => ({ externalUserid: `wmDemo${n}`, name: `客户${n}` }))
  const cases = identityCases(contacts, nowMs)
  expect(cases.length).toBeGreaterThan(20)
  expect(cases.filter((fact) => 'refused' in readItem(fact, nowMs))).toEqual([])
  expect(facts.filter((fact) => Date.parse(fact.at) >= nowMs)).toEqual([])
  expect(new Set(facts.map((fact) => `${fact.kind} ${fact.id}`)).size).toBe(facts.length)
  expect([...new Set(facts.map((fact) => fact.kind))].sort()).toEqual([
    'app-visit',
    'booking',
    'call',
    'complaint',
    'consent',
    'coupon',
    'insurance',
    'link-open',
    'partner',
    'payment',
    'profile',
    'review',
    'survey',
    'test-drive',
    'trip',
  ])
})

it('the demo tells the same of the same person', () => {
  expect(people.map((person) => demoFactsOf(person, nowMs, ['浦东店']))).toEqual(all)
})

const DAY_MS = 86_400_000
const order = (n: number, more: object = {}) => ({
  atMs: nowMs - 400 * DAY_MS,
  isDelivery: false,
  phone: `138000${n + 10_000}`,
  memberNo: `LY${n}`,
  plate: `沪A${n + 10_000}`,
  model: 'S7',
  odometerKm: 5_000,
  ...more,
})

it('every invented car has a VIN of its own that passes the check, and papers the intake accepts', () => {
  const orders = Array.from({ length: 300 }, (_, n) => order(n, { isDelivery: n % 2 === 0 }))
  const cars = demoCarsOf(orders, nowMs)
  expect(cars).toHaveLength(300)
  expect(cars.filter((fact) => 'refused' in readItem(fact, nowMs))).toEqual([])
  const vins = cars.map((fact) => String(fact.person['vin']))
  expect(new Set(vins).size).toBe(300)
  expect(vins.filter((vin) => 'refused' in cleanKey('vin', vin))).toEqual([])
  expect(cars.filter((fact) => String(fact.data['insuranceEndsOn']) < '2026-10-30')).toEqual([])
  expect(cars.filter((fact) => Number(fact.data['odometerKm']) <= 5_000)).toEqual([])
  expect(demoCarsOf(orders, nowMs)).toEqual(cars)
})

it('a car whose owner took over another one here was theirs until that day, and falls due for nothing', () => {
  const cars = demoCarsOf(
    [
      order(1),
      order(1, { plate: '沪ADF5321', atMs: nowMs - 120 * DAY_MS }),
      order(1, { plate: '沪ADF5321', isDelivery: true, atMs: nowMs - 100 * DAY_MS }),
    ],
    nowMs,
  )
  expect(cars.map(({ person, data }) => [person['plate'], data['ownedTo'], data['warrantyEndsOn']])).toEqual([
    ['沪A10001', '2026-08-21', undefined],
    ['沪ADF5321', undefined, '2029-08-21'],
  ])
  expect(demoVin('沪ADF5321')).not.toBe(demoVin('沪A10001'))
})

it('the items that the demo has refused are refused, each for something else', () => {
  const items = badItems(nowMs).map((item) => readItem(item, nowMs))
  expect(
    items.map((one) => ('refused' in one ? (one.refused.errors ?? []).map((error) => error.path) : one)),
  ).toEqual([['data.state'], ['person.vin'], ['at'], ['data.amountFen']])
})

import { expect, it } from 'vitest'
import { demoFactsOf } from '../../server/demo/demo-facts.ts'
import { identityCases } from '../../server/demo/identity-cases.ts'
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
  const contacts = Array.from({ length: 16 }, (_, n) => ({ externalUserid: `wmDemo${n}`, name: `客户${n}` }))
  const cases = identityCases(contacts, nowMs)
  expect(cases.length).toBeGreaterThan(10)
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

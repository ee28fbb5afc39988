import { expect, it } from 'vitest'
import type { Condition } from '../../../server/domain/audience/condition.ts'
import {
  conditionOf,
  emptyGroup,
  emptyLine,
  groupOf,
} from '../../../sidebar/console/components/condition/draft.ts'

const service: Condition = {
  is: 'facts',
  kinds: ['order-service'],
  about: 'S7',
  withinDays: 30,
  measure: 'count',
  min: 2,
  max: undefined,
}

it.each<Condition>([
  { all: [] },
  { all: [{ is: 'choice', field: 'tier', values: ['7'] }, { not: service }] },
  { any: [{ not: { any: [service, { is: 'range', field: 'vehicles', min: 1, max: 2 }] } }] },
  { all: [{ is: 'name', text: '林' }] },
])('the builder shows a condition and says the same: %j', (condition) => {
  expect(conditionOf(groupOf(condition))).toEqual({ condition, unfinished: 0 })
})

it('a single comparison, also a denied group, is shown inside a group', () => {
  expect(conditionOf(groupOf(service)).condition).toEqual({ all: [service] })
  const denied: Condition = { not: { all: [service] } }
  expect(conditionOf(groupOf(denied)).condition).toEqual({ all: [denied] })
})

it('lines that are not finished are left out and counted', () => {
  const halves = [
    emptyLine(),
    { ...emptyLine('range:vehicles'), min: '2.5' },
    { ...emptyLine('range:vehicles'), min: '3', max: '1' },
    { ...emptyLine('facts'), kinds: [] },
    { ...emptyLine('facts'), withinDays: '0' },
    emptyLine('name'),
  ]
  expect(conditionOf(emptyGroup(halves))).toEqual({ condition: { all: [] }, unfinished: 6 })
})

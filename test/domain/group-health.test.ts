import { expect, it } from 'vitest'
import { groupHealth } from '../../server/domain/group-health.ts'

it.each([
  // 100 people a month ago in each row.
  ['still', { members: 100, joined: 0, left: 0 }],
  ['growing', { members: 101, joined: 1, left: 0 }],
  ['steady', { members: 100, joined: 3, left: 3 }],
  ['steady', { members: 96, joined: 0, left: 4 }],
  ['shrinking', { members: 95, joined: 0, left: 5 }],
  ['growing', { members: 105, joined: 15, left: 10 }],
  // A new group came from nothing; one that everybody left had five.
  ['growing', { members: 5, joined: 5, left: 0 }],
  ['shrinking', { members: 0, joined: 0, left: 5 }],
] as const)('a group is %s with %o', (health, moves) => {
  expect(groupHealth(moves)).toBe(health)
})

import { expect, it } from 'vitest'
import { moment, number, optionalMoment, optionalNumber, order } from '../../server/wecom/parse.ts'

const HUGE = 2 ** 63

it.each([
  [7, 7],
  ['16', 16],
  [-1, -1],
  [2_147_483_647, 2_147_483_647],
  [2_147_483_648, 0],
  [HUGE, 0],
  [1.5, 0],
  ['many', 0],
  [null, 0],
])('a number %j is %j: what a column holds on both databases, else nothing', (given, read) => {
  expect(number.parse(given)).toBe(read)
  expect(optionalNumber.parse(given)).toBe(read === 0 ? undefined : read)
})

it('a place in a list goes beyond the whole numbers of a column', () => {
  expect(order.parse(4_294_967_296)).toBe(4_294_967_296)
})

it.each([
  [1_717_286_400, 1_717_286_400_000],
  ['4102444800', 4_102_444_800_000],
  [253_402_300_799, 253_402_300_799_000],
  [253_402_300_800, 0],
  [HUGE, 0],
  [-1, 0],
  [null, 0],
])('a time %j is %j: a year that both databases read, else none', (given, read) => {
  expect(moment.parse(given)).toBe(read)
  expect(optionalMoment.parse(given)).toBe(read === 0 ? undefined : read)
})

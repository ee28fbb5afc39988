import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatFen, parseFen } from '../../server/domain/money.ts'

it.each([
  ['1,234.50', 123_450],
  ['¥48,600', 4_860_000],
  ['￥４８，６００．５０', 4_860_050],
  ['48600元', 4_860_000],
  ['4.86万', 4_860_000],
  ['RMB 12', 1_200],
  ['-¥300.00', -30_000],
  ['¥-300', -30_000],
  ['0', 0],
  ['-0.00', 0],
  ['12.3', 1_230],
  ['12.340', 1_234],
  ['12.', 1_200],
])('%s is %i fen', (text, fen) => {
  expect(parseFen(text)).toBe(fen)
})

it.each(['', '-', 'abc', '12.345', '1e5', '12 apples', '1.2.3', '99999999999999999', '.5'])(
  '%s is not an amount',
  (text) => {
    expect(parseFen(text)).toBeNull()
  },
)

it('whole fen are read as they stand and parts of a fen are refused', () => {
  expect(parseFen('2933', 'fen')).toBe(2933)
  expect(parseFen('2933.00', 'fen')).toBe(2933)
  expect(parseFen('29.33', 'fen')).toBeNull()
})

it('what is shown can be read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }), (fen) => {
      expect(parseFen(formatFen(fen))).toBe(fen)
    }),
  )
})

it.each([
  [4_860_000, '¥48,600'],
  [123_450, '¥1,234.50'],
  [5, '¥0.05'],
  [-30_000, '-¥300'],
])('%i fen are shown as %s', (fen, text) => {
  expect(formatFen(fen)).toBe(text)
})

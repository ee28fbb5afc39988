import { describe, expect, it } from 'vitest'
import { MOST_BEHIND_CODE } from '../../../server/domain/live-code-duty.ts'
import { newStaff, withUnit } from '../../../sidebar/console/pages/operator/live-codes/code-draft.ts'

const people = (count: number, prefix = 'p') =>
  Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, name: `${prefix}${n}`, unitName: null }))
const rowsOf = (count: number) => people(count, 'r').map((one) => newStaff(one.id, one.name))

describe('a whole store behind a code', () => {
  it('comes in once, and leaves those alone who stand there already', () => {
    const held = { ...newStaff('p1', '李娜'), isSpare: true, capPerDay: 5 }
    const next = withUnit([held], { items: people(3), total: 3 })
    expect(next).toMatchObject({ added: 2, isCut: false })
    expect(next.rows.map((row) => row.staffId)).toEqual(['p1', 'p0', 'p2'])
    expect(next.rows[0]).toEqual(held)
    expect(withUnit(next.rows, { items: people(3), total: 3 })).toEqual({
      rows: next.rows,
      added: 0,
      isCut: false,
    })
  })

  it('stops at what WeCom takes, and says so', () => {
    const one = withUnit(rowsOf(MOST_BEHIND_CODE - 1), { items: people(1), total: 1 })
    expect([one.rows.length, one.added, one.isCut]).toEqual([MOST_BEHIND_CODE, 1, false])
    const two = withUnit(rowsOf(MOST_BEHIND_CODE - 1), { items: people(2), total: 2 })
    expect([two.rows.length, two.added, two.isCut]).toEqual([MOST_BEHIND_CODE, 1, true])
    const more = withUnit([], { items: people(MOST_BEHIND_CODE), total: MOST_BEHIND_CODE + 1 })
    expect([more.rows.length, more.isCut]).toEqual([MOST_BEHIND_CODE, true])
  })
})

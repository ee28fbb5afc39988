import { describe, expect, it } from 'vitest'
import { flatten, treeOf } from '../../../sidebar/console/frame/unit-tree.ts'
import { eventLine } from '../../../sidebar/console/pages/manager/customers/event-line.ts'
import { linePoints } from '../../../sidebar/console/pages/manager/groups/line-points.ts'
import { checkedRoles, manualRoles } from '../../../sidebar/console/pages/manager/staff/role-draft.ts'
import { mayDecide } from '../../../sidebar/console/pages/admin/effects/effect-rules.ts'
import { watermarkImage } from '../../../sidebar/console/watermark.ts'

const unit = (id: string, parentId: string | null, staffCount: number) =>
  ({ id, parentId, name: id, kind: 'store', staffCount }) as const

describe('the tree of units', () => {
  it('counts everybody here and below', () => {
    const [root] = treeOf([unit('a', null, 1), unit('b', 'a', 2), unit('c', 'b', 4)])
    expect(flatten(root ? [root] : []).map((node) => [node.id, node.depth, node.wholeCount])).toEqual([
      ['a', 0, 7],
      ['b', 1, 6],
      ['c', 2, 4],
    ])
  })

  it('makes a root of a unit whose parent one may not see', () => {
    expect(treeOf([unit('b', 'hidden', 2)]).map((node) => node.id)).toEqual(['b'])
  })
})

describe('roles given by hand', () => {
  it('leaves out what comes from WeCom or the settings', () => {
    const roles = [
      { role: 'manager', unitId: 'u1', unitName: '浦东店', source: 'wecom' },
      { role: 'operator', unitId: '', unitName: '', source: 'manual' },
    ] as const
    expect(manualRoles({ roles: [...roles] })).toEqual([{ role: 'operator', unitId: '' }])
  })

  it('wants a unit for a manager, gives none to others, and drops repeats', () => {
    expect(
      checkedRoles([
        { role: 'admin', unitId: '' },
        { role: 'manager', unitId: '' },
      ]),
    ).toEqual({ missingUnitAt: 1 })
    expect(
      checkedRoles([
        { role: 'manager', unitId: 'u1' },
        { role: 'manager', unitId: 'u1' },
        { role: 'operator', unitId: 'u1' },
      ]),
    ).toEqual({
      roles: [
        { role: 'manager', unitId: 'u1' },
        { role: 'operator', unitId: '' },
      ],
    })
  })
})

describe('small parts', () => {
  it('lets a person decide only about writes that have come to rest without success', () => {
    const open = (['failed', 'refused', 'unknown'] as const).map((state) => mayDecide({ state }))
    const shut = (['planned', 'calling', 'accepted', 'done', 'cancelled'] as const).map((state) =>
      mayDecide({ state }),
    )
    expect([...new Set(open), ...new Set(shut)]).toEqual([true, false])
  })

  it('names tags of the timeline by the catalogue', () => {
    const item = {
      id: 'e',
      at: '',
      kind: 'tag',
      staffName: null,
      detail: { added: ['t1'], removed: ['t2'] },
    } as const
    const line = eventLine({ ...item, detail: { added: ['t1'], removed: ['t2'] } }, (id) =>
      id === 't1' ? '置换' : '?',
    )
    expect(line).toBe('+ 置换 · − ?')
  })

  it('draws a flat series through the middle', () => {
    expect(linePoints([5, 5], { width: 10, height: 20 })).toBe('0.0,10.0 10.0,10.0')
    expect(linePoints([0, 10], { width: 10, height: 20 })).toBe('0.0,16.0 10.0,4.0')
  })

  it('keeps a name from becoming markup in the watermark', () => {
    expect(decodeURIComponent(watermarkImage(`<b>"徐'立&`))).toContain('>b徐立</text>')
  })
})

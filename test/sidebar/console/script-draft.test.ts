import { describe, expect, it } from 'vitest'
import type { ScriptItem } from '../../../sidebar/api/script-library.ts'
import { foldersOf } from '../../../sidebar/console/pages/operator/scripts/folders.ts'
import {
  badFields,
  draftOf,
  emptyDraft,
  inputOf,
  insertAt,
  isSame,
} from '../../../sidebar/console/pages/operator/scripts/script-draft.ts'

const item: ScriptItem = {
  id: 'k1',
  categoryId: 'g1',
  title: '二保提醒',
  kind: 'text',
  text: '{{ customer.title }}您好',
  missing: [],
  linkUrl: null,
  linkDesc: null,
  hasImage: false,
  imageHash: null,
  detail: {},
  tags: ['保养'],
  sentCount: 3,
  scene: 'service-due',
  isEnabled: true,
  stages: ['growth'],
  tiers: [7, 5],
  grades: ['A'],
  validFrom: null,
  validTo: '2026-12-31',
  stockLeft: 40,
  approval: 'approved',
  liveVersion: 4,
  version: 4,
  updatedAt: '2026-03-01T00:00:00Z',
}

describe('editing a script', () => {
  it('sends back what it got, with the version it edited', () => {
    const draft = draftOf(item)
    expect(isSame(draft, draftOf(item))).toBe(true)
    expect(inputOf(draft, item.version)).toMatchObject({
      body: item.text,
      scene: 'service-due',
      version: 4,
      linkUrl: null,
      stages: ['growth'],
      tiers: [7, 5],
      grades: ['A'],
      validFrom: null,
      validTo: '2026-12-31',
      stockLeft: 40,
    })
    expect(inputOf(draft, null)).not.toHaveProperty('version')
  })

  it('does not send the address of a link that is none any more', () => {
    const link = { ...draftOf(item), kind: 'link' as const, linkUrl: ' https://a.example/x ' }
    expect(inputOf(link, 1).linkUrl).toBe('https://a.example/x')
    expect(inputOf({ ...link, kind: 'text' }, 1).linkUrl).toBeNull()
  })

  it('names what stands in the way of saving', () => {
    expect(badFields(emptyDraft(''))).toEqual(['title', 'categoryId', 'body'])
    expect(badFields({ ...draftOf(item), kind: 'link', linkUrl: 'javascript:alert(1)' })).toEqual(['linkUrl'])
    expect(badFields(draftOf(item))).toEqual([])
  })

  it('puts a variable in place of what is marked and leaves the cursor behind it', () => {
    expect(insertAt('您好XX！', { start: 2, end: 4, name: 'customer.title' })).toEqual({
      body: '您好{{ customer.title }}！',
      cursor: 22,
    })
  })

  it('asks of each kind what it needs, and sends nothing that was typed for another', () => {
    const file = { hash: 'a'.repeat(64), name: '报价.pdf', contentType: 'application/pdf', byteSize: 9 }
    const of = (kind: ScriptItem['kind']) => ({ ...draftOf(item), kind })
    expect(badFields(of('image'))).toEqual(['image'])
    expect(badFields(of('video'))).toEqual(['file'])
    expect(badFields(of('miniprogram'))).toEqual(['image', 'appId', 'page'])
    expect(badFields({ ...of('album'), price: '12.345' })).toEqual(['pictures', 'price'])
    const detail = { file, pictures: [file.hash], about: ' 说明 ' }
    expect(inputOf({ ...of('album'), detail, price: '1299.5' }, 1).detail).toEqual({
      pictures: [file.hash],
      about: '说明',
      priceFen: 129_950,
    })
    expect(inputOf({ ...of('file'), detail }, 1)).toMatchObject({
      detail: { file, about: '说明' },
      tags: ['保养'],
    })
    expect(inputOf({ ...of('text'), detail }, 1).detail).toEqual({})
  })

  it('lists folders as a tree, with one whose parent is gone at the top', () => {
    const folder = (id: string, parentId: string | null) => ({
      id,
      name: id,
      parentId,
      sortOrder: 0,
      count: 0,
    })
    const tree = foldersOf([folder('a', null), folder('b', null), folder('c', 'a'), folder('d', 'gone')])
    expect(tree.map(({ path, level }) => [path, level])).toEqual([
      ['a', 0],
      ['a / c', 1],
      ['b', 0],
      ['d', 0],
    ])
  })
})

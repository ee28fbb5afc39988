import { describe, expect, it } from 'vitest'
import type { ScriptItem } from '../../../sidebar/api/script-library.ts'
import {
  badFields,
  draftOf,
  emptyDraft,
  inputOf,
  insertAt,
  isGoodImage,
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
  sentCount: 3,
  scene: 'service-due',
  isEnabled: true,
  stages: ['growth'],
  tiers: [7, 5],
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
      ...{ stages: ['growth'], tiers: [7, 5], validFrom: null, validTo: '2026-12-31', stockLeft: 40 },
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
    expect(badFields({ ...draftOf(item), kind: 'image', body: '' })).toEqual([])
    expect(badFields(draftOf(item))).toEqual([])
  })

  it('puts a variable in place of what is marked and leaves the cursor behind it', () => {
    expect(insertAt('您好XX！', { start: 2, end: 4, name: 'customer.title' })).toEqual({
      body: '您好{{ customer.title }}！',
      cursor: 22,
    })
  })

  it('takes pictures WeCom takes', () => {
    expect(isGoodImage({ type: 'image/png', size: 1000 })).toBe(true)
    expect(isGoodImage({ type: 'image/png', size: 11 * 1024 * 1024 })).toBe(false)
    expect(isGoodImage({ type: 'image/gif', size: 1000 })).toBe(false)
  })
})

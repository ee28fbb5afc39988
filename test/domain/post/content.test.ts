import { expect, it } from 'vitest'
import { checkContent } from '../../../server/domain/post/check-content.ts'
import { byteLength, type PostAttachment } from '../../../server/domain/post/content.ts'
import { variablesIn } from '../../../server/domain/post/kinds.ts'

const image = (n = 0): PostAttachment => ({
  kind: 'image',
  hash: String(n),
  fileName: `${n}.png`,
  byteSize: 10,
})
const link = (patch: object = {}): PostAttachment => ({
  kind: 'link' as const,
  title: '预约',
  url: 'https://example.com/a',
  description: '',
  cover: null,
  ...patch,
})
const kinds = (problems: readonly { is: string }[]): string[] => problems.map(({ is }) => is)

it('counts bytes as UTF-8 does', () => {
  for (const text of ['', 'a', 'é', '好', '😀', 'a好😀'])
    expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
})

it.each([
  ['customers', '好'.repeat(1333), []],
  ['customers', `${'好'.repeat(1333)}ab`, ['text-too-long']],
  ['groups', 'a'.repeat(4000), []],
  ['groups', 'a'.repeat(4001), ['text-too-long']],
  ['moment', '好'.repeat(1333), []],
  ['moment', 'a'.repeat(2000), []],
  ['moment', 'a'.repeat(2001), ['text-too-long']],
  ['announcement', '好'.repeat(2000), []],
  ['announcement', '好'.repeat(2001), ['text-too-long']],
] as const)('a text for %s is as long as WeCom takes', (kind, text, wanted) => {
  expect(kinds(checkContent(kind, { text, attachments: [] }))).toEqual(wanted)
})

it('a moment has nine pictures, one video or one link, and no mix', () => {
  const of = (attachments: PostAttachment[]) => kinds(checkContent('moment', { text: 'a', attachments }))
  const nine = Array.from({ length: 9 }, (_, n) => image(n))
  expect(of(nine)).toEqual([])
  expect(of([...nine, image(9)])).toEqual(['too-many'])
  expect(of([image(), link({ cover: 'c' })])).toEqual(['not-mixed'])
  expect(of([link({ cover: 'c' })])).toEqual([])
  expect(of([link({ cover: 'c', title: '好'.repeat(65) })])).toEqual(['title-too-long'])
  expect(of([link()])).toEqual(['no-cover'])
  expect(of([{ kind: 'file', hash: 'h', fileName: 'a.pdf', byteSize: 9 }])).toEqual(['kind-not-here'])
})

it('a card is held to its own limits, and its words to the list', () => {
  const of = (attachment: PostAttachment) =>
    kinds(checkContent('customers', { text: '', attachments: [attachment] }, ['最低价']))
  expect(of(link({ title: '好'.repeat(42) }))).toEqual([])
  expect(of(link({ title: `${'好'.repeat(42)}abc` }))).toEqual(['title-too-long'])
  expect(of(link({ description: 'a'.repeat(513) }))).toEqual(['description-too-long'])
  for (const url of ['javascript:alert(1)', 'example.com', 'https://', 'ftp://example.com/'])
    expect(of(link({ url })), url).toEqual(['bad-url'])
  expect(of(link({ title: '全城最低价' }))).toEqual(['sensitive'])
  const video = { kind: 'video' as const, hash: 'h', fileName: 'a.mp4' }
  expect(of({ ...video, byteSize: 10 * 1024 * 1024 })).toEqual([])
  expect(of({ ...video, byteSize: 10 * 1024 * 1024 + 1 })).toEqual(['file-too-large'])
  expect(kinds(checkContent('customers', { text: ' ', attachments: [] }))).toEqual(['empty'])
})

it('only what many share may stand in a text', () => {
  expect(variablesIn('{{ a.b }}{% if vehicle.model %}x{% endif %}{{ a.b | default: "z" }}')).toEqual([
    'a.b',
    'vehicle.model',
  ])
  const of = (kind: 'customers' | 'groups' | 'moment', text: string) =>
    kinds(checkContent(kind, { text, attachments: [] }))
  expect(of('customers', '{{ vehicle.model }}')).toEqual([])
  expect(of('customers', '{{ customer.name }}')).toEqual(['variable-not-here'])
  expect(of('groups', '{{ vehicle.model }}')).toEqual(['variable-not-here'])
  expect(of('moment', '{{ store.name }}')).toEqual(['variable-not-here'])
})

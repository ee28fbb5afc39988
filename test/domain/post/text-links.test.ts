import { expect, it } from 'vitest'
import { checkContent } from '../../../server/domain/post/check-content.ts'
import { asItArrives, linksInText, withLinks } from '../../../server/domain/post/text-links.ts'

const urlsIn = (text: string): string[] => linksInText(text).map(({ url }) => url)
const HOME = 'https://crm.example.com/l/'

it.each([
  ['预约：https://example.com/book。', 'https://example.com/book'],
  ['（详见https://example.com/a?x=1&y=%E4%BD%A0#top）', 'https://example.com/a?x=1&y=%E4%BD%A0#top'],
  ['看https://example.com/a，很好', 'https://example.com/a'],
  ['https://example.com/a预约试驾', 'https://example.com/a'],
  ['see https://example.com/a.', 'https://example.com/a'],
  ['really https://example.com/a?!', 'https://example.com/a?'.slice(0, -1)],
  ['(https://example.com/a)', 'https://example.com/a'],
  ['https://example.com/wiki/A_(b)', 'https://example.com/wiki/A_(b)'],
  ['https://example.com/wiki/A_(b))!', 'https://example.com/wiki/A_(b)'],
  ['HTTPS://Example.com', 'HTTPS://Example.com'],
  ['http://127.0.0.1:3000/x', 'http://127.0.0.1:3000/x'],
  ['“https://example.com/”', 'https://example.com/'],
  ['https://example.com/a！快来', 'https://example.com/a'],
])('in “%s” the address is %s', (text, url) => {
  expect(urlsIn(text)).toEqual([url])
})

it.each([
  '没有链接',
  'ftp://example.com/a',
  'javascript:alert(1)',
  'https://',
  'https://nohost',
  'https://user:secret@example.com/',
  'www.example.com/a',
  'example.com',
])('there is none in “%s”', (text) => {
  expect(urlsIn(text)).toEqual([])
})

it('what stands between addresses stays as it was', () => {
  const text = '甲https://example.com/a，乙 http://b.cn/?q=1。\n丙https://example.com/a'
  expect(urlsIn(text)).toEqual(['https://example.com/a', 'http://b.cn/?q=1', 'https://example.com/a'])
  expect(withLinks(text, (url) => `<${url.length}>`)).toBe('甲<21>，乙 <16>。\n丙<21>')
})

it('arrives with links of ours; those that are ours already, and announcements, stay', () => {
  const ours = `${HOME}abcdefghijklmnop`
  expect(asItArrives('moment', `看 https://b.cn/a 和 ${ours}`, HOME)).toBe(
    `看 ${HOME}${'*'.repeat(16)} 和 ${ours}`,
  )
  expect(asItArrives('announcement', '看 https://b.cn/a', HOME)).toBe('看 https://b.cn/a')
})

it('the limit is of the text that goes out', () => {
  const limit = 4000
  const short = 'https://b.cn/a'
  const grown = `${'a'.repeat(limit - short.length - 1)} ${short}`
  const text = (is: string, kind: 'customers' | 'moment' = 'customers', home: string | null = HOME) =>
    checkContent(kind, { text: is, attachments: [] }, [], home).map(({ is: what }) => what)
  expect(text(grown, 'customers', null)).toEqual([])
  expect(text(grown)).toEqual(['text-too-long'])
  // A long address becomes a short one.
  const shrunk = `${'字'.repeat(1300)} https://example.com/${'x'.repeat(400)}`
  expect(text(shrunk, 'customers', null)).toEqual(['text-too-long'])
  expect(text(shrunk)).toEqual([])
  expect(text(`${'a'.repeat(1950)} https://example.com/${'x'.repeat(100)}`, 'moment')).toEqual([])
})

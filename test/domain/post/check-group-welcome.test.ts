import { expect, it } from 'vitest'
import { checkGroupWelcome } from '../../../server/domain/post/check-group-welcome.ts'

const image = { kind: 'image' as const, hash: 'a'.repeat(64), fileName: 'a.png', byteSize: 10 }
const link = {
  kind: 'link' as const,
  title: '预约',
  url: 'https://example.com',
  description: '',
  cover: null,
}

it('takes 3,000 bytes of text and one thing beside it, and nothing that somebody would have to fill in', () => {
  const found = (text: string, attachments: Parameters<typeof checkGroupWelcome>[0]['attachments'] = []) =>
    checkGroupWelcome({ text, attachments }).map((problem) => problem.is)
  expect(found('欢迎 %NICKNAME%')).toEqual([])
  expect(found('长'.repeat(1000))).toEqual([])
  expect(found('长'.repeat(1000) + 'a')).toEqual(['text-too-long'])
  expect(found('')).toEqual(['empty'])
  expect(found('', [image])).toEqual([])
  expect(found('欢迎', [image, link])).toEqual(['too-many'])
  expect(found('{{ advisor.name }}欢迎您')).toEqual(['variable-not-here'])
  expect(found('欢迎', [{ ...link, url: 'no address' }])).toEqual(['bad-url'])
  expect(found('欢迎', [{ ...image, byteSize: 11 * 1024 * 1024 }])).toEqual(['file-too-large'])
})

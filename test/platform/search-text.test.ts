import { expect, it } from 'vitest'
import { searchText } from '../../server/platform/search-text.ts'

it('is the name, its pinyin and the initials, in lower case', () => {
  expect(searchText('曾小明 VIP')).toBe('曾小明 vip zengxiaomingvip zxmvip')
  expect(searchText(null, '', 'Amy')).toBe('amy')
})

it('takes a character of another plane as one', () => {
  expect(searchText('𠮷田')).toBe('𠮷田 𠮷tian 𠮷t')
})

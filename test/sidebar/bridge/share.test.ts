import { expect, it } from 'vitest'
import { readSharing } from '../../../sidebar/bridge/share.ts'

const windows = (version: string) => `Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/107 wxwork/${version} (x)`
const iphone = (version: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7) wxwork/${version} MicroMessenger/7`
const android = (version: string) => `Mozilla/5.0 (Linux; Android 15; wv) wxwork/${version} MicroMessenger/7`
const mac = (version: string) => `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) wxwork/${version} (x)`

const none = { contact: null, chat: null, moments: null }
const both = (way: 'preset' | 'pick', moments: 'pick' | null) => ({ contact: way, chat: way, moments })

it.each([
  [windows('3.1.5'), none],
  [windows('3.1.6'), both('pick', null)],
  [windows('4.1.9'), both('pick', null)],
  [windows('4.1.10'), both('preset', null)],
  [windows('5.0.10'), both('preset', null)],
  [iphone('3.1.11'), both('pick', null)],
  [iphone('3.1.12'), both('pick', 'pick')],
  [iphone('5.0.6'), both('preset', 'pick')],
  [android('4.1.36'), both('preset', 'pick')],
  [mac('5.0.8'), both('pick', null)],
  ['Mozilla/5.0 (iPhone) MicroMessenger/8.0', none],
])('a client offers what it has: %s', (userAgent, expected) => {
  expect(readSharing(userAgent)).toEqual(expected)
})

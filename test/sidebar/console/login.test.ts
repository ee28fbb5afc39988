import { describe, expect, it } from 'vitest'
import { loginWay, safeReturn } from '../../../sidebar/console/login/login-way.ts'

describe('the way to sign in', () => {
  it('is the silent one inside WeCom, on computers and phones', () => {
    expect(loginWay('Mozilla/5.0 (Windows NT 10.0) Chrome/107 wxwork/5.0.10 MicroMessenger/6.2')).toBe(
      'oauth',
    )
    expect(loginWay('Mozilla/5.0 (iPhone) wxwork/4.1.30 MicroMessenger/7.0.1')).toBe('oauth')
  })

  it('is a choice of the page everywhere else, WeChat included', () => {
    expect(loginWay('Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36')).toBe('options')
    expect(loginWay('Mozilla/5.0 (iPhone) MicroMessenger/8.0')).toBe('options')
  })
})

describe('where one comes back to', () => {
  it.each([
    ['/customers?q=林', '/customers?q=林'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/a\\b', '/'],
    ['/login?return=/x', '/'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
  ])('%s leads to %s', (given, place) => {
    expect(safeReturn(given)).toBe(place)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanKey, cleanName, guessKeys, KEY_KINDS } from '../../../server/domain/identity/clean-key.ts'

describe('a phone as a key of one person', () => {
  it.each([
    ['138 1234 6721', '+8613812346721'],
    ['+86-138-1234-6721', '+8613812346721'],
    ['１３８１２３４６７２１', '+8613812346721'],
    ['8613812346721', '+8613812346721'],
    ['+852 6123 4567', '+85261234567'],
    ['+853 6612 3456', '+85366123456'],
    ['+886 912 345 670', '+886912345670'],
    ['+1 415 555 2671', '+14155552671'],
  ])('%s is %s', (text, value) => {
    expect(cleanKey('phone', text)).toEqual({ value })
  })

  it.each([
    ['021-62345678', 'landline'],
    ['+852 2123 4567', 'landline'],
    ['+853 2812 3456', 'landline'],
    ['+886 2 2345 6789', 'landline'],
    ['13800138000', 'fake'],
    ['13800000000', 'fake'],
    ['13911111111', 'fake'],
    ['13812345678', 'fake'],
    ['13987654321', 'fake'],
    ['1381234', 'not-a-phone'],
    ['12812345671', 'not-a-phone'],
    ['无', 'empty'],
    ['-', 'empty'],
    ['', 'empty'],
  ])('%s is kept aside: %s', (text, refused) => {
    expect(cleanKey('phone', text)).toEqual({ refused })
  })
})

describe('other keys', () => {
  it.each([
    ['vin', 'LVSHCAMB1CE054249', { value: 'LVSHCAMB1CE054249' }],
    ['vin', 'lvshcamb 1ce054249', { value: 'LVSHCAMB1CE054249' }],
    ['vin', 'LVSHCAMB2CE054249', { refused: 'check-digit' }],
    // European makers fill the ninth place as they like.
    ['vin', 'WBAFG01070L123456', { value: 'WBAFG01070L123456' }],
    ['vin', 'LVSHCAMB', { refused: 'not-a-vin' }],
    ['vin', '11111111111111111', { refused: 'fake' }],
    ['plate', '沪a·d12345', { value: '沪AD12345' }],
    ['plate', '粤B·F12345', { value: '粤BF12345' }],
    ['plate', '沪A1234', { refused: 'not-a-plate' }],
    ['member_no', ' lm 0012 ', { value: 'LM0012' }],
    ['member_no', 'x'.repeat(65), { refused: 'too-long' }],
    ['unionid', 'o6_bmasdasdsad6_2sgVt7hMZOPfL', { value: 'o6_bmasdasdsad6_2sgVt7hMZOPfL' }],
    ['unionid', '张三', { refused: 'not-an-id' }],
    ['external_userid', 'null', { refused: 'empty' }],
    ['openid', 'WX1A2B3C : oAbC-123456', { value: 'wx1a2b3c:oAbC-123456' }],
    ['openid', 'wx1a2b3c:无', { refused: 'empty' }],
    ['openid', 'oAbC-123456', { refused: 'not-an-id' }],
    ['openid', 'wx1a2b3c:张三', { refused: 'not-an-id' }],
    ['customer_id', 'crm: 00 47Ab ', { value: 'crm:0047Ab' }],
    ['customer_id', 'crm:0', { refused: 'fake' }],
    ['customer_id', 'crm:-1', { refused: 'fake' }],
    ['customer_id', 'crm:', { refused: 'empty' }],
    ['customer_id', '4711', { refused: 'not-an-id' }],
    ['customer_id', `crm:${'x'.repeat(65)}`, { refused: 'too-long' }],
  ] as const)('%s %s', (kind, text, answer) => {
    expect(cleanKey(kind, text)).toEqual(answer)
  })

  it('a clean key stays as it is when it is cleaned again, and nothing is dropped without a reason', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEY_KINDS), fc.string({ maxLength: 40 }), (kind, text) => {
        const once = cleanKey(kind, text)
        if ('value' in once) expect(cleanKey(kind, once.value)).toEqual(once)
        else expect(once.refused).toBeTruthy()
      }),
    )
  })

  it('what is typed at the counter is tried as the kinds it may be', () => {
    const kinds = (text: string) => guessKeys(text).map((key) => key.kind)
    expect(kinds('沪A12345')).toEqual(['plate', 'member_no'])
    expect(kinds('138 1234 6721')).toEqual(['phone', 'member_no'])
    expect(kinds('LVSHCAMB1CE054249')).toEqual(['vin', 'member_no'])
    expect(kinds('LM0012')).toEqual(['member_no'])
  })

  it('a name loses its decoration, and what holds no letter is no name', () => {
    expect(cleanName(' 李　雷🌹 ')).toBe('李 雷')
    expect(cleanName('138****')).toBeNull()
    expect(cleanName('🌹🌹')).toBeNull()
    expect(cleanName('A-Li')).toBe('A-Li')
  })
})

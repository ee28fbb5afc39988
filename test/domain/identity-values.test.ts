import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasValidVinCheck,
  normaliseMemberNo,
  normalisePhone,
  normalisePlate,
  normaliseVin,
} from '../../server/domain/identity-values.ts'
import { maskPhone, maskPlate, maskText, maskVin } from '../../server/domain/masks.ts'

describe('phones', () => {
  it.each([
    ['13800006721', '+8613800006721'],
    [' 138 0000 6721 ', '+8613800006721'],
    ['138-0000-6721', '+8613800006721'],
    ['１３８００００６７２１', '+8613800006721'],
    ['+86 138 0000 6721', '+8613800006721'],
    ['0086 13800006721', '+8613800006721'],
    ['8613800006721', '+8613800006721'],
    ['13800006721\u200b', '+8613800006721'],
    ['010-5888 1234', '+861058881234'],
    ['+86 10 5888 1234', '+861058881234'],
    ['13800006721.0', '+8613800006721'],
    ['021-5888 1234', '+862158881234'],
    ['+85261234567', '+85261234567'],
    ['0085261234567', '+85261234567'],
  ])('%s is %s', (text, phone) => {
    expect(normalisePhone(text)).toBe(phone)
  })

  it.each([
    '',
    '12345',
    '1380000672',
    '138000067211',
    '1.38E+10',
    '138****6721',
    'none',
    '+8612345678901',
    '12345678901',
    '0123456789',
    '138/139',
  ])('%s is not a phone', (text) => {
    expect(normalisePhone(text)).toBeNull()
  })

  it('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(\+|00)?[0-9]{5,15}$/), (text) => {
        const once = normalisePhone(text)
        if (once !== null) expect(normalisePhone(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('show the first three and the last four digits', () => {
    expect(maskPhone('+8613800006721')).toBe('138****6721')
    expect(maskPhone('+85261234567')).toBe('+85****567')
  })
})

describe('plates', () => {
  it.each([
    ['沪A12321', '沪A12321'],
    ['沪A·12321', '沪A12321'],
    ['沪a 1232１', '沪A12321'],
    ['沪AD12345', '沪AD12345'],
    ['粤Z1234港', '粤Z1234港'],
  ])('%s is %s', (text, plate) => {
    expect(normalisePlate(text)).toBe(plate)
  })

  it.each(['', '沪12345', 'A12345', '沪A1234', '沪A123456789', '沪AI2345', '未上牌'])(
    '%s is not a plate',
    (text) => {
      expect(normalisePlate(text)).toBeNull()
    },
  )

  it('show the place and the last three characters', () => {
    expect(maskPlate('沪A12321')).toBe('沪A·**321')
    expect(maskPlate('沪AD12345')).toBe('沪A·***345')
  })
})

it('vehicle numbers have seventeen characters, and a check digit that can be asked for', () => {
  expect(normaliseVin('1m8gdm9axkp042788')).toBe('1M8GDM9AXKP042788')
  expect(hasValidVinCheck('1M8GDM9AXKP042788')).toBe(true)
  expect(hasValidVinCheck('1M8GDM9A1KP042788')).toBe(false)
  expect(normaliseVin('1M8GDM9AXKP04278')).toBeNull()
  expect(normaliseVin('1M8GDM9AXKPO42788')).toBeNull()
  expect(maskVin('1M8GDM9AXKP042788')).toBe('***042788')
})

it('member numbers are levelled in width, case and spaces', () => {
  expect(normaliseMemberNo(' ｖ００１ 2 ')).toBe('V0012')
  expect(normaliseMemberNo('  ')).toBeNull()
  expect(normaliseMemberNo('9'.repeat(65))).toBeNull()
})

it('other personal text shows its first character', () => {
  expect(maskText('林晓雨')).toBe('林**')
  expect(maskText('')).toBe('')
})

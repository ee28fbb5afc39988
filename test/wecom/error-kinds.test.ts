import { expect, test } from 'vitest'
import { classifyErrcode, isSecretRejected, isTokenRejected } from '../../server/wecom/error-kinds.ts'
import type { WecomErrorKind } from '../../server/wecom/index.ts'

// Every code of the published table that this product knows, with what is to be done about it.
const table: Record<Exclude<WecomErrorKind, 'down' | 'unknown'>, string> = {
  busy: '-1 6000 45033 41063 41078 41079 41096',
  limited: '45009',
  expired: '40014 42001 40029 42003 42022 84014 84015 40007',
  gone: '40003 40050 40068 40096 41048 41062 41093 46004 49008 60003 60123 60111 60136 84061 86003 90501 90509',
  denied:
    '40001 40013 40056 40091 40098 40126 40143 40205 41045 41054 41055 41058 41095 43012 45024 48001 48002 48004 ' +
    '48006 48008 48009 50001 50002 50003 60031 60011 60020 60021 81011 84074 301007 610014 610015 610016 610017 ' +
    '610018 701008',
  invalid:
    '40004 40005 40006 40008 40009 40011 40031 40032 40033 40035 40058 40063 40066 40093 41001 41002 41004 41006 ' +
    '41009 41011 41035 41037 41038 41039 41040 41041 41042 41043 41044 41046 41047 41052 41059 41060 41064 41065 ' +
    '41068 41069 41070 41071 41072 41073 41074 41075 41076 41077 41080 41085 41086 41087 41088 41089 41090 41091 ' +
    '42012 45001 45002 45029 48005 81012 81014 81016 81017 82001 82002 82003 86001 86004 86005 86006 86007 86008 ' +
    '86101 86201 86214 86215 86216 86217 86220 301002',
  refused:
    '40070 40071 40072 40073 40097 40099 40100 40128 40129 40130 40131 40132 40201 41049 41050 41051 41053 41061 ' +
    '41067 41094 42052 60102 60103 60104 60105 60106 60110 60112 81013 84071 84083 84084 90500 90502 90503 90504 ' +
    '90507 90508 90510 90511 301005 301021 610001 610003 610004',
}

for (const [kind, codes] of Object.entries(table)) {
  test(`${kind}: the codes that ask for it`, () => {
    const wrong = codes.split(' ').filter((code) => classifyErrcode(Number(code)) !== kind)
    expect(wrong).toEqual([])
  })
}

test('a code that nobody has published costs one item, not the run', () => {
  expect(classifyErrcode(99999999)).toBe('refused')
})

test('only a dead token is renewed; a used login code is not', () => {
  expect([40014, 42001, 40029, 42003, 40001, 41001].map(isTokenRejected)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('only a wrong corp or secret stops further attempts to get a token', () => {
  expect([40001, 40013, 40091, -1, 45009, 60020].map(isSecretRejected)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

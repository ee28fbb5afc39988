import { afterEach, describe, expect, it } from 'vitest'
import {
  intakeItem,
  intakeKinds,
  intakePerson,
  otherKind,
  REFUSAL_REASONS,
} from '../../../server/features/intake/contract.ts'
import { refusedField, refusedLine, refusedWhy } from '../../../sidebar/console/texts/refusals.ts'
import { setLanguage } from '../../../sidebar/ui/i18n.ts'

const fields = (schema: { shape: object } | { unwrap(): { shape: object } }): string[] =>
  Object.keys('shape' in schema ? schema.shape : schema.unwrap().shape)
const PATHS = [
  ...fields(intakeItem),
  ...fields(intakePerson).map((field) => `person.${field}`),
  ...[...Object.values(intakeKinds), otherKind].flatMap((kind) =>
    fields(kind).map((field) => `data.${field}`),
  ),
]

describe.each(['zh-CN', 'en'] as const)('what was refused, in %s', (language) => {
  afterEach(() => setLanguage('zh-CN'))

  it('has a word for every field that the schemas know, and a text for every reason', () => {
    setLanguage(language)
    expect(PATHS.filter((path) => path !== 'person.unionid' && refusedField(path) === path)).toEqual([])
    for (const reason of REFUSAL_REASONS)
      for (const path of ['at', 'data.paidFen', ''])
        expect(refusedWhy({ path, reason }), reason).toMatch(
          language === 'en' ? /^[\x20-\x7e–]+$/ : /\p{Script=Han}/u,
        )
  })
})

it('says field, reason and the words of the schema; what has no reason keeps those alone', () => {
  setLanguage('zh-CN')
  const line = refusedLine({ path: 'data.paidFen', reason: 'missing', message: 'expected number' })
  expect(line).toBe('实付（分） 缺少必填项：请补上。 (expected number)')
  expect(refusedLine({ path: 'data.strange', message: 'odd' })).toBe('data.strange odd')
  expect(refusedField('data.fields.hobby')).toBe('资料字段 hobby')
  expect(refusedWhy({ path: 'kind', reason: 'bad-format' })).not.toContain('日期')
  expect(refusedWhy({ path: 'at', reason: 'bad-format' })).toContain('日期')
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RULE_KINDS, ruleOf, type RuleKind } from '../../server/domain/handover-rule.ts'

const rules = (all: Record<string, RuleKind>) => new Map(Object.entries(all))

describe('the rule that plans a departure', () => {
  it.each<[string, string, Record<string, RuleKind>, ReturnType<typeof ruleOf>]>([
    ['no rule anywhere', '/a/b/', {}, null],
    ['the unit’s own', '/a/b/', { b: 'tier', a: 'even' }, { unitId: 'b', kind: 'tier' }],
    ['the one above', '/a/b/', { a: 'manager' }, { unitId: 'a', kind: 'manager' }],
    ['switched off here', '/a/b/', { b: 'none', a: 'even' }, null],
    ['switched off between', '/a/b/c/', { b: 'none', a: 'even' }, null],
    ['a sister’s counts for nobody else', '/a/b/', { c: 'even' }, null],
    ['nobody knows the unit', '', { a: 'even' }, null],
  ])('%s', (_name, path, all, found) => {
    expect(ruleOf(path, rules(all))).toEqual(found)
  })

  it('is that of the nearest unit that says anything', () => {
    const unit = fc.constantFrom('a', 'b', 'c', 'd')
    fc.assert(
      fc.property(
        fc.uniqueArray(unit, { minLength: 1 }),
        fc.dictionary(unit, fc.constantFrom(...RULE_KINDS)),
        (path, all) => {
          const said = [...path].reverse().find((id) => all[id] !== undefined)
          const kind = said === undefined ? 'none' : (all[said] ?? 'none')
          const found = ruleOf(`/${path.join('/')}/`, rules(all))
          expect(found).toEqual(kind === 'none' ? null : { unitId: said, kind })
        },
      ),
    )
  })
})

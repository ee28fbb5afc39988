import { wordsOf } from '../../../domain/audience/evaluate.ts'
import type { Condition, Leaf } from '../../../domain/audience/condition.ts'
import { holdsText } from '../../../platform/db/text-sql.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { choiceSql } from './choice-sql.ts'
import { factsSql } from './facts-sql.ts'
import { rangeSql } from './range-sql.ts'
import { exists, joined, negated, rowsOfContacts, type Frame } from './sql-parts.ts'

/**
 * A condition on the row `cu` of "Customer", the same that domain/audience/evaluate.ts decides in memory (a property test
 * holds them together). Texts and numbers of the condition only ever become parameters.
 */
export function compileCondition(frame: Frame, condition: Condition): SqlCondition {
  const compile = (part: Condition): SqlCondition => compileCondition(frame, part)
  if ('all' in condition) return joined(condition.all.map(compile), 'AND')
  if ('any' in condition) return joined(condition.any.map(compile), 'OR')
  if ('not' in condition) return negated(compile(condition.not))
  return leafSql(frame, condition)
}

function leafSql(frame: Frame, leaf: Leaf): SqlCondition {
  switch (leaf.is) {
    case 'name':
      return nameSql(frame, leaf.text)
    case 'choice':
      return choiceSql(frame, leaf)
    case 'range':
      return rangeSql(frame, leaf)
    case 'facts':
      return factsSql(frame, leaf)
  }
}

/** Remarks are their author's: nobody is found by what only a foreign colleague wrote. */
function nameSql(frame: Frame, text: string): SqlCondition {
  const visible = frame.visible('f."staffId"')
  return joined(
    wordsOf(text).map((word) => {
      const inRemark = holdsText(frame.dialect, 'f."search"', word)
      const follows = rowsOfContacts('Follow', 'f', 'externalUserid', visible)
      return joined([holdsText(frame.dialect, 'cu."search"', word), exists(follows, inRemark)], 'OR')
    }),
    'AND',
  )
}

import { dropRedundant, type AssociationRule } from './association-rules.ts'
import { adjustByBenjaminiHochberg, fisherP } from './rule-measures.ts'

export interface JudgedRule extends AssociationRule {
  /** Fisher's exact p, corrected for the number of rules looked at. */
  p: number
}

export const COMBINATION_TERMS = { minLift: 1, minCount: 10, maxP: 0.05 } as const

/** Which rules are worth a recommendation: not by chance, not too few, and no shorter one says the same. */
export function judgeRules(rules: readonly AssociationRule[], total: number): JudgedRule[] {
  const ps = rules.map((rule) =>
    fisherP({ both: rule.count, left: rule.leftCount, right: rule.rightCount, total }),
  )
  const adjusted = adjustByBenjaminiHochberg(ps)
  const judged = rules.map((rule, at): JudgedRule => ({ ...rule, p: adjusted[at] ?? 1 }))
  return dropRedundant(judged).filter(
    ({ lift, count, p }) =>
      lift > COMBINATION_TERMS.minLift && count >= COMBINATION_TERMS.minCount && p < COMBINATION_TERMS.maxP,
  )
}

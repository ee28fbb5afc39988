/** What is planned by itself when somebody of a unit leaves. */
export const RULE_KINDS = ['even', 'tier', 'manager', 'none'] as const
export type RuleKind = (typeof RULE_KINDS)[number]

export interface FoundRule {
  /** The unit whose rule it is. */
  unitId: string
  kind: Exclude<RuleKind, 'none'>
}

/** The rule of the unit itself, else of the nearest unit above it; 'none' ends the search. `path` is '/root/…/unit/'. */
export function ruleOf(path: string, rules: ReadonlyMap<string, RuleKind>): FoundRule | null {
  const units = path.split('/').filter((id) => id !== '')
  for (const unitId of units.reverse()) {
    const kind = rules.get(unitId)
    if (kind === 'none') return null
    if (kind) return { unitId, kind }
  }
  return null
}

import { z } from 'zod'
import { RULE_KINDS } from '../../../domain/handover-rule.ts'

/**
 * What is planned by itself when somebody of a unit leaves; it waits for a person to confirm it.
 * even, tier: to the colleagues of the same unit · manager: all of it to whoever leads the unit · none: nothing, also
 * where a unit above has a rule.
 */
export const ruleKind = z.enum(RULE_KINDS)

export const ruleList = z.object({
  items: z.array(
    z.object({
      unitId: z.string(),
      name: z.string(),
      /** Levels below the highest unit of the list. */
      depth: z.number(),
      /** The unit's own rule; null: as the unit above it. */
      kind: ruleKind.nullable(),
      /** What holds in the end; null: nothing is planned by itself. */
      effective: ruleKind.nullable(),
    }),
  ),
})
export type RuleList = z.infer<typeof ruleList>

export const ruleParams = z.object({ unitId: z.string().min(1).max(64) })
export const ruleChange = z.strictObject({ kind: ruleKind.nullable() })

import { EVERYONE } from '../../../../../server/domain/audience/condition.ts'
import type { RuleInput, TagRule } from '../../../../api/tag-rules.ts'

export function inputOf({ name, note, condition, isEnabled, wecomTagId }: TagRule): RuleInput {
  return { name, note, condition, isEnabled, wecomTagId }
}

/** What a new rule begins with; without a condition it cannot be saved. */
export function emptyRule(): RuleInput {
  return { name: '', note: '', condition: EVERYONE, isEnabled: true, wecomTagId: null }
}

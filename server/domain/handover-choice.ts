/** What is known of a customer when choosing whom to hand over. Days count back from today; null: never or not known. */
export interface ChoiceFacts {
  tierCode: number | null
  tagIds: readonly string[]
  storeName: string | null
  model: string | null
  daysSinceActive: number | null
  hasOpenOrder: boolean
  search: string
}

export interface Choice {
  tiers?: readonly number[] | undefined
  tagIds?: readonly string[] | undefined
  storeNames?: readonly string[] | undefined
  models?: readonly string[] | undefined
  quietSinceDays?: number | undefined
  activeWithinDays?: number | undefined
  hasOpenOrder?: boolean | undefined
  q?: string | undefined
}

/** True when every condition that is set holds. Nothing known of a date counts as quiet for ever. */
export function isChosen(choice: Choice, facts: ChoiceFacts): boolean {
  const { tiers, tagIds, storeNames, models, quietSinceDays, activeWithinDays, hasOpenOrder, q } = choice
  const days = facts.daysSinceActive ?? Infinity
  if (tiers && !tiers.includes(facts.tierCode ?? -1)) return false
  if (tagIds && !tagIds.some((tag) => facts.tagIds.includes(tag))) return false
  if (storeNames && !storeNames.includes(facts.storeName ?? '')) return false
  if (models && !models.includes(facts.model ?? '')) return false
  if (quietSinceDays !== undefined && days < quietSinceDays) return false
  if (activeWithinDays !== undefined && days > activeWithinDays) return false
  if (hasOpenOrder !== undefined && facts.hasOpenOrder !== hasOpenOrder) return false
  return q === undefined || facts.search.includes(q.trim().toLowerCase())
}

/** The four tiers with high money. */
export function isImportant(tierCode: number | null): boolean {
  return tierCode !== null && tierCode % 2 === 1
}

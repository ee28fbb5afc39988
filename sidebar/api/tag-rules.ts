import type { Condition } from '../../server/domain/audience/condition.ts'
import type {
  CustomerTag,
  CustomerTags,
  RuleHistory,
  RuleInput,
  RulePreview,
  RuleSaved,
  TagRule,
  TagRuleList,
} from '../../server/features/tag-rules/contract.ts'
import { del, get, post, put } from './request.ts'

export type { CustomerTag, CustomerTags, RuleHistory, RuleInput, RulePreview, TagRule }

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const of = (id: string): string => `/tag-rules/${encodeURIComponent(id)}`
const tagsOf = (customerId: string): string => `/customers/${encodeURIComponent(customerId)}/tags`

export function listRules(signal?: AbortSignal): Promise<TagRuleList> {
  return get('/tag-rules', withSignal(signal))
}

export function saveRule(input: RuleInput, old?: { id: string; version: number }): Promise<RuleSaved> {
  return old ? put(of(old.id), { ...input, version: old.version }) : post('/tag-rules', input)
}

export function previewRule(
  condition: Condition,
  ruleId: string | null,
  signal?: AbortSignal,
): Promise<RulePreview> {
  return post('/tag-rules/preview', { condition, ruleId }, { ...withSignal(signal), timeoutMs: 60_000 })
}

export function readRuleHistory(id: string, signal?: AbortSignal): Promise<RuleHistory> {
  return get(`${of(id)}/history`, withSignal(signal))
}

export function readCustomerTags(customerId: string, signal?: AbortSignal): Promise<CustomerTags> {
  return get(tagsOf(customerId), withSignal(signal))
}

export function addCustomerTag(customerId: string, name: string): Promise<{ id: string }> {
  return post(tagsOf(customerId), { name })
}

export function removeCustomerTag(customerId: string, tagId: string): Promise<void> {
  return del(`${tagsOf(customerId)}/${encodeURIComponent(tagId)}`)
}

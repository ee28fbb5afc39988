import { z } from 'zod'
import { leavesOf } from '../../domain/audience/condition.ts'
import { conditionInput } from '../audiences/condition/contract.ts'
import { memberRow } from '../audiences/contract.ts'

/** Rules may look at anything but the tags of rules: so none can depend on itself. */
const ruleCondition = conditionInput.refine(
  (condition) =>
    leavesOf(condition).every(
      (leaf) =>
        leaf.is !== 'choice' ||
        leaf.field !== 'tag' ||
        leaf.values.every((value) => value.startsWith('name:')),
    ),
  'a rule cannot ask for the tags of rules',
)

export const ruleParams = z.object({ id: z.string().min(1).max(40) })
export const ruleInput = z.strictObject({
  name: z.string().trim().min(1).max(20),
  note: z.string().trim().max(200).default(''),
  condition: ruleCondition,
  isEnabled: z.boolean().default(true),
  /** Also written to WeCom as this corp tag. */
  wecomTagId: z.string().max(64).nullable().default(null),
})
export type RuleInput = z.infer<typeof ruleInput>
export const ruleEdit = ruleInput.extend({ version: z.number().int().min(1) })

export const rule = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  condition: conditionInput,
  isEnabled: z.boolean(),
  wecomTagId: z.string().nullable(),
  version: z.number(),
  isStarter: z.boolean(),
  /** Customers who have the tag now. */
  holders: z.number(),
  updatedAt: z.iso.datetime(),
  /** When everybody was last held against this version; null: that is still to come. */
  appliedAt: z.iso.datetime().nullable(),
})
export type TagRule = z.infer<typeof rule>
export const ruleList = z.object({ items: z.array(rule) })
export type TagRuleList = z.infer<typeof ruleList>
export const ruleSaved = z.object({ id: z.string(), version: z.number() })
export type RuleSaved = z.infer<typeof ruleSaved>

export const ruleHistory = z.object({
  versions: z.array(
    z.object({
      version: z.number(),
      name: z.string(),
      condition: conditionInput,
      savedBy: z.string().nullable(),
      savedAt: z.iso.datetime(),
    }),
  ),
})
export type RuleHistory = z.infer<typeof ruleHistory>

export const previewInput = z.strictObject({
  condition: ruleCondition,
  ruleId: z.string().max(40).nullable().default(null),
})
export const preview = z.object({
  count: z.number(),
  everyone: z.number(),
  isEstimate: z.boolean(),
  /** Beside the customers who have the rule's tag now; null for a new rule. */
  change: z.object({ gains: z.number(), losses: z.number() }).nullable(),
  /** A few of them, names cut short. */
  sample: z.array(memberRow),
})
export type RulePreview = z.infer<typeof preview>

const proof = z.object({
  leaf: conditionInput,
  isDenied: z.boolean(),
  found: z.array(z.union([z.string(), z.number()])),
  facts: z.array(z.object({ kind: z.string(), id: z.string(), atMs: z.number(), about: z.string() })),
})

export const customerTag = z.object({
  id: z.string(),
  tagKey: z.string(),
  name: z.string(),
  source: z.enum(['rule', 'manual']),
  since: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  endedBy: z.enum(['rule', 'rule-off', 'staff']).nullable(),
  /** Who gave it, if a person. */
  staffName: z.string().nullable(),
  ruleVersion: z.number().nullable(),
  reasons: z.array(proof),
})
export type CustomerTag = z.infer<typeof customerTag>
export const customerTags = z.object({
  tags: z.array(customerTag),
  /** What it had before, the last ended first. */
  ended: z.array(customerTag),
  /** Names of what the reasons name by id. */
  names: z.record(z.string(), z.string()),
})
export type CustomerTags = z.infer<typeof customerTags>

export const newCustomerTag = z.strictObject({ name: z.string().trim().min(1).max(20) })
export const customerTagParams = z.object({
  id: z.string().min(1).max(64),
  tagId: z.string().min(1).max(40),
})
export const created = z.object({ id: z.string() })
export const nothing = z.object({})

import { z } from 'zod'
import { ACTION_RULES } from '../../../domain/actions.ts'
import { CONTACT_RULES } from '../../../domain/contact-gate.ts'
import { ACTION_TERMS } from '../../../domain/action-facts.ts'

const cap = (most: number) => z.number().int().min(1).max(most)

export const contactRules = z
  .strictObject({
    perDay: cap(10),
    perWeek: cap(30),
    perMonth: cap(60),
    fromHour: z.number().int().min(0).max(23),
    toHour: z.number().int().min(1).max(24),
    isWeekendOpen: z.boolean(),
  })
  .refine((rules) => rules.fromHour < rules.toHour, { path: ['toHour'], error: 'after fromHour' })
  .refine((rules) => rules.perDay <= rules.perWeek && rules.perWeek <= rules.perMonth, {
    path: ['perMonth'],
    error: 'not less than the shorter time',
  })

export const level = z.strictObject({
  name: z.string().trim().min(1).max(12),
  visits: z.number().int().min(1).max(200),
})

const ruleSetting = z.strictObject({
  isOn: z.boolean(),
  /** What an answer is worth; null: the starting value. */
  valueFen: z.number().int().min(0).max(100_000_00).nullable(),
})

/** How customers are approached: how often, when, for what, and what an answer is worth. */
export const outreachSetting = z.strictObject({
  contact: contactRules.default({ ...CONTACT_RULES }),
  levels: z
    .array(level)
    .max(8)
    .refine((levels) => new Set(levels.map(({ visits }) => visits)).size === levels.length, {
      error: 'two levels with the same number of visits',
    })
    .default([...ACTION_TERMS.levels]),
  rules: z.partialRecord(z.enum(ACTION_RULES), ruleSetting).default({}),
})
export type OutreachSetting = z.infer<typeof outreachSetting>

export const consent = z.object({
  isOptedOut: z.boolean(),
  source: z.string(),
  note: z.string(),
  staffName: z.string().nullable(),
  at: z.iso.datetime(),
})
export const consentAnswer = z.object({ consent: consent.nullable() })
export type ConsentAnswer = z.infer<typeof consentAnswer>
export const consentInput = z.strictObject({
  isOptedOut: z.boolean(),
  note: z.string().trim().max(200).default(''),
})
export type ConsentInput = z.input<typeof consentInput>

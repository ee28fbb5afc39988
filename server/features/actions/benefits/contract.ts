import { z } from 'zod'
import { BENEFIT_KINDS, BENEFIT_STATES } from '../../../domain/benefits.ts'

export const benefitQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})

export const benefitList = z.object({
  items: z.array(
    z.object({
      number: z.string(),
      kind: z.enum(BENEFIT_KINDS),
      name: z.string(),
      /** Which system told it. */
      source: z.string(),
      state: z.enum(BENEFIT_STATES),
      at: z.iso.datetime(),
      expiresOn: z.iso.date().nullable(),
      valueYuan: z.number().nullable(),
      storeName: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
  /** Whether any system tells us of benefits at all: without one, nothing here says nothing. */
  isTold: z.boolean(),
})
export type BenefitList = z.infer<typeof benefitList>

import { describe, expect, it } from 'vitest'
import { API_CHOICES, CALLBACK_CHOICES, choiceOf } from '../../../server/simulator/desk/faults.ts'
import { faultPlanSchema } from '../../../server/simulator/faults.ts'

describe('the faults of the panel', () => {
  it.each(API_CHOICES.map((choice) => [choice.id, choice.plan] as const))(
    '%s for the API is a plan that the simulator takes and gives back unchanged',
    (id, rules) => {
      expect(choiceOf(API_CHOICES, faultPlanSchema.parse({ rules }).rules)).toBe(id)
    },
  )

  it.each(CALLBACK_CHOICES.map((choice) => [choice.id, choice.plan] as const))(
    '%s for callbacks is a plan that the simulator takes and gives back unchanged',
    (id, callbacks) => {
      expect(choiceOf(CALLBACK_CHOICES, faultPlanSchema.parse({ callbacks }).callbacks)).toBe(id)
    },
  )

  it('calls a plan that somebody else made mixed', () => {
    expect(choiceOf(API_CHOICES, [{ path: '*', latencyMs: 801 }])).toBe('mixed')
  })
})

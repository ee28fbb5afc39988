import type { Foresight } from '../foresight.ts'

export const audienceSorts = [
  ...(['newest', 'last-visit', 'longest-away', 'spent'] as const),
  // By what the models say, so that an audience can be cut at the likeliest.
  ...(['response', 'churn', 'value', 'next-visit', 'replacement'] as const),
] as const
export type AudienceSort = (typeof audienceSorts)[number]

/** The forecast an order goes by. */
export const FORESEEN_SORTS = {
  response: 'response',
  churn: 'churn',
  value: 'value',
  'next-visit': 'nextVisit',
  replacement: 'replacement',
} as const satisfies Partial<Record<AudienceSort, Foresight>>

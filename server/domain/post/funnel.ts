/** How far a post came with somebody. Each step is a part of the one before. */
export const FUNNEL_STEPS = ['delivered', 'opened', 'acted', 'visited'] as const
export type FunnelStep = (typeof FUNNEL_STEPS)[number]

/** What somebody did because of a post is looked for this long. */
export const FUNNEL_DAYS = 14

/** Facts that say that somebody acted: they booked, asked, paid, redeemed. */
export const ACTED_KINDS = ['booking', 'test-drive', 'payment', 'coupon', 'survey', 'lead'] as const

const BOTS =
  /bot\b|crawl|spider|slurp|preview|scan|monitor|curl\/|wget\/|python-|java\/|headless|facebookexternalhit|bytespider|baiduspider|sogou web/i

/** Whether a visit was a program's: those say nothing of a person. */
export function isBot(userAgent: string): boolean {
  return BOTS.test(userAgent)
}

export type Opener = 'person' | 'bot' | 'staff'

/**
 * Who opened a link. Customers read in WeChat; whoever comes with WeCom's own browser is a colleague who looks at what
 * was sent, unless the contact uses WeCom as well.
 */
export function openerOf({ userAgent, usesWecom }: { userAgent: string; usesWecom: boolean }): Opener {
  if (userAgent.trim() === '' || isBot(userAgent)) return 'bot'
  return /\bwxwork\//i.test(userAgent) && !usesWecom ? 'staff' : 'person'
}

const HALF_HOUR_MS = 1_800_000

/** Opens of one thing by one person in one half hour are one visit. */
export function visitSlot(atMs: number): number {
  return Math.floor(atMs / HALF_HOUR_MS)
}

/** What comes again within this time belongs to the same look. */
export const SESSION_MS = HALF_HOUR_MS

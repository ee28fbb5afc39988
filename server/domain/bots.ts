const BOTS =
  /bot\b|crawl|spider|slurp|preview|scan|monitor|curl\/|wget\/|python-|java\/|headless|facebookexternalhit|bytespider|baiduspider|sogou web/i

/** Whether a visit was a program's: those say nothing of a person. */
export function isBot(userAgent: string): boolean {
  return BOTS.test(userAgent)
}

const HALF_HOUR_MS = 1_800_000

/** Opens of one thing by one person in one half hour are one visit. */
export function visitSlot(atMs: number): number {
  return Math.floor(atMs / HALF_HOUR_MS)
}

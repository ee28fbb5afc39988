/** One member who could send to a customer. */
export interface SenderCandidate {
  staffId: string
  externalUserid: string
  followedAtMs: number
  /** The last time they wrote, noted or marked something; null: never known. */
  contactedAtMs: number | null
}

/** main: the oldest tie, the customer's own advisor; latest: whoever was in touch last. */
export const SENDER_RULES = ['main', 'latest'] as const
export type SenderRule = (typeof SENDER_RULES)[number]

/** A customer followed by several is reached once, by one of them. Same input, same answer. */
export function chooseSender(
  candidates: readonly SenderCandidate[],
  rule: SenderRule,
): SenderCandidate | null {
  const score = (one: SenderCandidate): number =>
    rule === 'main' ? -one.followedAtMs : (one.contactedAtMs ?? one.followedAtMs)
  return (
    [...candidates].sort(
      (a, b) =>
        score(b) - score(a) ||
        (a.staffId < b.staffId ? -1 : a.staffId > b.staffId ? 1 : 0) ||
        (a.externalUserid < b.externalUserid ? -1 : 1),
    )[0] ?? null
  )
}

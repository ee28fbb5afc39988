export interface PushSlot {
  /** 0–23, in Asia/Shanghai. */
  hour: number
  isWorkday: boolean
}

export interface SlotCount extends PushSlot {
  sends: number
  responses: number
}

/** How strongly a level is drawn towards the one above it. */
export const SEGMENT_STRENGTH = 200
export const CUSTOMER_STRENGTH = 20
const MIN_SENDS = 30
/** Part of the sends that goes to random allowed slots: otherwise the estimate only confirms itself. */
export const EXPLORED_SHARE = 0.1

export interface RatedSlot extends SlotCount {
  rate: number
}

export function shrunkRate(
  { sends, responses }: { sends: number; responses: number },
  { parentRate, strength }: { parentRate: number; strength: number },
): number {
  return (strength * parentRate + responses) / (strength + sends)
}

/**
 * The allowed slot with the highest rate among those with enough sends; the earliest on a tie. null: not enough data here,
 * so the level above decides.
 */
export function bestSlot(
  counts: readonly SlotCount[],
  terms: { parentRate: number; strength: number; isAllowed: (slot: PushSlot) => boolean },
): RatedSlot | null {
  const rated = counts
    .filter((slot) => slot.sends >= MIN_SENDS && terms.isAllowed(slot))
    .map((slot) => ({ ...slot, rate: shrunkRate(slot, terms) }))
    .sort((a, b) => b.rate - a.rate || Number(b.isWorkday) - Number(a.isWorkday) || a.hour - b.hour)
  return rated[0] ?? null
}

/** Customer, then segment, then tenant: the first level that knows enough. */
export function bestSlotOf(
  levels: readonly { counts: readonly SlotCount[]; parentRate: number; strength: number }[],
  isAllowed: (slot: PushSlot) => boolean,
): { level: number; slot: RatedSlot } | null {
  for (const [level, { counts, parentRate, strength }] of levels.entries()) {
    const slot = bestSlot(counts, { parentRate, strength, isAllowed })
    if (slot) return { level, slot }
  }
  return null
}

export interface SlotDraws {
  /** Two numbers in [0, 1): whether this send tries something else, and what. */
  explore: number
  place: number
}

/** How likely `chooseSlot` is to name a slot: what a log needs, so that another way of choosing can be judged by it. */
export function slotProbability(slot: PushSlot, best: PushSlot, allowed: readonly PushSlot[]): number {
  const isSame = (other: PushSlot): boolean => other.hour === slot.hour && other.isWorkday === slot.isWorkday
  // Nothing to try: the draw that would try falls back to the best.
  if (allowed.length === 0) return isSame(best) ? 1 : 0
  const tried = allowed.some(isSame) ? EXPLORED_SHARE / allowed.length : 0
  return tried + (isSame(best) ? 1 - EXPLORED_SHARE : 0)
}

/** The slot of one send: mostly the best, for a tenth of the sends any allowed one. */
export function chooseSlot(
  best: PushSlot,
  allowed: readonly PushSlot[],
  { explore, place }: SlotDraws,
): PushSlot {
  if (explore >= EXPLORED_SHARE) return best
  return allowed[Math.floor(place * allowed.length)] ?? best
}

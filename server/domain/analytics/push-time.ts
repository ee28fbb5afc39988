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

/** `draws` are two numbers in [0, 1): whether this send explores, and where. null: no slot is allowed. */
export function chooseSlot(
  best: PushSlot | null,
  allowed: readonly PushSlot[],
  draws: { explore: number; place: number },
): PushSlot | null {
  if (best !== null && draws.explore >= EXPLORED_SHARE) return best
  return allowed[Math.floor(draws.place * allowed.length)] ?? best
}

/** Who goes first when there is more work than hands. */
export const LANES = ['welcome', 'interactive', 'event', 'effect', 'sync', 'import'] as const
export type Lane = (typeof LANES)[number]

export function laneNumber(lane: Lane): number {
  return LANES.indexOf(lane)
}

/** Hands that a lane leaves free for the lanes above it: a long import must not keep a welcome waiting. */
const KEPT_FREE = [0, 1, 2, 3, 4, 6]

/** How many more jobs of a lane may start. Every lane may use at least one hand when nothing runs. */
export function freeHands(lane: number, { total, running }: { total: number; running: number }): number {
  const allowed = Math.max(1, total - (KEPT_FREE[lane] ?? 0))
  return Math.max(0, allowed - running)
}

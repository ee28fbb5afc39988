/**
 * How many of a row's items fit, in order. When not all do, room for the "+N" is kept; at least one is always shown.
 */
export function countFitting(
  widths: readonly number[],
  { room, gap, moreWidth }: { room: number; gap: number; moreWidth: number },
): number {
  const all = widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1)
  if (all <= room) return widths.length
  let used = moreWidth
  let count = 0
  for (const width of widths) {
    used += width + gap
    if (used > room) break
    count += 1
  }
  return Math.max(1, count)
}

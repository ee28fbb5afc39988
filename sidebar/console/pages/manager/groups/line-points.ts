/** The points of a line that fills the box, with a little air; a flat series runs through the middle. */
export function linePoints(
  values: readonly number[],
  { width, height }: { width: number; height: number },
): string {
  const least = Math.min(...values)
  const span = Math.max(...values) - least
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const air = 4
  return values
    .map((value, index) => {
      const share = span === 0 ? 0.5 : (value - least) / span
      return `${(index * step).toFixed(1)},${(height - air - share * (height - 2 * air)).toFixed(1)}`
    })
    .join(' ')
}

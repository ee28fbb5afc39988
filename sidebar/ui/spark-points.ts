const LEFT = 2
const WIDTH = 60
const TOP = 3
const HEIGHT = 12

/** Figures → points in a 64 × 18 box; equal figures lie in the middle, one figure at the right end. */
export function sparkPoints(values: readonly number[]): [x: number, y: number][] {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0
  return values.map((value, i) => {
    const x = values.length > 1 ? LEFT + i * step : LEFT + WIDTH
    const y = span === 0 ? TOP + HEIGHT / 2 : TOP + HEIGHT * (1 - (value - low) / span)
    return [round(x), round(y)]
  })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

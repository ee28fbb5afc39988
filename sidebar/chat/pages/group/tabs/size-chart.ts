const LEFT = 30
const RIGHT = 326
const TOP = 16.5
const BOTTOM = 92.5
const MOST_MARKS = 7
const MOST_DOTS = 10

interface Day {
  day: string
  total: number
}

export interface Chart {
  low: number
  high: number
  grid: string
  line: string
  dots: { day: string; x: number; y: number }[]
  marks: { day: string; x: number; text: string }[]
}

/** The group's size by day in a 336 × 116 box, between round numbers so that small moves do not look like big ones. */
export function chartOf(items: readonly Day[]): Chart {
  const totals = items.map((each) => each.total)
  const low = Math.floor((Math.min(...totals) - 1) / 5) * 5
  const high = Math.max(low + 10, Math.ceil((Math.max(...totals) + 1) / 5) * 5)
  const step = items.length > 1 ? (RIGHT - LEFT) / (items.length - 1) : 0
  const points = items.map(({ day, total }, i) => ({
    day,
    x: round(items.length > 1 ? LEFT + i * step : RIGHT),
    y: round(BOTTOM - ((total - Math.max(0, low)) / (high - Math.max(0, low))) * (BOTTOM - TOP)),
  }))
  const every = Math.ceil(items.length / MOST_MARKS)
  return {
    low: Math.max(0, low),
    high,
    grid: [BOTTOM, (TOP + BOTTOM) / 2, TOP].map((y) => `M${LEFT - 6} ${y}H332`).join(''),
    line: points.map(({ x, y }) => `${x},${y}`).join(' '),
    dots: points.length <= MOST_DOTS ? points : points.slice(-1),
    // Counted from today backwards, so that the last day always has its mark.
    marks: points
      .filter((_, i) => (items.length - 1 - i) % every === 0)
      .map(({ day, x }) => ({ day, x, text: markOf(day) })),
  }
}

function markOf(day: string): string {
  const date = Number(day.slice(8))
  return date === 1 ? `${Number(day.slice(5, 7))}-1` : String(date)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

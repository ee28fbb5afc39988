import { onTestFinished } from 'vitest'

const EVERY_MS = 50

/** How long the machine had no time for this process since it was asked: a deadline in real time is moved by as much. */
export function measureLateness(): { total(): number } {
  let totalMs = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    totalMs += Math.max(0, now - last - EVERY_MS)
    last = now
  }, EVERY_MS)
  onTestFinished(() => clearInterval(timer))
  return { total: () => totalMs }
}

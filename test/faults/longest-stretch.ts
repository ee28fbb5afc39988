import { readFileSync } from 'node:fs'

const LOOK_MS = 5

/**
 * How long the event loop was busy without a pause, as the processor time of its own thread: time that other programs
 * of the machine took is not in it. Where the system does not tell it (only Linux does), wall time.
 */
export function watchStretches(): { longestMs(): number; stop(): void } {
  const read = threadMs() === null ? () => performance.now() : () => threadMs() ?? 0
  let last = read()
  let longest = 0
  // runs once a turn of the loop, so that at most LOOK_MS of other turns are counted in
  const look = setInterval(() => {
    const now = read()
    longest = Math.max(longest, now - last)
    last = now
  }, LOOK_MS)
  return { longestMs: () => Math.round(longest), stop: () => clearInterval(look) }
}

/** Of the main thread: nanoseconds on a processor, waiting for one, and times it got one. */
function threadMs(): number | null {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}

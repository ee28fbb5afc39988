import type { Clock } from '../clock.ts'
import { isWorthRepeating } from './database-error.ts'

/** Runs a whole transaction again when the database was busy or had to break a deadlock. */
export async function withRetryOnBusy<T>(
  clock: Clock,
  run: () => Promise<T>,
  { attempts = 4, waitMs = 50 }: { attempts?: number; waitMs?: number } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= attempts || !isWorthRepeating(error)) throw error
    }
    // half fixed, half random: two that met once should not meet again
    const wait = waitMs * 2 ** (attempt - 1)
    await clock.sleep(wait / 2 + (wait / 2) * Math.random())
  }
}

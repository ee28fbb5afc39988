const HOUR_MS = 3_600_000

/** What WeCom says of a member's own mass message is read at once, an hour and a day after it was written: some of it comes late. */
const READ_AT_AGE_MS = [0, HOUR_MS, 24 * HOUR_MS]

/** Whether a message of this age, read so many times, is to be read again. */
export function isReadingDue(reads: number, ageMs: number): boolean {
  const at = READ_AT_AGE_MS[reads]
  return at !== undefined && ageMs >= at
}

export const MOST_READINGS = READ_AT_AGE_MS.length

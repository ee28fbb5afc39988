const MINUTE_MS = 60_000
const FIRST_MS = 2 * MINUTE_MS
const LONGEST_MS = 2 * 60 * MINUTE_MS

/** WeCom tells nobody who has confirmed: it is asked, a fifth of the age later each time, two hours at most. */
export function nextPollAfter(ageMs: number): number {
  return Math.min(LONGEST_MS, Math.max(FIRST_MS, Math.round(ageMs / 5)))
}

const REMINDS_A_DAY = 3
const DAY_MS = 24 * 60 * MINUTE_MS
/** Between two reminders of one task: a second one at once would only annoy. */
const GAP_MS = 60 * MINUTE_MS

/** When the member may be reminded again; `nowMs` or earlier means now. WeCom allows three in 24 hours. */
export function mayRemindAt(remindedAtMs: readonly number[], nowMs: number): number {
  const lately = remindedAtMs.filter((ms) => ms > nowMs - DAY_MS).sort((a, b) => a - b)
  const last = lately.at(-1)
  const third = lately.at(-REMINDS_A_DAY)
  return Math.max(last === undefined ? 0 : last + GAP_MS, third === undefined ? 0 : third + DAY_MS)
}

import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { setEventAmount } from '../customers/record-events.ts'
import type { Deps } from '../deps.ts'
import { openKeyOf } from './count-open.ts'
import type { FoundLink } from './find-link.ts'

/** Who leaves a page open for half an hour is not reading it any more. */
const MOST_SECONDS = 1_800
/** Clocks and networks: a page may tell a moment more than has passed here. */
const SLACK_SECONDS = 5

/**
 * Our own page tells how long it has been in sight, in all, as often as it likes. What is more than the time since it
 * was opened is cut; a page that was opened by somebody else tells nothing.
 */
export async function recordStay(
  deps: Deps,
  { corpId, id: linkId }: FoundLink,
  { openId, visitor, seconds }: { openId: string; visitor: string; seconds: number },
): Promise<void> {
  const now = deps.clock.now()
  await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction(async (tx) => {
      const [open] = await tx.all<{ at: string; seconds: number | null }>(
        `SELECT "at", "seconds" FROM "LinkOpen" WHERE "corpId" = ? AND "id" = ? AND "linkId" = ? AND "visitor" = ?`,
        [corpId, openId, linkId, visitor],
      )
      if (!open) return
      const passed = (now.getTime() - new Date(open.at).getTime()) / 1000 + SLACK_SECONDS
      const stayed = Math.floor(Math.min(seconds, passed, MOST_SECONDS))
      if (stayed < 1 || stayed <= (open.seconds ?? 0)) return
      await tx.run(`UPDATE "LinkOpen" SET "seconds" = ?, "lastAt" = ? WHERE "corpId" = ? AND "id" = ?`, [
        stayed,
        now,
        corpId,
        openId,
      ])
      await setEventAmount(tx, { corpId, key: openKeyOf(openId), amount: stayed })
    }),
  )
}

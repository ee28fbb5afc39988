import { AppError } from '../../platform/http/app-error.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { KnownSource } from './authenticate.ts'

const MINUTE_MS = 60_000

/**
 * Takes room for some items in the source's minute, and holds the source's row until the transaction ends: what one
 * source tells is written one request after the other, so that "accepted" is said once.
 */
export async function takeRoom(
  tx: SqlTx,
  source: KnownSource,
  { items, now }: { items: number; now: Date },
): Promise<void> {
  const windowAt = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
  const taken = await tx.run(
    `UPDATE "IntakeSource" SET "windowItems" = CASE WHEN "windowAt" = ? THEN "windowItems" ELSE 0 END + ?,
       "windowAt" = ?, "lastSeenAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "revokedAt" IS NULL
       AND CASE WHEN "windowAt" = ? THEN "windowItems" ELSE 0 END + ? <= "perMinute"`,
    [windowAt, items, windowAt, now, source.corpId, source.id, windowAt, items],
  )
  if (taken > 0) return
  const retryAfterSeconds = Math.max(1, Math.ceil((windowAt.getTime() + MINUTE_MS - now.getTime()) / 1000))
  throw new AppError('limit-reached', {
    log: 'intake source over its limit',
    tell: { limit: source.perMinute, retryAfterSeconds },
  })
}

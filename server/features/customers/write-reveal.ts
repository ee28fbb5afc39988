import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit, type AuditNote } from '../audit.ts'
import type { Deps } from '../deps.ts'

export const HIDE_AFTER_SECONDS = 30
const DAY_MS = 24 * 3_600_000

/** Writes down who opens a sealed value, and stops who has opened too many of its kind today. To be called before it is shown. */
export async function writeReveal(deps: Deps, scope: Scope, note: AuditNote): Promise<void> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const since = new Date(now.getTime() - DAY_MS)
  await deps.database.db.$transaction(async (tx) => {
    // Two reveals of one person at once wait here for each other, so that both are counted.
    await tx.staff.update({ where: { corpId_id: { corpId, id: staffId } }, data: { lastActiveAt: now } })
    const used = await tx.auditEntry.findMany({
      // Ids begin with their time, so the day is a short piece of the table.
      where: { corpId, staffId, action: note.action, at: { gt: since }, id: { gte: timePrefix(since) } },
      select: { at: true },
      orderBy: { id: 'asc' },
    })
    const limit = deps.defaults.revealsPerDay
    if (used.length >= limit) {
      const freeAt = (used[0]?.at ?? now).getTime() + DAY_MS
      const retryAfterSeconds = Math.ceil((freeAt - now.getTime()) / 1000)
      throw new AppError('limit-reached', { tell: { limit, retryAfterSeconds } })
    }
    await writeAudit(tx, deps, scope, note)
  })
}

/** The first ten letters of every ULID of this millisecond. */
function timePrefix(at: Date): string {
  return ulid(at.getTime()).slice(0, 10)
}

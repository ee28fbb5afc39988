import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { Revealed } from './contract.ts'
import { requireCustomer } from './policy.ts'

const ACTION = 'phone-reveal'
const HIDE_AFTER_SECONDS = 30
const DAY_MS = 24 * 3_600_000

/** Opens one sealed phone number: audited before it is shown, and limited per person and day. */
export async function revealPhone(
  deps: Deps,
  scope: Scope,
  { customerId, purpose }: { customerId: string; purpose: string },
): Promise<Revealed> {
  await requireCustomer(deps, scope, customerId)
  const { corpId, staffId } = scope
  const customer = await deps.database.db.customer.findUnique({
    where: { corpId_id: { corpId, id: customerId } },
    select: { phoneSealed: true },
  })
  if (!customer?.phoneSealed) throw new AppError('not-found', { log: 'customer has no phone' })
  const now = deps.clock.now()
  const since = new Date(now.getTime() - DAY_MS)
  await deps.database.db.$transaction(async (tx) => {
    // Two reveals of one person at once wait here for each other, so that both are counted.
    await tx.staff.update({ where: { corpId_id: { corpId, id: staffId } }, data: { lastActiveAt: now } })
    const used = await tx.auditEntry.findMany({
      // Ids begin with their time, so the day is a short piece of the table.
      where: { corpId, staffId, action: ACTION, at: { gt: since }, id: { gte: timePrefix(since) } },
      select: { at: true },
      orderBy: { id: 'asc' },
    })
    const limit = deps.defaults.revealsPerDay
    if (used.length >= limit) {
      const freeAt = (used[0]?.at ?? now).getTime() + DAY_MS
      const retryAfterSeconds = Math.ceil((freeAt - now.getTime()) / 1000)
      throw new AppError('limit-reached', { tell: { limit, retryAfterSeconds } })
    }
    await writeAudit(tx, deps, scope, {
      action: ACTION,
      objectKind: 'customer',
      objectId: customerId,
      detail: { purpose },
    })
  })
  return { phone: deps.sealer.open(customer.phoneSealed), hideAfterSeconds: HIDE_AFTER_SECONDS }
}

/** The first ten letters of every ULID of this millisecond. */
function timePrefix(at: Date): string {
  return ulid(at.getTime()).slice(0, 10)
}

import { localDateOf } from '../../../domain/time.ts'
import { cutPage, readCursor } from '../../../platform/http/cursor.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { requireCustomer } from '../../customers/policy.ts'
import { readBenefits } from '../../customers/read-benefits.ts'
import type { Deps } from '../../deps.ts'
import type { BenefitList } from './contract.ts'

/** Everything a customer was given, used and let run out. A person has some dozens: a page is cut from the whole. */
export async function listBenefits(
  deps: Deps,
  scope: Scope,
  { customerId, cursor, limit }: { customerId: string; cursor?: string | undefined; limit: number },
): Promise<BenefitList> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { sql, db } = deps.database
  const today = localDateOf(deps.clock.nowMs())
  const [found, told] = await Promise.all([
    readBenefits(sql, { corpId, customerIds: [customerId], today }),
    db.timelineEvent.findFirst({
      where: { corpId, kind: { in: ['coupon', 'benefit'] } },
      select: { id: true },
    }),
  ])
  const all = found.get(customerId) ?? []
  const after = readCursor(cursor)
  // The number of a coupon may be worth money: cursors carry places instead.
  const from = after === null ? 0 : Number(after.id) || 0
  const page = cutPage(all.slice(from, from + limit + 1), limit, ({ at }) => ({
    at,
    id: String(from + limit),
  }))
  return { ...page, isTold: told !== null }
}

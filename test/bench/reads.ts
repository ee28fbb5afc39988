import { listCustomers } from '../../server/features/customers/list-customers.ts'
import { customerQuery } from '../../server/features/customers/contract.ts'
import { panelStatement } from '../../server/features/panel/read-customer-panel.ts'
import type { Deps } from '../../server/features/deps.ts'
import { writeCursor } from '../../server/platform/db/keyset.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { ownCpuOf } from './own-cpu.ts'
import { ratioOf } from './rounds.ts'

/** CPU µs of the panel's statement over the whole company. */
export async function panelCpuUs(deps: Deps, externalUserids: readonly string[]): Promise<number> {
  const read = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const id = externalUserids[(n * 7919) % externalUserids.length] ?? ''
      const { text, params } = panelStatement(deps, scopeOf(deps), id)
      await deps.database.sql.all(text, params)
    }
  }
  await read(1000)
  return ((await ownCpuOf(() => read(3000))).cpu * 1e6) / 3000
}

/** A page from the middle of the list against the page after the first. */
export async function deepPage(deps: Deps, customers: number) {
  const scope = scopeOf(deps)
  const first = await listCustomers(deps, scope, customerQuery.parse({}))
  // Customers of one batch are of one instant, and their ids go up with their number.
  const [row] = await deps.database.sql.all<{ createdAt: string; id: string }>(
    'SELECT "createdAt", "id" FROM "Customer" WHERE "corpId" = ? AND "id" = ?',
    [scope.corpId, `c${String(Math.floor(customers / 2)).padStart(10, '0')}`],
  )
  if (!row || first.nextCursor === null) throw new Error('the seeded list has no second page')
  const deep = writeCursor([row.createdAt, row.id])
  const read = async (cursor: string): Promise<number> => {
    const query = customerQuery.parse({ cursor })
    const { cpu } = await ownCpuOf(async () => {
      for (let n = 0; n < 30; n += 1) await listCustomers(deps, scope, query)
    })
    return (cpu * 1e6) / 30
  }
  const near = first.nextCursor
  await read(near)
  return ratioOf(
    () => read(deep),
    () => read(near),
  )
}

export function scopeOf(deps: Deps): Scope {
  return {
    corpId: deps.settings.WECOM_CORP_ID,
    staffId: 'staff0',
    userid: 'staff0',
    app: 'console',
    roles: ['advisor', 'manager'],
    unitPaths: ['/u1/'],
    operatorPaths: [],
  }
}

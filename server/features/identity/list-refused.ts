import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { refusedPage, type RefusedPage, type RefusedQuery } from './contract.ts'
import { visibleCustomer } from './review/visible-customer.ts'

interface Row {
  kind: string
  valueMask: string
  valueHash: string
  reason: string
  source: string
  seenAt: string
  customerId: string
  name: string | null
}

/** Bad values with why, the newest first: of customers one may see; those that name nobody are for administrators. */
export async function listRefused(deps: Deps, scope: Scope, query: RefusedQuery): Promise<RefusedPage> {
  const { customerId, limit } = query
  const columns = ['seenAt', 'kind', 'valueHash', 'source', 'customerId'] as const
  const by = columns.map((column) => `r."${column}"`)
  const page = keyset({ by, direction: 'desc', cursor: query.cursor, limit })
  const visible = visibleCustomer(scope, 'r."customerId"')
  const rows = await deps.database.sql.all<Row>(
    `SELECT r."kind", r."valueMask", r."valueHash", r."reason", r."source", r."seenAt", r."customerId", cu."name" FROM "RefusedKey" r
     LEFT JOIN "Customer" cu ON cu."corpId" = r."corpId" AND cu."id" = r."customerId"
     WHERE r."corpId" = ? AND ${visible.sql} AND (r."customerId" <> '' OR ${hasRole(scope, 'admin') ? '1 = 1' : '1 = 0'})
       ${customerId === undefined ? '' : 'AND r."customerId" = ?'} AND ${page.where}
     ORDER BY ${page.orderBy} LIMIT ?`,
    [
      scope.corpId,
      ...visible.params,
      ...(customerId === undefined ? [] : [customerId]),
      ...page.params,
      page.take,
    ],
  )
  const { items, nextCursor } = pageOf(rows, { columns: [...columns], limit })
  return {
    items: items.map((row) =>
      refusedPage.shape.items.element.parse({
        kind: row.kind,
        mask: row.valueMask,
        reason: row.reason,
        source: row.source,
        seenAt: rowTime(row.seenAt).toISOString(),
        customer: row.name === null ? null : { id: row.customerId, name: row.name },
      }),
    ),
    nextCursor,
  }
}

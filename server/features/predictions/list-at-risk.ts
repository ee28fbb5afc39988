import { keyset, pageOf } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { readCustomerRows } from '../customers/read-customer-rows.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import { churnReasons, type RiskList, type RiskQuery } from './contract.ts'

interface Row {
  customerId: string
  churn: number
  churnJson: string
  lastVisitOn: string | null
  crossedOn: string | null
  clvFen: number | null
}

/** The customers of one band whom this person may see, the most likely to stay away first. */
export async function listAtRisk(deps: Deps, scope: Scope, query: RiskQuery): Promise<RiskList> {
  const { corpId } = scope
  const { band, limit } = query
  const visible = visibleStaff(scope, 'f."staffId"')
  const page = keyset({ by: ['p."churn"', 'p."customerId"'], direction: 'desc', cursor: query.cursor, limit })
  const rows = await deps.database.sql.all<Row>(
    `SELECT p."customerId", p."churn", p."churnJson", p."lastVisitOn", p."crossedOn", p."clvFen" FROM "Prediction" p
     WHERE p."corpId" = ? AND p."churnBand" = ? AND ${page.where} AND EXISTS (
       SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       WHERE c."corpId" = p."corpId" AND c."customerId" = p."customerId" AND f."endedAt" IS NULL AND ${visible.sql})
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, band, ...page.params, ...visible.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['churn', 'customerId'], limit })
  const customers = await readCustomerRows(
    deps,
    scope,
    items.map((row) => row.customerId),
  )
  const byId = new Map(customers.map((row) => [row.id, row]))
  return {
    nextCursor,
    items: items.flatMap((row) => {
      const customer = byId.get(row.customerId)
      if (!customer) return []
      return [
        {
          customerId: row.customerId,
          externalUserid: customer.externalUserid,
          name: customer.name,
          avatar: customer.avatar,
          staffNames: customer.staff.map((one) => one.name),
          probability: row.churn,
          reasons: churnReasons.parse(JSON.parse(row.churnJson)),
          lastVisitOn: row.lastVisitOn,
          crossedOn: row.crossedOn,
          clvFen: row.clvFen,
        },
      ]
    }),
  }
}

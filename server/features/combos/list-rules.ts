import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import { readComboSettings } from './combo-settings.ts'
import type { ComboCustomers, ComboList } from './contract.ts'
import { readStock } from './stock.ts'

interface Page {
  cursor: string | undefined
  limit: number
}

interface RuleRow {
  id: string
  leftJson: string
  rightItem: string
  count: number
  leftCount: number
  rightCount: number
  support: number
  confidence: number
  lift: number
  p: number
  isEnabled: boolean | number
  customers: number
}

/** What goes together, strongest first, with what mining had to go on. */
export async function listRules(deps: Deps, { corpId }: Scope, { cursor, limit }: Page): Promise<ComboList> {
  const settings = await readComboSettings(deps.database.sql, corpId)
  const page = keyset({ by: ['r."lift"', 'r."id"'], direction: 'desc', cursor, limit })
  const rows = await deps.database.sql.all<RuleRow>(
    `SELECT r."id", r."leftJson", r."rightItem", r."count", r."leftCount", r."rightCount", r."support", r."confidence",
       r."lift", r."p", r."isEnabled", (SELECT COUNT(*) FROM "ComboOffer" o WHERE o."corpId" = r."corpId" AND o."ruleId" = r."id") AS "customers"
     FROM "ComboRule" r WHERE r."corpId" = ? AND r."isCurrent" AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['lift', 'id'], limit })
  const stock = await readStock(
    deps.database.sql,
    corpId,
    items.map((row) => row.rightItem),
  )
  return {
    ...settings,
    items: items.map(({ leftJson, rightItem, isEnabled, customers, ...row }) => ({
      ...row,
      left: JSON.parse(leftJson) as string[],
      right: rightItem,
      isEnabled: Boolean(isEnabled),
      isInStock: stock.get(rightItem) ?? null,
      customers: Number(customers),
    })),
    nextCursor,
  }
}

/** To whom a rule leads, of the customers one may see. */
export async function listRuleCustomers(
  deps: Deps,
  scope: Scope,
  { id, cursor, limit }: Page & { id: string },
): Promise<ComboCustomers> {
  const { corpId } = scope
  const known = await deps.database.db.comboRule.count({ where: { corpId, id } })
  if (known === 0) throw new AppError('not-found', { log: 'no such combination' })
  const visible = visibleStaff(scope, 'f."staffId"')
  const page = keyset({ by: ['o."customerId"'], direction: 'asc', cursor, limit })
  const rows = await deps.database.sql.all<{ customerId: string; name: string; code: number | null }>(
    `SELECT o."customerId", cu."name", t."code" FROM "ComboOffer" o
     JOIN "Customer" cu ON cu."corpId" = o."corpId" AND cu."id" = o."customerId"
     LEFT JOIN "Rfm" t ON t."corpId" = o."corpId" AND t."customerId" = o."customerId"
     WHERE o."corpId" = ? AND o."ruleId" = ? AND ${page.where} AND EXISTS (SELECT 1 FROM "Contact" c
       JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       WHERE c."corpId" = o."corpId" AND c."customerId" = o."customerId" AND f."endedAt" IS NULL AND ${visible.sql})
     ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, id, ...page.params, ...visible.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['customerId'], limit })
  return {
    items: items.map((row) => ({ id: row.customerId, name: row.name, tierCode: row.code })),
    nextCursor,
  }
}

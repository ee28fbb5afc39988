import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { readComboSettings, stateOf } from './combo-settings.ts'
import type { OfferList } from './contract.ts'
import { readStock } from './stock.ts'

interface Row {
  item: string
  leftJson: string
  confidence: number
  lift: number
  count: number
  leftCount: number
}

/** What goes with what this customer has: what can be had first, then what nobody told about, then what is out. */
export async function readOffers(deps: Deps, scope: Scope, customerId: string): Promise<OfferList> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const state = stateOf(await readComboSettings(deps, corpId))
  if (state !== 'ok') return { state, items: [] }
  const rows = await deps.database.sql.all<Row>(
    `SELECT o."item", r."leftJson", r."confidence", r."lift", r."count", r."leftCount" FROM "ComboOffer" o
     JOIN "ComboRule" r ON r."corpId" = o."corpId" AND r."id" = o."ruleId" AND r."isEnabled" AND r."isCurrent"
     WHERE o."corpId" = ? AND o."customerId" = ? ORDER BY o."rank", o."item"`,
    [corpId, customerId],
  )
  const stock = await readStock(
    deps,
    corpId,
    rows.map((row) => row.item),
  )
  const items = rows.map(({ leftJson, ...row }) => ({
    ...row,
    because: JSON.parse(leftJson) as string[],
    isInStock: stock.get(row.item) ?? null,
  }))
  const isOut = (item: { isInStock: boolean | null }): number => (item.isInStock === false ? 1 : 0)
  return { state, items: items.sort((a, b) => isOut(a) - isOut(b)) }
}

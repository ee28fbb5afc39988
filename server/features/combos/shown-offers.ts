import { groupBy } from '../../domain/group-by.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { readComboSettings, stateOf } from './combo-settings.ts'
import type { ComboState } from './contract.ts'
import { readStock } from './stock.ts'

export interface ShownOffer {
  customerId: string
  item: string
  because: string[]
  confidence: number
  lift: number
  count: number
  leftCount: number
  /** null: nobody has told about the article. */
  isInStock: boolean | null
}

/**
 * What customers may be offered: nothing while combinations are switched off, nothing by a rule that is; what can be had
 * first, then what nobody told about, then what is out. The rows of ComboOffer alone do not say it.
 */
export async function readShownOffers(
  tx: AnyTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<{ state: ComboState; offers: Map<string, ShownOffer[]> }> {
  const sql = sqlIn(tx)
  const state = stateOf(await readComboSettings(sql, corpId))
  if (state !== 'ok') return { state, offers: new Map() }
  const rows = await sql.all<Omit<ShownOffer, 'because' | 'isInStock'> & { leftJson: string }>(
    `SELECT o."customerId", o."item", r."leftJson", r."confidence", r."lift", r."count", r."leftCount" FROM "ComboOffer" o
     JOIN "ComboRule" r ON r."corpId" = o."corpId" AND r."id" = o."ruleId" AND r."isEnabled" AND r."isCurrent"
     WHERE o."corpId" = ? AND ${inTextList(sql.dialect, 'o."customerId"')} ORDER BY o."rank", o."item"`,
    [corpId, JSON.stringify(customerIds)],
  )
  const stock = await readStock(sql, corpId, [...new Set(rows.map((row) => row.item))])
  const isOut = (offer: ShownOffer): number => (offer.isInStock === false ? 1 : 0)
  const offers = rows
    .map(({ leftJson, ...row }): ShownOffer => ({
      ...row,
      because: JSON.parse(leftJson) as string[],
      isInStock: stock.get(row.item) ?? null,
    }))
    .sort((a, b) => isOut(a) - isOut(b))
  return { state, offers: groupBy(offers, (offer) => offer.customerId) }
}

import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'

/** Longer than any chain of people; ends what could not end by itself. */
const MOST_STEPS = 50

/** Who referred each of these, who referred those, and so on; nearest first. A step of all chains at a time. */
export async function ancestorsOf(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  corpId: string,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  const chains = new Map(customerIds.map((id) => [id, [] as string[]]))
  for (let step = 0; step < MOST_STEPS; step++) {
    const heads = new Set([...chains].map(([id, chain]) => chain.at(-1) ?? id))
    const rows = await sql.all<{ customerId: string; referrerId: string }>(
      `SELECT r."customerId", c."customerId" AS "referrerId" FROM "Referral" r
       JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
       WHERE r."corpId" = ? AND r."state" = 'credited' AND ${inTextList(sql.dialect, 'r."customerId"')} ORDER BY r."id" DESC`,
      [corpId, JSON.stringify([...heads])],
    )
    const above = new Map(rows.map((row) => [row.customerId, row.referrerId]))
    let grew = false
    for (const [id, chain] of chains) {
      const next = above.get(chain.at(-1) ?? id)
      if (next === undefined || next === id || chain.includes(next)) continue
      chain.push(next)
      grew = true
    }
    if (!grew) break
  }
  return chains
}

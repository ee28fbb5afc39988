import type { Deps } from '../deps.ts'
import type { CodeNumbers } from './contract.ts'
import type { Period } from './period.ts'

export const NOBODY: CodeNumbers = { added: 0, kept: 0, buyers: 0, orders: 0, paidFen: 0 }

/** Leads of a period with their code or acquisition link, their relation and their person. */
const LEADS = `FROM "LiveCodeLead" l
  LEFT JOIN "LiveCode" c ON c."corpId" = l."corpId" AND c."id" = l."codeId"
  LEFT JOIN "AcquisitionLink" a ON a."corpId" = l."corpId" AND a."id" = l."codeId"
  LEFT JOIN "Follow" f ON f."corpId" = l."corpId" AND f."staffId" = l."staffId" AND f."externalUserid" = l."externalUserid"
  LEFT JOIN "Contact" k ON k."corpId" = l."corpId" AND k."externalUserid" = l."externalUserid"
  WHERE l."corpId" = ? AND l."addedAt" >= ?`

/**
 * What codes, acquisition links or channels have brought. An order counts once for each of them, however many relations,
 * codes or links of the channel its buyer came by, and only from the day on which they first came.
 */
export async function readNumbers(
  deps: Deps,
  { corpId, period, by }: { corpId: string; period: Period; by: 'codeId' | 'channelId' },
): Promise<Map<string, CodeNumbers>> {
  const column = by === 'codeId' ? 'l."codeId"' : 'COALESCE(c."channelId", a."channelId")'
  const { sql } = deps.database
  const params = [corpId, period.from]
  const [came, bought] = await Promise.all([
    sql.all<{ key: string; added: number; kept: number }>(
      `SELECT ${column} AS "key", COUNT(*) AS "added",
         SUM(CASE WHEN f."externalUserid" IS NOT NULL AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL THEN 1 ELSE 0 END) AS "kept"
       ${LEADS} GROUP BY ${column}`,
      params,
    ),
    sql.all<{ key: string; buyers: number; orders: number; paidFen: number }>(
      `SELECT came."key", COUNT(DISTINCT came."customerId") AS "buyers", COUNT(*) AS "orders",
         SUM(o."paidFen" - o."refundedFen") AS "paidFen"
       FROM (SELECT ${column} AS "key", k."customerId", MIN(l."addedAt") AS "since" ${LEADS} AND k."customerId" IS NOT NULL
             GROUP BY ${column}, k."customerId") came
       JOIN "Order" o ON o."corpId" = ? AND o."customerId" = came."customerId" AND o."status" = 'done' AND o."kind" <> 'visit' AND o."orderedAt" >= came."since"
       GROUP BY came."key"`,
      [...params, corpId],
    ),
  ])
  const ofKey = new Map(bought.map((row) => [row.key, row]))
  return new Map(
    came.map(({ key, added, kept }) => {
      const sold = ofKey.get(key)
      return [
        key,
        {
          added: Number(added),
          kept: Number(kept),
          buyers: Number(sold?.buyers ?? 0),
          orders: Number(sold?.orders ?? 0),
          paidFen: Number(sold?.paidFen ?? 0),
        },
      ]
    }),
  )
}

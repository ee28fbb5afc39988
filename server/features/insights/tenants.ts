import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { choose, type Which } from './read-values.ts'

// A unit with settings of its own is measured by itself. A customer belongs to the unit of the advisor whose they are:
// of those who serve them now, the one who has known them longest.

export const TERMS_KEY = 'rfm'

export function termsKey(unitId: string, key = TERMS_KEY): string {
  return unitId === '' ? key : `${key}:${unitId}`
}

/** Units with settings of their own. Almost always there are none, and then nobody needs to be asked where they belong. */
export async function readTenants(sql: Sql | SqlTx, corpId: string, key = TERMS_KEY): Promise<Set<string>> {
  const ofUnit = `${key}:`
  const rows = await sql.all<{ key: string }>(
    `SELECT "key" FROM "Setting" WHERE "corpId" = ? AND SUBSTR("key", 1, ${ofUnit.length}) = ?`,
    [corpId, ofUnit],
  )
  return new Set(rows.map((row) => row.key.slice(ofUnit.length)))
}

/** Customer → the nearest unit above their advisor that has settings. Who is not in it belongs to the corp. */
export async function readUnitOf(
  sql: Sql | SqlTx,
  { corpId, which, units }: { corpId: string; which: Which; units: ReadonlySet<string> },
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (units.size === 0) return found
  const chosen = choose(sql, which, 'c."customerId"')
  const rows = await sql.all<{ customerId: string; path: string | null }>(
    `SELECT c."customerId", u."path" FROM "Contact" c CROSS JOIN "Follow" f CROSS JOIN "Staff" s
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE c."corpId" = ? AND ${chosen.sql} AND f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       AND f."endedAt" IS NULL AND s."corpId" = f."corpId" AND s."id" = f."staffId" AND s."status" = 'active'
     ORDER BY f."followedAt", f."staffId"`,
    [corpId, ...chosen.params],
  )
  const seen = new Set<string>()
  for (const { customerId, path } of rows) {
    if (seen.has(customerId)) continue
    seen.add(customerId)
    const nearest = (path ?? '')
      .split('/')
      .filter((id) => units.has(id))
      .at(-1)
    if (nearest !== undefined) found.set(customerId, nearest)
  }
  return found
}

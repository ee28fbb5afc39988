import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'

/**
 * Relations of a leaver that vanished from WeCom's list of open ones count as moved until the result says that the customer
 * refused: then it was the customer who ended them.
 */
export async function correctRefusedEnds(
  tx: SqlTx,
  deps: Deps,
  input: { corpId: string; staffId: string; externalUserids: readonly string[] },
): Promise<void> {
  const { corpId, staffId } = input
  if (input.externalUserids.length === 0) return
  const now = deps.clock.now()
  const externalUserids = JSON.stringify(input.externalUserids)
  const listed = inTextList(tx.dialect, '"externalUserid"')
  const changed = await tx.run(
    `UPDATE "Follow" SET "endedBy" = 'customer', "updatedAt" = ?
     WHERE "corpId" = ? AND "staffId" = ? AND "endedAt" IS NOT NULL AND "endedBy" = 'transfer' AND ${listed}`,
    [now, corpId, staffId, externalUserids],
  )
  if (changed === 0) return
  await tx.run(
    `UPDATE "Contact" SET "lostReason" = 'customer', "updatedAt" = ?
     WHERE "corpId" = ? AND "lostAt" IS NOT NULL AND "lostReason" = 'transfer' AND ${listed}`,
    [now, corpId, externalUserids],
  )
}

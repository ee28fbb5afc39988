import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'

/** These contacts did something that is kept in rows of its own: whoever counts such things hears of it. */
export async function reportDoings(
  tx: SqlTx,
  deps: Deps,
  { corpId, externalUserids }: { corpId: string; externalUserids: readonly string[] },
): Promise<void> {
  if (externalUserids.length === 0) return
  const rows = await tx.all<{ customerId: string }>(
    `SELECT DISTINCT "customerId" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}`,
    [corpId, JSON.stringify(externalUserids)],
  )
  if (rows.length === 0) return
  const customerIds = rows.map((row) => row.customerId)
  await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds }])
}

import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { chooseCurrent } from './record-profiles.ts'

/** Takes back what a source said of some fields at one time; the portrait shows the next best. */
export async function forgetProfiles(
  tx: SqlTx,
  {
    corpId,
    facts,
  }: {
    corpId: string
    facts: readonly { customerId: string; source: string; at: Date; fields: readonly string[] }[]
  },
): Promise<void> {
  if (facts.length === 0) return
  for (const { customerId, source, at, fields } of facts)
    await tx.run(
      `DELETE FROM "ProfileValue" WHERE "corpId" = ? AND "customerId" = ? AND "source" = ? AND "at" = ?
       AND ${inTextList(tx.dialect, '"field"')}`,
      [corpId, customerId, source, at, JSON.stringify(fields)],
    )
  await chooseCurrent(tx, { corpId, customerIds: facts.map((fact) => fact.customerId) })
}

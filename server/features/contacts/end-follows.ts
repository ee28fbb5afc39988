import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'

export type EndedBy = 'staff' | 'customer' | 'transfer' | 'reconcile'

/** Ends relations that WeCom shows no more. A contact without any is lost; its history and customer stay. */
export async function endFollows(
  tx: SqlTx,
  deps: Deps,
  input: {
    corpId: string
    follows: readonly { staffId: string; externalUserid: string }[]
    endedBy: EndedBy
    at: Date
  },
): Promise<number> {
  const { corpId, follows, endedBy, at } = input
  if (follows.length === 0) return 0
  const now = deps.clock.now()
  const externalUserids = JSON.stringify([...new Set(follows.map((follow) => follow.externalUserid))])
  const ended = await tx.all<{ externalUserid: string }>(
    `UPDATE "Follow" SET "endedAt" = ?, "endedBy" = ?, "awaitingHandover" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "endedAt" IS NULL AND ${inTextList(tx.dialect, '"externalUserid"')}
       AND ${inTextList(tx.dialect, `"staffId" || ' ' || "externalUserid"`)}
     RETURNING "externalUserid"`,
    [
      at,
      endedBy,
      false,
      now,
      corpId,
      externalUserids,
      JSON.stringify(follows.map((follow) => `${follow.staffId} ${follow.externalUserid}`)),
    ],
  )
  if (ended.length === 0) return 0
  await tx.run(
    `UPDATE "Contact" SET "lostAt" = ?, "lostReason" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "lostAt" IS NULL AND ${inTextList(tx.dialect, '"externalUserid"')} AND NOT EXISTS
       (SELECT 1 FROM "Follow" f WHERE f."corpId" = "Contact"."corpId" AND f."externalUserid" = "Contact"."externalUserid"
        AND f."endedAt" IS NULL)`,
    [at, endedBy, now, corpId, externalUserids],
  )
  await tellOthers(tx, deps, { corpId, ended })
  return ended.length
}

async function tellOthers(
  tx: SqlTx,
  deps: Deps,
  input: { corpId: string; ended: { externalUserid: string }[] },
): Promise<void> {
  const { corpId, ended } = input
  const rows = await tx.all<{ customerId: string }>(
    `SELECT "customerId" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}`,
    [corpId, JSON.stringify(ended.map((row) => row.externalUserid))],
  )
  await deps.changes.report(tx, [
    { kind: 'contact-changed', corpId, customerIds: rows.map((row) => row.customerId) },
  ])
}

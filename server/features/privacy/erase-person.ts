import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { requireCustomer } from '../customers/policy.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { ErasureAnswer } from './contract.ts'
import { erased } from './erased-columns.ts'

/**
 * Takes every personal value of a person away and leaves what only counts. It writes tables of other features, since
 * the promise is one: after it nobody is left to be found. Who is still somebody's WeCom contact is refused, because the
 * next sync would bring them back.
 */
export async function erasePerson(
  deps: Deps,
  scope: Scope,
  { customerId, reason }: { customerId: string; reason: string },
): Promise<ErasureAnswer> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  return deps.database.sql.transaction(async (tx) => {
    await refuseFollowed(tx, { corpId, customerId })
    const tables: ErasureAnswer['tables'] = []
    for (const { table, where, blank } of erased) {
      const act = blank === null ? `DELETE FROM "${table}"` : `UPDATE "${table}" SET ${blank}`
      const rows = await tx.run(`${act} WHERE "${table}"."corpId" = ? AND ${where}`, [corpId, customerId])
      tables.push({ table, rows })
    }
    await writeAudit(tx, deps, scope, {
      action: 'person-erased',
      objectKind: 'customer',
      objectId: customerId,
      detail: { reason, tables },
    })
    await deps.changes.report(tx, [{ kind: 'customer-changed', corpId, customerIds: [customerId] }])
    return { tables }
  })
}

async function refuseFollowed(
  tx: SqlTx,
  { corpId, customerId }: { corpId: string; customerId: string },
): Promise<void> {
  const [open] = await tx.all<{ count: number }>(
    `SELECT COUNT(*) AS "count" FROM "Follow" f JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
     WHERE f."corpId" = ? AND c."customerId" = ? AND f."endedAt" IS NULL`,
    [corpId, customerId],
  )
  const follows = open?.count ?? 0
  if (follows > 0)
    throw new AppError('conflict', {
      log: 'person is still a contact',
      tell: { reason: 'still-followed', follows },
    })
}

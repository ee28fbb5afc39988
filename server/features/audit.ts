import { type AnyTx, sqlIn } from '../platform/db/prisma-sql.ts'
import type { Scope } from '../platform/http/scope.ts'
import { newId } from '../platform/new-id.ts'
import type { Deps } from './deps.ts'

export interface AuditNote {
  action: string
  objectKind: string
  objectId: string
  /** Plain JSON; nothing personal, for the entry outlives an erasure. */
  detail?: unknown
}

/** Who did what, in the caller's transaction. Kept for ever: no route and no job changes or deletes an entry. */
export async function writeAudit(
  tx: AnyTx,
  { clock }: Pick<Deps, 'clock'>,
  { corpId, staffId }: Pick<Scope, 'corpId' | 'staffId'>,
  { action, objectKind, objectId, detail = {} }: AuditNote,
): Promise<void> {
  const at = clock.now()
  await sqlIn(tx).run(
    `INSERT INTO "AuditEntry" ("corpId", "id", "at", "staffId", "action", "objectKind", "objectId", "detailJson")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [corpId, newId(at.getTime()), at, staffId, action, objectKind, objectId, JSON.stringify(detail)],
  )
}

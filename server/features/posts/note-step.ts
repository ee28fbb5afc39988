import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'

/** Who did what with a post, where nobody can delete it. */
export async function noteStep(
  tx: AnyTx,
  deps: Deps,
  {
    corpId,
    staffId,
    id,
    step,
    detail = {},
  }: { corpId: string; staffId: string; id: string; step: string; detail?: object },
): Promise<void> {
  const at = deps.clock.now()
  await sqlIn(tx).run(
    `INSERT INTO "AuditEntry" ("corpId", "id", "at", "staffId", "action", "objectKind", "objectId", "detailJson") VALUES (?, ?, ?, ?, ?, 'post', ?, ?)`,
    [corpId, newId(at.getTime()), at, staffId, `post-${step}`, id, JSON.stringify(detail)],
  )
}

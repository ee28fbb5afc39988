import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'

export type HandoverStep =
  'confirm' | 'pause' | 'resume' | 'cancel' | 'requeue' | 'give-back' | 'discard' | 'rule' | 'report'

/** Who did what with a handover, kept for ever: no route and no job deletes or changes an entry. */
export async function noteStep(
  tx: SqlTx,
  { clock }: Pick<Deps, 'clock'>,
  {
    corpId,
    staffId,
    id,
    step,
    detail = {},
  }: { corpId: string; staffId: string; id: string; step: HandoverStep; detail?: Record<string, unknown> },
): Promise<void> {
  const now = clock.now()
  await tx.run(
    `INSERT INTO "AuditEntry" ("corpId", "id", "at", "staffId", "action", "objectKind", "objectId", "detailJson")
     VALUES (?, ?, ?, ?, ?, 'handover', ?, ?)`,
    [corpId, newId(now.getTime()), now, staffId, `handover-${step}`, id, JSON.stringify(detail)],
  )
}

import type { SqlTx } from '../../platform/db/index.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'

export type HandoverStep =
  | 'confirm'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'requeue'
  | 'give-back'
  | 'discard'
  | 'rule'
  | 'report'
  | 'plan-file'

/** Who did what with a handover. */
export function noteStep(
  tx: SqlTx,
  deps: Pick<Deps, 'clock'>,
  {
    id,
    step,
    detail,
    ...who
  }: { corpId: string; staffId: string; id: string; step: HandoverStep; detail?: Record<string, unknown> },
): Promise<void> {
  return writeAudit(tx, deps, who, {
    action: `handover-${step}`,
    objectKind: 'handover',
    objectId: id,
    detail,
  })
}

import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'

/** Who did what with a post. */
export function noteStep(
  tx: AnyTx,
  deps: Deps,
  {
    id,
    step,
    detail,
    ...who
  }: { corpId: string; staffId: string; id: string; step: string; detail?: object },
): Promise<void> {
  return writeAudit(tx, deps, who, { action: `post-${step}`, objectKind: 'post', objectId: id, detail })
}

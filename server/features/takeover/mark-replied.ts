import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'

/** 客户已回复: WeCom does not tell, so the successor does. */
export async function markReplied(
  deps: Deps,
  scope: Scope,
  { id, isReplied }: { id: string; isReplied: boolean },
): Promise<{ id: string }> {
  const { corpId, staffId } = scope
  const { count } = await deps.database.db.takeover.updateMany({
    where: { corpId, id, toStaffId: staffId },
    data: { repliedAt: isReplied ? deps.clock.now() : null },
  })
  if (count === 0) throw new AppError('not-found', { log: 'no such own takeover' })
  return { id }
}

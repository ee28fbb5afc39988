import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Handover } from '../contract.ts'
import { createDraft } from '../plan/draft.ts'
import { conflict, requireHandover } from '../policy.ts'
import { readStaffFacts } from '../staff-facts.ts'
import type { GiveBackRequest } from './contract.ts'
import { readUndo } from './read-undo.ts'

/**
 * A plan of what one successor got by this handover: WeCom knows no way back, only one more move. It goes through every
 * check and the typed confirmation like any other.
 */
export async function planGiveBack(
  deps: Deps,
  scope: Scope,
  { id, request }: { id: string; request: GiveBackRequest },
): Promise<Handover> {
  const { corpId } = await requireHandover(deps, scope, id)
  const { moved, giver } = await readUndo(deps, scope, id)
  const { fromStaffId, to } = request
  const pile = moved.find((one) => one.staffId === fromStaffId)
  if (!pile) throw new AppError('not-found', { log: 'this successor holds nothing of the handover' })
  if (to === 'giver' && giver.problems.length > 0)
    throw conflict('has-problems', { problems: giver.problems })
  const from = (await readStaffFacts(deps.database.sql, corpId, [fromStaffId])).get(fromStaffId)
  return createDraft(deps, scope, {
    fromStaffId,
    family: from?.status === 'left' ? 'resigned' : 'onjob',
    plan: {
      customers: pile.customers > 0 ? {} : null,
      groups: pile.groups > 0,
      cameBy: id,
      rule: { kind: to === 'giver' ? 'one' : 'even' },
      successors: to === 'giver' ? [{ staffId: giver.staffId, count: null }] : [],
    },
    message: null,
  })
}

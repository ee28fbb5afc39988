import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { writeSwitch } from './combo-settings.ts'
import { addMining, addOffers } from './jobs.ts'

/** Takes a combination out of use, or back; what customers are offered follows. */
export async function switchRule(
  deps: Deps,
  scope: Scope,
  { id, isEnabled }: { id: string; isEnabled: boolean },
): Promise<{ isEnabled: boolean }> {
  const { corpId } = scope
  await deps.database.db.$transaction(async (tx) => {
    const { count } = await tx.comboRule.updateMany({
      where: { corpId, id, isCurrent: true },
      data: { isEnabled },
    })
    if (count === 0) throw new AppError('not-found', { log: 'no such combination' })
    await tx.auditEntry.create({ data: entry(deps, scope, { id, isEnabled, action: 'combo-switched' }) })
  })
  await addOffers(deps, corpId)
  return { isEnabled }
}

/** Switches the whole of it off or on for the corp. */
export async function switchCombos(deps: Deps, scope: Scope, isOn: boolean): Promise<{ isOn: boolean }> {
  const { corpId } = scope
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    await writeSwitch(tx, { corpId, isOn, now })
    await tx.auditEntry.create({
      data: entry(deps, scope, { id: 'combos', isEnabled: isOn, action: 'combos-switched' }),
    })
  })
  if (isOn) await addMining(deps, corpId, 'asked')
  return { isOn }
}

function entry(
  deps: Deps,
  { corpId, staffId }: Scope,
  { id, isEnabled, action }: { id: string; isEnabled: boolean; action: string },
) {
  const at = deps.clock.now()
  const detailJson = JSON.stringify({ isEnabled })
  return {
    corpId,
    id: ulid(at.getTime()),
    at,
    staffId,
    action,
    objectKind: 'combo',
    objectId: id,
    detailJson,
  }
}

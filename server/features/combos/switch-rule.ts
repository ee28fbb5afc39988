import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import { changeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { readComboSettings, SWITCH } from './combo-settings.ts'
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
    const note = { action: 'combo-switched', objectKind: 'combo', objectId: id, detail: { isEnabled } }
    await writeAudit(tx, deps, scope, note)
  })
  await addOffers(deps, corpId)
  return { isEnabled }
}

/** Switches the whole of it off or on for the corp. */
export async function switchCombos(deps: Deps, scope: Scope, isOn: boolean): Promise<{ isOn: boolean }> {
  const { corpId } = scope
  const before = { isOn: (await readComboSettings(deps.database.sql, corpId)).isOn }
  await deps.database.sql.transaction(async (tx) => {
    await changeCorpSetting(tx, deps, scope, {
      key: SWITCH,
      before,
      after: { isOn },
      action: 'combos-switched',
    })
    // Proposals look at the offers, and live below in the feature list: they are told by name.
    await deps.jobs.add(tx, { name: 'actions.daily', corpId, payload: {}, key: 'combos', lane: 'sync' })
  })
  if (isOn) await addMining(deps, corpId, 'asked')
  return { isOn }
}

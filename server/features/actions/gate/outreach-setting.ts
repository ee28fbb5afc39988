import type { Market } from '../../../domain/rank-actions.ts'
import { STARTING_TERMS } from '../../../domain/action-value.ts'
import type { AnyTx } from '../../../platform/db/prisma-sql.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../../corp-setting.ts'
import type { Deps } from '../../deps.ts'
import { outreachSetting, type OutreachSetting } from './contract.ts'

const KEY = 'outreach'

export async function readOutreach(tx: AnyTx, corpId: string): Promise<OutreachSetting> {
  return outreachSetting.parse((await readCorpSetting(tx, corpId, KEY)) ?? {})
}

/** Every proposal is weighed anew under the new rules; who changed what is kept. */
export async function saveOutreach(
  deps: Deps,
  scope: Scope,
  setting: OutreachSetting,
): Promise<OutreachSetting> {
  const { corpId } = scope
  await deps.database.sql.transaction(async (tx) => {
    const before = await readOutreach(tx, corpId)
    await changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting })
    const key = `${KEY}:${deps.clock.nowMs()}`
    await deps.jobs.add(tx, { name: 'actions.daily', corpId, payload: {}, key, lane: 'sync' })
  })
  return setting
}

export function termsOfRules({ rules }: OutreachSetting): Market['termsOf'] {
  return (rule) => {
    const own = rules[rule]
    const starting = STARTING_TERMS[rule]
    return { ...starting, isOn: own?.isOn ?? true, valueFen: own?.valueFen ?? starting.valueFen }
  }
}

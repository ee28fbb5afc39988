import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { scriptSetting, type ScriptSetting } from './contract.ts'

const KEY = 'scripts'

export async function readScriptSetting(deps: Deps, corpId: string): Promise<ScriptSetting> {
  const row = await deps.database.db.setting.findUnique({ where: { corpId_key: { corpId, key: KEY } } })
  return scriptSetting.parse(row ? JSON.parse(row.valueJson) : {})
}

export async function saveScriptSetting(
  deps: Deps,
  { corpId, staffId }: Scope,
  setting: ScriptSetting,
): Promise<ScriptSetting> {
  const at = deps.clock.now()
  const valueJson = JSON.stringify(setting)
  const before = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    await tx.setting.upsert({
      where: { corpId_key: { corpId, key: KEY } },
      create: { corpId, key: KEY, valueJson, updatedAt: at },
      update: { valueJson, updatedAt: at },
    })
    await tx.auditEntry.create({
      data: {
        ...{ corpId, id: newId(at.getTime()), at, staffId, action: 'setting-changed' },
        ...{ objectKind: 'setting', objectId: KEY },
        detailJson: JSON.stringify({ before, after: setting }),
      },
    })
  })
  return setting
}

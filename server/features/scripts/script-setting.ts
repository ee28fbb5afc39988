import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { scriptSetting, type ScriptSetting } from './contract.ts'

const KEY = 'scripts'

export async function readScriptSetting({ database }: Deps, corpId: string): Promise<ScriptSetting> {
  return scriptSetting.parse((await readCorpSetting(database.sql, corpId, KEY)) ?? {})
}

export async function saveScriptSetting(
  deps: Deps,
  scope: Scope,
  setting: ScriptSetting,
): Promise<ScriptSetting> {
  const before = await readScriptSetting(deps, scope.corpId)
  await deps.database.sql.transaction((tx) =>
    changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting }),
  )
  return setting
}

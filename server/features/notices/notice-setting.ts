import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { noticeSetting, type NoticeSetting } from './contract.ts'

const KEY = 'notices'

export async function readNotices({ database }: Deps, corpId: string): Promise<NoticeSetting> {
  return noticeSetting.parse((await readCorpSetting(database.sql, corpId, KEY)) ?? {})
}

export async function saveNotices(deps: Deps, scope: Scope, setting: NoticeSetting): Promise<NoticeSetting> {
  const before = await readNotices(deps, scope.corpId)
  await deps.database.sql.transaction((tx) =>
    changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting }),
  )
  return setting
}

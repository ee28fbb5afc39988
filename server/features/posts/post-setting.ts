import type { MassRules } from '../../domain/post/gate-mass.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { postSetting, type PostSetting } from './contract.ts'

const KEY = 'posts'

export async function readPostSetting(tx: AnyTx, corpId: string): Promise<PostSetting> {
  return postSetting.parse((await readCorpSetting(tx, corpId, KEY)) ?? {})
}

export async function savePostSetting(deps: Deps, scope: Scope, setting: PostSetting): Promise<PostSetting> {
  await deps.database.sql.transaction(async (tx) => {
    const before = await readPostSetting(tx, scope.corpId)
    await changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting })
  })
  return setting
}

export function massRulesOf({ massPerDay, massPerWeek }: PostSetting): MassRules {
  return { perDay: massPerDay, perWeek: massPerWeek }
}

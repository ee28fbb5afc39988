import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { referralSetting, type ReferralSetting } from './contract.ts'

const KEY = 'referrals'

export async function readReferralSetting(tx: AnyTx, corpId: string): Promise<ReferralSetting> {
  return referralSetting.parse((await readCorpSetting(tx, corpId, KEY)) ?? {})
}

/** What has been earned stays as it was. */
export async function saveReferralSetting(
  deps: Deps,
  scope: Scope,
  setting: ReferralSetting,
): Promise<ReferralSetting> {
  await deps.database.sql.transaction(async (tx) => {
    const before = await readReferralSetting(tx, scope.corpId)
    await changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting })
  })
  return setting
}

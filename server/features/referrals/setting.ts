import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { referralSetting, type ReferralSetting } from './contract.ts'

const KEY = 'referrals'

export async function readReferralSetting(sql: Pick<SqlTx, 'all'>, corpId: string): Promise<ReferralSetting> {
  const [row] = await sql.all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = '${KEY}'`,
    [corpId],
  )
  return referralSetting.parse(row ? JSON.parse(row.valueJson) : {})
}

/** What has been earned stays as it was. */
export async function saveReferralSetting(
  deps: Deps,
  { corpId, staffId }: Scope,
  setting: ReferralSetting,
): Promise<ReferralSetting> {
  const at = deps.clock.now()
  const valueJson = JSON.stringify(setting)
  const before = await readReferralSetting(deps.database.sql, corpId)
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

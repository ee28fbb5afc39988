import type { MassRules } from '../../domain/post/gate-mass.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { postSetting, type PostSetting } from './contract.ts'

const KEY = 'posts'

export async function readPostSetting(sql: Pick<SqlTx, 'all'>, corpId: string): Promise<PostSetting> {
  const [row] = await sql.all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = '${KEY}'`,
    [corpId],
  )
  return postSetting.parse(row ? JSON.parse(row.valueJson) : {})
}

export async function savePostSetting(
  deps: Deps,
  { corpId, staffId }: Scope,
  setting: PostSetting,
): Promise<PostSetting> {
  const at = deps.clock.now()
  const valueJson = JSON.stringify(setting)
  const before = await readPostSetting(deps.database.sql, corpId)
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

export function massRulesOf({ massPerDay, massPerWeek }: PostSetting): MassRules {
  return { perDay: massPerDay, perWeek: massPerWeek }
}

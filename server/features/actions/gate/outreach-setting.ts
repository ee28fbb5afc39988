import type { Market } from '../../../domain/rank-actions.ts'
import { STARTING_TERMS } from '../../../domain/action-value.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import type { Deps } from '../../deps.ts'
import { outreachSetting, type OutreachSetting } from './contract.ts'

const KEY = 'outreach'

export async function readOutreach(sql: Pick<SqlTx, 'all'>, corpId: string): Promise<OutreachSetting> {
  const [row] = await sql.all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = '${KEY}'`,
    [corpId],
  )
  return outreachSetting.parse(row ? JSON.parse(row.valueJson) : {})
}

/** Every proposal is weighed anew under the new rules; who changed what is kept. */
export async function saveOutreach(
  deps: Deps,
  scope: Scope,
  setting: OutreachSetting,
): Promise<OutreachSetting> {
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  const valueJson = JSON.stringify(setting)
  await deps.database.db.$transaction(async (tx) => {
    const where = { corpId_key: { corpId, key: KEY } }
    const before = await tx.setting.findUnique({ where })
    await tx.setting.upsert({
      where,
      create: { corpId, key: KEY, valueJson, updatedAt: at },
      update: { valueJson, updatedAt: at },
    })
    await tx.auditEntry.create({
      data: {
        ...{ corpId, id: newId(at.getTime()), at, staffId, action: 'setting-changed' },
        ...{ objectKind: 'setting', objectId: KEY },
        detailJson: JSON.stringify({
          before: before === null ? null : JSON.parse(before.valueJson),
          after: setting,
        }),
      },
    })
    await deps.jobs.add(tx, {
      name: 'actions.daily',
      corpId,
      payload: {},
      key: `${KEY}:${at.getTime()}`,
      lane: 'sync',
    })
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

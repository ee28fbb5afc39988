import { ulid } from 'ulid'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { StandingSettings, StandingTerms } from './contract.ts'
import { DEFAULT_TERMS, readTerms, SETTING } from './terms.ts'

export async function readStandingSettings(deps: Deps, { corpId }: Scope): Promise<StandingSettings> {
  const row = await deps.database.db.setting.findUnique({ where: { corpId_key: { corpId, key: SETTING } } })
  return {
    terms: await readTerms(deps.database.sql, corpId),
    defaults: DEFAULT_TERMS,
    changedAt: row?.updatedAt.toISOString() ?? null,
  }
}

/** Other numbers count for everybody from now on: all are looked at anew. */
export async function saveStandingSettings(
  deps: Deps,
  scope: Scope,
  terms: StandingTerms,
): Promise<StandingSettings> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const before = await readTerms(deps.database.sql, corpId)
  await deps.database.db.$transaction(async (tx) => {
    const key = { corpId, key: SETTING }
    const data = { valueJson: JSON.stringify(terms), updatedAt: now }
    await tx.setting.upsert({ where: { corpId_key: key }, create: { ...key, ...data }, update: data })
    await tx.auditEntry.create({
      data: {
        ...{ corpId, id: ulid(now.getTime()), at: now, staffId },
        ...{ action: 'standing-settings', objectKind: 'setting', objectId: SETTING },
        detailJson: JSON.stringify({ before, after: terms }),
      },
    })
    await deps.jobs.add(tx, {
      name: 'standing.daily',
      corpId,
      payload: { after: '', isAll: true },
      key: 'settings',
      lane: 'import',
    })
  })
  return readStandingSettings(deps, scope)
}

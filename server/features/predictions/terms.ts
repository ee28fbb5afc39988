import { newId } from '../../platform/new-id.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { predictionTerms, type PredictionTerms } from './contract.ts'

/** The row of Setting that overrides the defaults. */
const SETTING = 'predictions'

export async function readTerms(
  { database: { db }, defaults }: Deps,
  corpId: string,
): Promise<PredictionTerms> {
  const row = await db.setting.findUnique({ where: { corpId_key: { corpId, key: SETTING } } })
  const stored = predictionTerms.partial().parse(row === null ? {} : JSON.parse(row.valueJson))
  const { marginShare, serviceIntervalKm, replacementFromMonths, replacementToMonths } = defaults
  return {
    ...{ churn: true, value: true, nextVisit: true, replacement: true },
    ...{ marginShare, serviceIntervalKm, replacementFromMonths, replacementToMonths },
    ...stored,
  }
}

/** Kept with who changed it; everybody is forecast anew under the new terms. */
export async function changeTerms(
  deps: Deps,
  { corpId, staffId }: Scope,
  terms: PredictionTerms,
): Promise<PredictionTerms> {
  const before = await readTerms(deps, corpId)
  const now = deps.clock.now()
  const key = { corpId, key: SETTING }
  const data = { valueJson: JSON.stringify(terms), updatedAt: now }
  await deps.database.db.$transaction(async (tx) => {
    await tx.setting.upsert({ where: { corpId_key: key }, create: { ...key, ...data }, update: data })
    await tx.auditEntry.create({
      data: {
        ...{ corpId, id: newId(now.getTime()), at: now, staffId },
        ...{ action: 'prediction-terms-changed', objectKind: 'setting', objectId: SETTING },
        detailJson: JSON.stringify({ before, after: terms }),
      },
    })
    await deps.jobs.add(tx, {
      name: 'predictions.daily',
      corpId,
      payload: {},
      key: 'terms',
      lane: 'import',
    })
  })
  return terms
}

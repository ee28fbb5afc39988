import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { predictionTerms, type PredictionTerms } from './contract.ts'

/** The row of Setting that overrides the defaults. */
const SETTING = 'predictions'

export async function readTerms({ database, defaults }: Deps, corpId: string): Promise<PredictionTerms> {
  const own = await readCorpSetting(database.sql, corpId, SETTING)
  const stored = predictionTerms.partial().parse(own ?? {})
  const { marginShare, serviceIntervalKm, replacementFromMonths, replacementToMonths } = defaults
  return {
    churn: true,
    value: true,
    nextVisit: true,
    nextPurchase: true,
    replacement: true,
    pushTime: true,
    marginShare,
    serviceIntervalKm,
    replacementFromMonths,
    replacementToMonths,
    ...stored,
  }
}

/** Kept with who changed it; everybody is forecast anew under the new terms. */
export async function changeTerms(
  deps: Deps,
  scope: Scope,
  terms: PredictionTerms,
): Promise<PredictionTerms> {
  const { corpId } = scope
  const before = await readTerms(deps, corpId)
  await deps.database.sql.transaction(async (tx) => {
    const action = 'prediction-terms-changed'
    await changeCorpSetting(tx, deps, scope, { key: SETTING, before, after: terms, action })
    const job = { name: 'predictions.daily', corpId, payload: {}, key: 'terms', lane: 'import' as const }
    await deps.jobs.add(tx, job)
  })
  return terms
}

import { TRAINING, type ResponseModel } from '../../domain/analytics/response-model.ts'
import { columnsOf } from '../../domain/analytics/model-features.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import type { ResponseView } from './contract.ts'
import { isResponseOn, SETTING, toResponseModel } from './stored-model.ts'

/** The last training, with how true its chances turned out to be. */
export async function readResponseModel(deps: Deps, { corpId }: Scope): Promise<ResponseView> {
  const { db } = deps.database
  const isOn = await isResponseOn(deps, corpId)
  const row = await db.responseModel.findFirst({
    where: { corpId },
    orderBy: [{ trainedAt: 'desc' }, { version: 'desc' }],
  })
  if (row === null) return { isOn, model: null }
  const found = toResponseModel(row.detailJson)
  const columns = found ? columnsOf(found.specs) : []
  return {
    isOn,
    model: {
      version: row.version,
      state: row.state === 'ok' || row.state === 'no-better' ? row.state : 'not-enough-data',
      trainedAt: row.trainedAt.toISOString(),
      rows: row.rows,
      answers: row.answers,
      needs: { rows: TRAINING.minRows, answers: TRAINING.minAnswers },
      quality: found?.quality ?? null,
      reliability: found?.reliability ?? [],
      coefficients: columns.map((column, at) => ({
        ...column,
        value: found?.model.coefficients[at] ?? 0,
      })),
      reference: referenceOf(found),
      calibration: found?.calibration.kind ?? null,
      scored: await db.responseScore.count({ where: { corpId, modelVersion: row.version } }),
    },
  }
}

function referenceOf(found: ResponseModel | null): string {
  const spec = found?.specs.find((one) => one.kind === 'word')
  return spec?.kind === 'word' ? (spec.levels[0] ?? '') : ''
}

/** Switched off, nothing is ranked by it and no score stays behind. */
export async function switchResponse(deps: Deps, scope: Scope, isOn: boolean): Promise<{ isOn: boolean }> {
  const { corpId } = scope
  const before = { isOn: await isResponseOn(deps, corpId) }
  const name = isOn ? 'response.train' : 'response.score'
  await deps.database.sql.transaction(async (tx) => {
    const action = 'response-switched'
    await changeCorpSetting(tx, deps, scope, { key: SETTING, before, after: { isOn }, action })
    await deps.jobs.add(tx, { name, corpId, payload: {}, key: 'switched', lane: 'import' })
  })
  return { isOn }
}

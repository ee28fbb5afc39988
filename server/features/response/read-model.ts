import { TRAINING } from '../../domain/analytics/response-model.ts'
import { columnsOf } from '../../domain/analytics/model-features.ts'
import { rateInterval } from '../../domain/rate-interval.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { responseTraining, trainingReason, type ResponseModelView, type ResponseView } from './contract.ts'
import {
  isResponseOn,
  readCurrentModel,
  SETTING,
  toResponseModel,
  type ModelRow,
  type StoredModel,
} from './stored-model.ts'
import { TRAINING_TRIES } from './training-run.ts'

/** The last training that ended, with how true its chances turned out to be; what is in use; and the last run. */
export async function readResponseModel(deps: Deps, { corpId }: Scope): Promise<ResponseView> {
  const { db } = deps.database
  const [isOn, row, current, training] = await Promise.all([
    isResponseOn(deps, corpId),
    db.responseModel.findFirst({
      where: { corpId },
      orderBy: [{ trainedAt: 'desc' }, { version: 'desc' }],
    }),
    readCurrentModel(deps, corpId),
    readTraining(deps, corpId),
  ])
  const inUse = current && { version: current.version, trainedAt: current.trainedAt.toISOString() }
  return { isOn, model: row && (await toModel(deps, row)), inUse, training }
}

async function toModel({ database: { db } }: Deps, row: ModelRow): Promise<ResponseView['model']> {
  const found = toResponseModel(row.detailJson)
  const columns = found ? columnsOf(found.specs) : []
  const { corpId, version, rows, answers } = row
  return {
    version,
    rows,
    answers,
    state: stateOf(row, found),
    trainedAt: row.trainedAt.toISOString(),
    needs: { rows: TRAINING.minRows, answers: TRAINING.minAnswers },
    quality: found?.quality ?? null,
    reliability: found?.reliability ?? [],
    coefficients: columns.map((column, at) => ({
      ...column,
      value: found?.model.coefficients[at] ?? 0,
    })),
    reference: referenceOf(found),
    calibration: found?.calibration.kind ?? null,
    fit: fitOf(found),
    top: topOf(found),
    scored: await db.responseScore.count({ where: { corpId, modelVersion: version } }),
  }
}

function stateOf({ state }: ModelRow, found: StoredModel | null): ResponseModelView['state'] {
  if (state !== 'ok' && state !== 'no-better') return 'not-enough-data'
  return found === null ? 'unreadable' : state
}

function fitOf(found: StoredModel | null): ResponseModelView['fit'] {
  if (!found?.training) return null
  const { converged, iterations, logLikelihood, path } = found.model
  return { ...found.training, isConverged: converged, iterations, logLikelihood, path }
}

/** With the range in which the rate of the upper fifth lies with 95 % certainty. */
function topOf(found: StoredModel | null): ResponseModelView['top'] {
  const interval = found?.top && rateInterval(found.top.answers, found.top.count)
  if (!found?.top || !interval) return null
  const { share, low, high } = interval
  const { baseRate } = found.quality
  return { ...found.top, rate: share, low, high, lift: baseRate > 0 ? share / baseRate : null }
}

const runState = responseTraining.shape.state
const runReason = trainingReason.nullable().catch('internal')

async function readTraining({ database: { db } }: Deps, corpId: string): Promise<ResponseView['training']> {
  const run = await db.responseTraining.findFirst({
    where: { corpId },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
  })
  if (run === null) return null
  const starter = run.startedBy
    ? await db.staff.findUnique({
        where: { corpId_id: { corpId, id: run.startedBy } },
        select: { name: true },
      })
    : null
  return {
    state: runState.parse(run.state),
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    startedBy: starter?.name ?? null,
    attempt: run.attempt,
    attempts: TRAINING_TRIES,
    reason: runReason.parse(run.reason),
    errorText: run.errorText,
  }
}

function referenceOf(found: StoredModel | null): string {
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

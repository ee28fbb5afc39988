import { calibrate, probabilityOf, type Calibration } from './calibration.ts'
import {
  constantFit,
  contributionsOf,
  fitLogisticInSlices,
  isBounded,
  scoreRows,
  type LogisticModel,
} from './logistic-regression.ts'
import {
  columnsOf,
  describeFeatures,
  encodeRows,
  type FeatureRow,
  type FeatureSpec,
} from './model-features.ts'
import {
  measureQuality,
  rankRows,
  reliabilityOf,
  type ModelQuality,
  type ReliabilityBin,
  type TopFifth,
  topFifthOf,
} from './model-quality.ts'
import { runAtOnce, type Sliced } from './slices.ts'

/** One message and whether it was answered. */
export interface ResponseRow {
  /** Of the message, so that what is counted can be opened. */
  id: string
  sentMs: number
  features: FeatureRow
  answered: boolean
}

export interface ResponseModel {
  specs: FeatureSpec[]
  model: LogisticModel
  calibration: Calibration
  /** On the latest messages, which neither the model nor its calibration had seen. */
  quality: ModelQuality
  reliability: ReliabilityBin[]
  /** The messages it was fitted on. */
  training: { rows: number; answers: number; lambda: number; constantLogLikelihood: number }
  top: TopFifth
}

/** A message of the latest ones with the chance it was given; place 1 is the likeliest. */
export interface Trial {
  id: string
  place: number
  /** 1 to 10, the group of the reliability table. */
  bin: number
  chance: number
  answered: boolean
}

export type Trained =
  | { state: 'not-enough-data' }
  /** The numbers ran out of bounds: a fault of the data, nothing to look at. */
  | { state: 'not-finite' }
  /** It is right less often than saying the average for everybody: kept to be looked at, not used. */
  | { state: 'no-better'; found: ResponseModel; trials: Trial[] }
  | { state: 'ok'; found: ResponseModel; trials: Trial[] }

export const TRAINING = {
  minRows: 300,
  minAnswers: 60,
  /** Of both sorts, in each of the three slices. */
  minInSlice: 10,
  trainShare: 0.6,
  calibrateShare: 0.2,
  lambda: 1,
} as const

type Kinds = Readonly<Record<string, 'number' | 'word'>>

export function trainResponse(rows: readonly ResponseRow[], kinds: Kinds): Trained {
  return runAtOnce(trainResponseInSlices(rows, kinds))
}

/** By time: the oldest teach the model, later ones calibrate it, and the latest say how good it is. */
export function* trainResponseInSlices(rows: readonly ResponseRow[], kinds: Kinds): Sliced<Trained> {
  const ordered = [...rows].sort((a, b) => a.sentMs - b.sentMs)
  const first = Math.floor(ordered.length * TRAINING.trainShare)
  const second = Math.floor(ordered.length * (TRAINING.trainShare + TRAINING.calibrateShare))
  const slices = [ordered.slice(0, first), ordered.slice(first, second), ordered.slice(second)] as const
  const answers = rows.filter((row) => row.answered).length
  if (rows.length < TRAINING.minRows || answers < TRAINING.minAnswers || !slices.every(isMixed))
    return { state: 'not-enough-data' }
  const [train, calibrating, test] = slices
  const specs = describeFeatures(
    train.map((row) => row.features),
    kinds,
  )
  const encode = (part: readonly ResponseRow[]) =>
    encodeRows(
      part.map((row) => row.features),
      specs,
    )
  const { lambda } = TRAINING
  const model = yield* fitLogisticInSlices(encode(train), answersOf(train), { lambda })
  if (!isBounded(model)) return { state: 'not-finite' }
  const calibration = calibrate(scoreRows(model, encode(calibrating)), answersOf(calibrating))
  yield
  const scores = scoreRows(model, encode(test))
  const predicted = scores.map((score) => probabilityOf(calibration, score))
  const answered = answersOf(test)
  const order = rankRows(predicted, scores)
  const quality = measureQuality(predicted, answered)
  const found: ResponseModel = {
    specs,
    model,
    calibration,
    quality,
    reliability: reliabilityOf(predicted, answered, order),
    training: { ...constantFit(answersOf(train)), lambda },
    top: topFifthOf(answered, order),
  }
  return {
    state: quality.brier < quality.baseBrier ? 'ok' : 'no-better',
    found,
    trials: trialsOf(test, { predicted, order }),
  }
}

function trialsOf(
  test: readonly ResponseRow[],
  { predicted, order }: { predicted: Float64Array; order: readonly number[] },
): Trial[] {
  const binOf = (at: number): number => Math.floor(((at + 1) * 10 - 1) / order.length) + 1
  return order.flatMap((row, at): Trial[] => {
    const message = test[row]
    if (!message) return []
    const { id, answered } = message
    return [{ id, place: order.length - at, bin: binOf(at), chance: predicted[row] ?? 0, answered }]
  })
}

function isMixed(rows: readonly ResponseRow[]): boolean {
  const answers = rows.filter((row) => row.answered).length
  return answers >= TRAINING.minInSlice && rows.length - answers >= TRAINING.minInSlice
}

function answersOf(rows: readonly ResponseRow[]): Uint8Array {
  return Uint8Array.from(rows, (row) => (row.answered ? 1 : 0))
}

export interface Reason {
  feature: string
  level: string | null
  /** In log-odds, against the average message. */
  contribution: number
}

/** How likely an answer is, and what moves it, the most telling first. */
export function predictResponse(
  { specs, model, calibration }: Pick<ResponseModel, 'specs' | 'model' | 'calibration'>,
  features: FeatureRow,
): { chance: number; reasons: Reason[] } {
  const x = encodeRows([features], specs)
  const [score = 0] = scoreRows(model, x)
  const contributions = contributionsOf(model, x.values)
  const reasons = columnsOf(specs)
    .map((column, at): Reason => ({ ...column, contribution: contributions[at] ?? 0 }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return { chance: probabilityOf(calibration, score), reasons }
}

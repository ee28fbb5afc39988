import { z } from 'zod'
import { readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'

const spec = z.union([
  z.object({ name: z.string(), kind: z.literal('number') }),
  z.object({ name: z.string(), kind: z.literal('word'), levels: z.array(z.string()) }),
])

/** The model as it is kept: checked when it is read, like everything that comes as JSON. */
export const storedModel = z.object({
  specs: z.array(spec),
  model: z.object({
    intercept: z.number(),
    coefficients: z.array(z.number()),
    means: z.array(z.number()),
    converged: z.boolean(),
    iterations: z.number(),
    logLikelihood: z.number(),
    path: z.array(z.number()).default([]),
  }),
  calibration: z.union([
    z.object({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
    z.object({ kind: z.literal('isotonic'), from: z.array(z.number()), probabilities: z.array(z.number()) }),
  ]),
  quality: z.object({
    count: z.number(),
    answers: z.number(),
    baseRate: z.number(),
    auc: z.number(),
    brier: z.number(),
    logLoss: z.number(),
    baseBrier: z.number(),
  }),
  reliability: z.array(z.object({ count: z.number(), predicted: z.number(), observed: z.number() })),
  // Models that were trained before these were kept go on without them.
  training: z
    .object({
      rows: z.number(),
      answers: z.number(),
      lambda: z.number(),
      constantLogLikelihood: z.number(),
    })
    .optional(),
  top: z.object({ count: z.number(), answers: z.number() }).optional(),
})
export type StoredModel = z.infer<typeof storedModel>

export function toResponseModel(detailJson: string): StoredModel | null {
  const parsed = storedModel.safeParse(JSON.parse(detailJson))
  return parsed.success ? parsed.data : null
}

/** A training that ended, as it is stored. */
export type ModelRow = NonNullable<Awaited<ReturnType<Deps['database']['db']['responseModel']['findFirst']>>>

export const SETTING = 'response'

export async function isResponseOn({ database }: Deps, corpId: string): Promise<boolean> {
  const stored = z
    .object({ isOn: z.boolean() })
    .safeParse(await readCorpSetting(database.sql, corpId, SETTING))
  return stored.success ? stored.data.isOn : true
}

export interface CurrentModel {
  version: string
  trainedAt: Date
  model: StoredModel
}

/** The model in force: the latest training, if it was better than the average; null as well while switched off. */
export async function readCurrentModel(deps: Deps, corpId: string): Promise<CurrentModel | null> {
  if (!(await isResponseOn(deps, corpId))) return null
  const row = await deps.database.db.responseModel.findFirst({
    where: { corpId },
    orderBy: [{ trainedAt: 'desc' }, { version: 'desc' }],
  })
  if (row?.state !== 'ok') return null
  const model = toResponseModel(row.detailJson)
  return model && { version: row.version, trainedAt: row.trainedAt, model }
}

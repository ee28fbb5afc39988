import { ALL, measureGapClasses } from '../../domain/analytics/gap-classes.ts'
import type { GapClass } from '../../domain/analytics/gap-forecast.ts'
import { observedReplacement } from '../../domain/analytics/replacement.ts'
import { localDateOf, type LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { Tx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { chooseSample, SAMPLE } from './choose-sample.ts'
import { FIT_STAGES, fitModels, type FittedModels } from './fit-models.ts'
import { readSample, type Sample } from './read-sample.ts'
import { runGently } from './run-gently.ts'

export interface FitRun {
  corpId: string
  /** The job's id. */
  id: string
  startedBy: string | null
}

/** Reading the histories is a stage of its own. */
const STEPS = FIT_STAGES + 1

/** The row a page can follow, before the work begins. */
export async function openFit(tx: Tx, deps: Deps, { corpId, id, startedBy }: FitRun): Promise<void> {
  const now = deps.clock.now()
  const row = {
    corpId,
    id,
    startedBy,
    createdAt: now,
    asOf: localDateOf(now.getTime()),
    state: 'running',
    source: 'own',
    step: 0,
    steps: STEPS,
    isConverged: false,
    customers: 0,
    repeatVisits: 0,
    sampledFrom: 0,
    checksJson: '[]',
  }
  await tx.modelFit.upsert({ where: { corpId_id: { corpId, id } }, create: row, update: {} })
}

/** Measures the customers of a corp anew. Started over after a crash, it ends in the same row. */
export async function runFit(deps: Deps, run: FitRun & { signal: AbortSignal }): Promise<void> {
  const { corpId, id, signal } = run
  await deps.database.db.$transaction((tx) => openFit(tx, deps, run))
  const asOf = localDateOf(deps.clock.nowMs())
  const chosen = await chooseSample(deps, corpId, signal)
  const sample = await readSample(deps, { corpId, customerIds: chosen.customerIds, asOf, signal })
  let step = 0
  const advance = async (): Promise<void> => {
    step += 1
    await deps.database.db.modelFit.updateMany({ where: { corpId, id }, data: { step } })
  }
  await advance()
  const fitted = await fitModels(sample, asOf, {
    async run(steps) {
      const result = await runGently(steps, signal)
      await advance()
      return result
    },
    runQuietly: (steps) => runGently(steps, signal),
  })
  const classes = await runGently(measureGapClasses(sample.gaps), signal)
  await deps.database.db.$transaction(async (tx) => {
    await storeFit(tx, { run, asOf, fitted, sample, sampledFrom: chosen.of, now: deps.clock.now() })
    await storeClasses(tx, { run, classes })
    await deps.jobs.add(tx, {
      name: 'predictions.daily',
      corpId,
      payload: {},
      key: `fit:${id}`,
      lane: 'import',
    })
  })
}

async function storeFit(
  tx: Tx,
  input: {
    run: FitRun
    asOf: LocalDate
    fitted: FittedModels
    sample: Sample
    sampledFrom: number
    now: Date
  },
): Promise<void> {
  const { run, asOf, fitted, sample, sampledFrom, now } = input
  const { corpId, id } = run
  const { chosen, customers, repeatVisits } = fitted
  const replaced = observedReplacement(sample.replacements)
  const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))
  const observed = replaced && { ...replaced, observed: sample.replacements.length }
  await tx.modelFit.update({
    where: { corpId_id: { corpId, id } },
    data: {
      state: chosen ? 'fitted' : 'not-enough-data',
      asOf,
      step: STEPS,
      customers,
      repeatVisits,
      endedAt: now,
      // Who has only cancelled orders is no visitor: without sampling there is nothing to tell.
      sampledFrom: sampledFrom > SAMPLE ? sampledFrom : customers,
      k: chosen?.parameters.k ?? null,
      logLikelihood: chosen?.logLikelihood ?? null,
      isConverged: chosen?.converged ?? false,
      parametersJson: json(chosen && chosen.parameters),
      spendJson: json(fitted.spend),
      checksJson: JSON.stringify(fitted.checks),
      backtestJson: json(fitted.backtest),
      visitsJson: json(fitted.visits),
      replacementJson: json(observed),
    },
  })
}

/** The classes of a company: model × age of the car × store, a few thousand at most. */
const MAX_CLASSES = 5000

async function storeClasses(
  tx: Tx,
  { run, classes }: { run: FitRun; classes: ReadonlyMap<string, GapClass> },
): Promise<void> {
  const { corpId, id: fitId } = run
  const largest = [...classes].sort((a, b) => b[1].gaps - a[1].gaps || (a[0] === ALL ? -1 : 1))
  await tx.gapClass.deleteMany({ where: { corpId, fitId } })
  await bulkUpsert(tx, {
    table: 'GapClass',
    columns: ['corpId', 'fitId', 'key', 'gaps', 'medianDays', 'lowRatio', 'highRatio'],
    key: ['corpId', 'fitId', 'key'],
    rows: largest.slice(0, MAX_CLASSES).map(([key, one]) => ({ corpId, fitId, key, ...one })),
  })
}

/** A fit that a crash or a fault left behind: the page must not show it as running for ever. */
export async function failFit(deps: Deps, { corpId, id }: FitRun, error: unknown): Promise<void> {
  const errorText = error instanceof Error ? error.message : 'unknown'
  await deps.database.db.modelFit.updateMany({
    where: { corpId, id, state: 'running' },
    data: { state: 'failed', errorText: errorText.slice(0, 300), endedAt: deps.clock.now() },
  })
}

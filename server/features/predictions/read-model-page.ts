import { z } from 'zod'
import { MIN_CUSTOMERS, MIN_REPEATS } from '../../domain/analytics/attrition-model.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { FitList, ModelFit, ModelPage } from './contract.ts'
import { backtest, checks, mbgParameters, spendFit, visitChecks } from './fit-json.ts'
import { nameOf } from './fit-models.ts'
import { borrowParameters } from './read-fit.ts'
import { readTerms } from './terms.ts'

const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]

/** What the model page shows: the fit in force, what is under way, and how the customers one may see are spread. */
export async function readModelPage(deps: Deps, scope: Scope): Promise<ModelPage> {
  const { corpId } = scope
  const { db } = deps.database
  const [terms, inForce, newest, scored, bands] = await Promise.all([
    readTerms(deps, corpId),
    db.modelFit.findFirst({
      where: { corpId, state: { in: ['fitted', 'not-enough-data'] } },
      orderBy: NEWEST_FIRST,
    }),
    db.modelFit.findFirst({ where: { corpId }, orderBy: NEWEST_FIRST }),
    db.prediction.aggregate({ where: { corpId }, _max: { asOf: true } }),
    countBands(deps, scope),
  ])
  const isOther = newest !== null && newest.id !== inForce?.id
  const [fit, latest] = await Promise.all([
    inForce && toFit(deps, inForce),
    isOther ? toFit(deps, newest) : null,
  ])
  return {
    terms,
    minimum: { customers: MIN_CUSTOMERS, repeatVisits: MIN_REPEATS },
    fit,
    latest,
    borrowed: inForce?.state === 'not-enough-data' && (await borrowParameters(deps, corpId)) !== null,
    scoredOn: scored._max.asOf,
    bands,
  }
}

/** Fits of the corp, newest first. */
export async function listFits(
  deps: Deps,
  corpId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<FitList> {
  const after = readCursor(cursor)
  const before = after && new Date(after.at)
  const rows = await deps.database.db.modelFit.findMany({
    where: {
      corpId,
      ...(after && before
        ? { OR: [{ createdAt: { lt: before } }, { createdAt: before, id: { lt: after.id } }] }
        : {}),
    },
    orderBy: NEWEST_FIRST,
    take: limit + 1,
  })
  const page = cutPage(rows, limit, (row) => ({ at: row.createdAt.toISOString(), id: row.id }))
  return { ...page, items: await Promise.all(page.items.map((row) => toFit(deps, row))) }
}

type FitRow = NonNullable<Awaited<ReturnType<Deps['database']['db']['modelFit']['findFirst']>>>

const state = z.enum(['running', 'fitted', 'not-enough-data', 'failed'])

async function toFit({ database: { db } }: Deps, row: FitRow): Promise<ModelFit> {
  const starter = row.startedBy
    ? await db.staff.findUnique({
        where: { corpId_id: { corpId: row.corpId, id: row.startedBy } },
        select: { name: true },
      })
    : null
  const read = <T extends z.ZodType>(schema: T, text: string | null): z.infer<T> | null =>
    text === null ? null : schema.parse(JSON.parse(text))
  const { id, asOf, step, steps, errorText, customers, repeatVisits, sampledFrom, logLikelihood } = row
  return {
    id,
    asOf,
    step,
    steps,
    errorText,
    customers,
    repeatVisits,
    sampledFrom,
    logLikelihood,
    state: state.parse(row.state),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    startedBy: starter?.name ?? null,
    name: row.k === null ? null : nameOf(row.k),
    converged: row.isConverged,
    parameters: read(mbgParameters, row.parametersJson),
    checks: read(checks, row.checksJson) ?? [],
    spend: read(spendFit, row.spendJson),
    backtest: read(backtest, row.backtestJson),
    visits: read(visitChecks, row.visitsJson),
  }
}

/** Each customer once, whoever of the visible staff follows them. */
async function countBands(deps: Deps, scope: Scope): Promise<ModelPage['bands']> {
  const visible = visibleStaff(scope, 'f."staffId"')
  const rows = await deps.database.sql.all<{ band: string | null; count: number }>(
    `SELECT p."churnBand" AS "band", COUNT(*) AS "count" FROM (
       SELECT DISTINCT c."customerId" FROM "Contact" c
       JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       WHERE c."corpId" = ? AND f."endedAt" IS NULL AND ${visible.sql}) seen
     LEFT JOIN "Prediction" p ON p."corpId" = ? AND p."customerId" = seen."customerId" GROUP BY p."churnBand"`,
    [scope.corpId, ...visible.params, scope.corpId],
  )
  const countOf = new Map(rows.map((row) => [row.band, row.count]))
  return {
    high: countOf.get('high') ?? 0,
    medium: countOf.get('medium') ?? 0,
    low: countOf.get('low') ?? 0,
    unknown: countOf.get(null) ?? 0,
  }
}

import type { z } from 'zod'
import type { GapClass } from '../../domain/analytics/gap-forecast.ts'
import type { MbgParameters } from '../../domain/analytics/mbg-nbd.ts'
import type { ReplacementTerms } from '../../domain/analytics/replacement.ts'
import type { Deps } from '../deps.ts'
import { mbgParameters, replacementFit, spendFit, type SpendFit } from './fit-json.ts'

/** Everything a forecast needs of the last fit. */
export interface ModelInForce {
  version: string
  source: 'own' | 'parent'
  /** Whose histories were there when it was made. */
  customers: number
  /** null: not enough data, here and in every sister corp. */
  parameters: MbgParameters | null
  spend: SpendFit | null
  classes: Map<string, GapClass>
  replacement: ReplacementTerms | null
}

const parsed = <T extends z.ZodType>(schema: T, text: string | null): z.infer<T> | null =>
  text === null ? null : schema.parse(JSON.parse(text))

/** null before the first fit. Below the minimum the parameters of the largest sister corp stand in. */
export async function readModel(deps: Deps, corpId: string): Promise<ModelInForce | null> {
  const { db } = deps.database
  const fit = await db.modelFit.findFirst({
    where: { corpId, state: { in: ['fitted', 'not-enough-data'] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  if (fit === null) return null
  const classes = await db.gapClass.findMany({ where: { corpId, fitId: fit.id } })
  const own = parsed(mbgParameters, fit.parametersJson)
  const lent = own ? null : await borrowParameters(deps, corpId)
  return {
    version: fit.id,
    customers: fit.customers,
    source: own || !lent ? 'own' : 'parent',
    parameters: own ?? lent?.parameters ?? null,
    spend: parsed(spendFit, fit.spendJson),
    classes: new Map(classes.map((row) => [row.key, row])),
    replacement: parsed(replacementFit, fit.replacementJson),
  }
}

/** The corps of one service belong to one group: of a sister corp only the parameters are read, nobody's data. */
export async function borrowParameters(
  { database: { db }, corps }: Deps,
  corpId: string,
): Promise<{ corpId: string; parameters: MbgParameters } | null> {
  const sisters = corps.all().flatMap((corp) => (corp.corpId === corpId ? [] : [corp.corpId]))
  if (sisters.length === 0) return null
  const found = await db.modelFit.findFirst({
    where: { corpId: { in: sisters }, state: 'fitted' },
    orderBy: [{ customers: 'desc' }, { createdAt: 'desc' }],
    select: { corpId: true, parametersJson: true },
  })
  const parameters = parsed(mbgParameters, found?.parametersJson ?? null)
  return found && parameters ? { corpId: found.corpId, parameters } : null
}

import { z } from 'zod'
import { RELATION_TERMS } from '../../domain/relation.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { readCorpSetting } from '../corp-setting.ts'
import { readTenants, readUnitOf, termsKey } from '../insights/tenants.ts'
import { standingTerms, type StandingTerms } from './contract.ts'

export const SETTING = 'standing'

/** What counts unless a corp says otherwise: the trade's 3, 5 and 7 months, and a table of points in fen and days. */
export const DEFAULT_TERMS: StandingTerms = {
  stage: {
    dormantAfterMonths: 3,
    lostAfterMonths: 7,
    maturityPaidVisitDays: 4,
    maturityAfterMonths: 12,
  },
  ladder: {
    isOn: true,
    by: 'months',
    months: [3, 5, 7],
    ratios: [1.5, 2.5, 3.5],
    perAdvisorADay: 20,
    actWithinDays: 3,
  },
  grade: {
    aFrom: 65,
    bFrom: 35,
    steps: {
      spend: [
        { from: 100_000, points: 10 },
        { from: 300_000, points: 20 },
        { from: 800_000, points: 30 },
      ],
      vehicle: [
        { from: 10_000_000, points: 10 },
        { from: 20_000_000, points: 20 },
        { from: 35_000_000, points: 25 },
      ],
      visits: [
        { from: 2, points: 10 },
        { from: 4, points: 20 },
      ],
      recency: [
        { from: 365, points: 5 },
        { from: 180, points: 15 },
        { from: 90, points: 25 },
      ],
      value: [],
    },
  },
  distance: {
    days: { ...RELATION_TERMS.days },
    steps: {
      contact: [...RELATION_TERMS.steps.contact],
      replies: [...RELATION_TERMS.steps.replies],
      visits: [...RELATION_TERMS.steps.visits],
      links: [...RELATION_TERMS.steps.links],
      groups: [...RELATION_TERMS.steps.groups],
      moments: [...RELATION_TERMS.steps.moments],
    },
  },
}

export async function readTerms(tx: AnyTx, corpId: string, unitId = ''): Promise<StandingTerms> {
  const stored = await readCorpSetting(tx, corpId, termsKey(unitId, SETTING))
  if (stored !== undefined) return parseTerms(stored)
  return unitId === '' ? DEFAULT_TERMS : readTerms(tx, corpId)
}

/** What a later version has added counts as the default until somebody says otherwise. */
export function parseTerms(stored: unknown): StandingTerms {
  return standingTerms.parse({ ...DEFAULT_TERMS, ...z.looseObject({}).parse(stored) })
}

/** The terms of each of some customers: of the nearest unit above their advisor that has its own, else the corp's. */
export async function readTermsOf(
  tx: AnyTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<(customerId: string) => StandingTerms> {
  const sql = sqlIn(tx)
  const ofCorp = await readTerms(tx, corpId)
  const units = await readTenants(sql, corpId, SETTING)
  if (units.size === 0) return () => ofCorp
  const unitOf = await readUnitOf(sql, { corpId, which: { customerIds }, units })
  const own = new Map<string, StandingTerms>()
  for (const unitId of new Set(unitOf.values())) own.set(unitId, await readTerms(tx, corpId, unitId))
  return (customerId) => own.get(unitOf.get(customerId) ?? '') ?? ofCorp
}

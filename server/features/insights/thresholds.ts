import { monotonicFactory } from 'ulid'
import { z } from 'zod'
import type { RfmThresholds } from '../../domain/rfm.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { Tx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import type { RfmTerms } from './rfm-terms.ts'
import { readTenants } from './tenants.ts'

/** A frozen calibration with the terms it was made under. */
export interface Calibration {
  version: string
  /** '': the corp. */
  unitId: string
  asOf: LocalDate
  windowDays: number
  moneyOf: RfmTerms['moneyOf']
  thresholds: RfmThresholds
}

/** Versions of one instant keep the order they were made in: the newest is in force. */
const nextUlid = monotonicFactory()

const four = z.array(z.number()).length(4)
export const storedCuts = z.object({
  moneyOf: z.enum(['service', 'all']),
  thresholds: z.object({
    scoring: z.enum(['ranked', 'banded']),
    counted: z.number(),
    cuts: z.object({ recency: four, frequency: four, monetary: four }),
    high: z.object({
      by: z.enum(['score', 'value']),
      recency: z.number(),
      frequency: z.number(),
      monetary: z.number(),
    }),
  }),
})

/** The calibration of the corp in force, or null before the first one. */
export async function readCalibration(deps: Deps, corpId: string): Promise<Calibration | null> {
  return newest(deps, corpId, '')
}

/** Those in force: the corp's first, then those of units with settings of their own. [] before the first one. */
export async function readCalibrations(deps: Deps, corpId: string): Promise<Calibration[]> {
  const corp = await newest(deps, corpId, '')
  if (corp === null) return []
  const units = await readTenants(deps.database.sql, corpId)
  const own = await Promise.all([...units].map((unitId) => newest(deps, corpId, unitId)))
  return [corp, ...own.filter((one) => one !== null)]
}

// Asked before every slice of customers: the typed client would cost as much as the scores of a hundred of them.
async function newest(
  { database: { sql } }: Deps,
  corpId: string,
  unitId: string,
): Promise<Calibration | null> {
  const [row] = await sql.all<{ version: string; asOf: string; windowDays: number; cutsJson: string }>(
    `SELECT "version", "asOf", "windowDays", "cutsJson" FROM "RfmThreshold" WHERE "corpId" = ? AND "unitId" = ?
     ORDER BY "createdAt" DESC, "version" DESC LIMIT 1`,
    [corpId, unitId],
  )
  if (row === undefined) return null
  const { version, asOf, windowDays } = row
  return { version, unitId, asOf, windowDays, ...storedCuts.parse(JSON.parse(row.cutsJson)) }
}

export async function storeCalibration(
  tx: Tx,
  input: {
    corpId: string
    unitId?: string
    asOf: LocalDate
    terms: RfmTerms
    thresholds: RfmThresholds
    now: Date
    fromVersion?: string | null
    createdBy?: string | null
  },
): Promise<Calibration> {
  const { corpId, unitId = '', asOf, terms, thresholds, now, fromVersion = null, createdBy = null } = input
  const version = `${asOf}-${nextUlid(now.getTime())}`
  const { windowDays, moneyOf, mode } = terms
  const cutsJson = JSON.stringify({ moneyOf, thresholds } satisfies z.infer<typeof storedCuts>)
  const frozen = { windowDays, mode, cutsJson, counted: thresholds.counted }
  await tx.rfmThreshold.create({
    data: { corpId, version, unitId, asOf, ...frozen, createdAt: now, fromVersion, createdBy },
  })
  return { version, unitId, asOf, windowDays, moneyOf, thresholds }
}

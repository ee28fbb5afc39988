import { setImmediate } from 'node:timers/promises'
import { runInSlices } from '../../domain/analytics/slices.ts'
import { calibrateInSlices } from '../../domain/rfm-calibrate.ts'
import type { RfmColumns, RfmThresholds } from '../../domain/rfm.ts'
import { daysBetween, type LocalDate } from '../../domain/time.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { isOfUnit } from './of-unit.ts'
import { readChanges, type RfmChanges } from './read-changes.ts'
import { readValues, type ValueLists } from './read-values.ts'
import { reportTiers } from './rescore.ts'
import { modeOf, readTerms, type RfmTerms } from './rfm-terms.ts'
import { readTenants, readUnitOf } from './tenants.ts'
import { type Calibration, readCalibrations, storeCalibration } from './thresholds.ts'
import { writeRows } from './write-scores.ts'

/** Customers read at once: a page is a few milliseconds of the database, and of memory next to nothing. */
const PAGE = 5000
const WRITE_CHUNK = 1000

interface Rebuild {
  corpId: string
  asOf: LocalDate
  signal?: AbortSignal | undefined
}

type OfUnit = Rebuild & { unitId: string; terms: RfmTerms }

/**
 * Freezes new thresholds of the corp and of every unit with settings of its own, or of one of them, and scores everybody.
 * Answers the corp's; null: there is nobody to measure.
 */
export async function recalibrate(
  deps: Deps,
  { unitId, by = null, ...wanted }: Rebuild & { unitId?: string | undefined; by?: string | null },
): Promise<Calibration | null> {
  const { corpId, asOf } = wanted
  const units = ['', ...(await readTenants(deps.database.sql, corpId))]
  for (const one of unitId === undefined ? units : [unitId]) {
    const terms = await readTerms(deps, corpId, one)
    const thresholds = await measure(deps, { ...wanted, unitId: one, terms })
    if (thresholds === null) continue
    const now = deps.clock.now()
    await deps.database.db.$transaction((tx) =>
      storeCalibration(tx, { corpId, unitId: one, asOf, terms, thresholds, now, createdBy: by }),
    )
  }
  return rebuildAll(deps, { ...wanted, isFirst: false })
}

/** The thresholds these terms would give the customers of a unit. */
export async function measure(deps: Deps, wanted: OfUnit): Promise<RfmThresholds | null> {
  return thresholdsOf(deps, await readColumns(deps, wanted), wanted.terms)
}

export function thresholdsOf(
  deps: Deps,
  columns: RfmColumns,
  terms: RfmTerms,
): Promise<RfmThresholds | null> {
  return runInSlices(calibrateInSlices(columns, modeOf(terms)), {
    nowMs: () => deps.clock.nowMs(),
    pause: () => setImmediate(),
  })
}

/** The values of the customers of a unit: of a million, three typed arrays of 16 MB together. */
export async function readColumns(
  deps: Deps,
  { corpId, asOf, signal, unitId, terms }: OfUnit,
): Promise<RfmColumns> {
  const { sql } = deps.database
  const units = new Set([...(await readTenants(sql, corpId)), ...(unitId === '' ? [] : [unitId])])
  const frame = { corpId, asOf, windowDays: terms.windowDays, moneyOf: terms.moneyOf }
  const columns = growingColumns(asOf)
  for await (const page of pages(deps, corpId, signal)) {
    const unitOf = await readUnitOf(sql, { corpId, which: page, units })
    columns.add(await readValues(sql, frame, page), (customerId) => isOfUnit(customerId, unitOf, unitId))
  }
  return columns.done()
}

/** Everybody against the thresholds in force: the same rows as the increments, for repair and for the first day. */
export async function rebuildAll(
  deps: Deps,
  { isFirst = true, ...wanted }: Rebuild & { isFirst?: boolean },
): Promise<Calibration | null> {
  const calibrations = await readCalibrations(deps, wanted.corpId)
  if (calibrations.length === 0) return isFirst ? recalibrate(deps, wanted) : null
  await rescoreAll(deps, wanted, calibrations)
  return calibrations[0] ?? null
}

async function rescoreAll(
  deps: Deps,
  { corpId, asOf, signal }: Rebuild,
  calibrations: readonly Calibration[],
): Promise<void> {
  for await (const page of pages(deps, corpId, signal)) {
    const changes = await readChanges(deps.database.sql, { corpId, asOf, calibrations, which: page })
    await writeInChunks(deps, { corpId, asOf, ...changes })
  }
}

// No hold of the writer longer than a thousand rows: callbacks come in between.
async function writeInChunks(
  deps: Deps,
  { corpId, asOf, changed, gone }: { corpId: string; asOf: LocalDate } & RfmChanges,
): Promise<void> {
  for (let from = 0; from < Math.max(changed.length, gone.length); from += WRITE_CHUNK) {
    const part = {
      corpId,
      asOf,
      changed: changed.slice(from, from + WRITE_CHUNK),
      gone: gone.slice(from, from + WRITE_CHUNK),
    }
    await withRetryOnBusy(deps.clock, () =>
      deps.database.sql.transaction(async (tx) => {
        await writeRows(tx, part)
        await reportTiers(deps, tx, corpId, [...part.changed.map((row) => row.customerId), ...part.gone])
      }),
    )
  }
}

interface Page {
  after: string
  upTo: string
}

/** All customers of the corp by ranges of their ids. */
async function* pages(
  { database: { sql } }: Deps,
  corpId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page> {
  const after = '"Customer" WHERE "corpId" = ? AND "id" > ?'
  for (let from: string | null = ''; from !== null;) {
    signal?.throwIfAborted()
    const [end]: { upTo: string | null }[] = await sql.all<{ upTo: string | null }>(
      `SELECT COALESCE((SELECT "id" FROM ${after} ORDER BY "id" LIMIT 1 OFFSET ${PAGE - 1}),
         (SELECT MAX("id") FROM ${after})) AS "upTo"`,
      [corpId, from, corpId, from],
    )
    const upTo: string | null = end?.upTo ?? null
    if (upTo !== null) yield { after: from, upTo }
    from = upTo
  }
}

/** Typed arrays that grow by doubling. */
function growingColumns(asOf: LocalDate): {
  add(values: ValueLists, isWanted: (customerId: string) => boolean): void
  done(): RfmColumns
} {
  // Days are few and customers many.
  const daysSince = new Map<LocalDate, number>()
  let size = 0
  let recency = new Int32Array(PAGE)
  let frequency = new Int32Array(PAGE)
  let monetary = new Float64Array(PAGE)
  return {
    add(values, isWanted) {
      for (const [n, customerId] of values.customerId.entries()) {
        if (!isWanted(customerId)) continue
        if (size === recency.length) {
          recency = grown(recency, new Int32Array(size * 2))
          frequency = grown(frequency, new Int32Array(size * 2))
          monetary = grown(monetary, new Float64Array(size * 2))
        }
        const on = values.lastVisitOn[n] ?? asOf
        const days = daysSince.get(on) ?? daysBetween(on, asOf)
        daysSince.set(on, days)
        recency[size] = days
        frequency[size] = values.frequency[n] ?? 0
        monetary[size] = values.monetaryFen[n] ?? 0
        size += 1
      }
    },
    done: () => ({
      recency: recency.subarray(0, size),
      frequency: frequency.subarray(0, size),
      monetary: monetary.subarray(0, size),
    }),
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}

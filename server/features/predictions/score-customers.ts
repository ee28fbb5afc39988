import type { ItemHabit } from '../../domain/analytics/next-item.ts'
import { localDateOf, type LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { readOdometers } from '../customers/read-odometers.ts'
import type { Deps } from '../deps.ts'
import { readBaskets, readItemHabits } from './read-baskets.ts'
import { predict, type CustomerFacts, type PredictionRow } from './predict.ts'
import { readModel, type ModelInForce } from './read-fit.ts'
import { readChurnFacts, readMainCars, readTradeInSignals, type Slice } from './read-signals.ts'
import { readVisitDays } from './read-visits.ts'
import type { PredictionTerms } from './contract.ts'
import { tellReaders } from './tell-readers.ts'
import { readTerms } from './terms.ts'
import { warnAdvisors, type Scored } from './warn-advisors.ts'

/** Customers of one transaction: some milliseconds of the writer, and of the event loop. */
export const CHUNK = 200

export interface Ground {
  model: ModelInForce | null
  terms: PredictionTerms
  habits: ReadonlyMap<string, ItemHabit>
  today: LocalDate
}

/** What a run of many slices reads only once. */
export async function readGround(deps: Deps, corpId: string): Promise<Ground> {
  const [model, terms, habits] = await Promise.all([
    readModel(deps, corpId),
    readTerms(deps, corpId),
    readItemHabits(deps.database.sql, corpId),
  ])
  return { model, terms, habits, today: localDateOf(deps.clock.nowMs()) }
}

/** Forecasts some customers anew, in slices. The same rows come out however they are sliced. */
export async function scoreCustomers(
  deps: Deps,
  {
    corpId,
    customerIds,
    ground,
    signal,
  }: { corpId: string; customerIds: readonly string[]; ground: Ground; signal?: AbortSignal },
): Promise<void> {
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    signal?.throwIfAborted()
    const slice = { corpId, customerIds: customerIds.slice(at, at + CHUNK), asOf: ground.today }
    await withRetryOnBusy(deps.clock, () =>
      deps.database.sql.transaction((tx) => scoreSlice(deps, tx, slice, ground)),
    )
  }
}

async function scoreSlice(deps: Deps, tx: SqlTx, slice: Slice, ground: Ground): Promise<void> {
  // Read inside the transaction: a forecast must never be older than the visits it was made from.
  const customers = await readCustomers(tx, slice)
  const rows = [...customers].map(([customerId, facts]) => ({ customerId, ...predict(facts, ground) }))
  const before = await readBefore(tx, slice)
  const unknown = slice.customerIds.filter((id) => !customers.has(id))
  const scored = rows.map((row): Scored => ({
    ...row,
    facts: customers.get(row.customerId) ?? NOTHING,
    before: before.get(row.customerId) ?? null,
  }))
  const crossedOn = await warnAdvisors(deps, tx, { slice, scored, ground })
  await writeRows(tx, { slice, rows, crossedOn, now: deps.clock.now() })
  await removeUnknown(tx, slice, unknown)
  const now = new Map(rows.map((row) => [row.customerId, row]))
  const moved = [...rows.map((row) => row.customerId), ...unknown.filter((id) => before.has(id))].map(
    (customerId) => ({
      customerId,
      before: before.get(customerId) ?? null,
      after: now.get(customerId) ?? FORESEEN_NOTHING,
    }),
  )
  await tellReaders(deps, tx, { corpId: slice.corpId, moved })
}

const FORESEEN_NOTHING = {
  churnBand: null,
  clvFen: null,
  nextVisitOn: null,
  nextVisitJson: null,
  replacementFrom: null,
}

const NOTHING: CustomerFacts = {
  visits: [],
  car: null,
  odometer: [],
  tradeInOn: null,
  facts: [],
  baskets: [],
}

/** Those of whom something can be said: they came once, or have a car. */
async function readCustomers(tx: SqlTx, slice: Slice): Promise<Map<string, CustomerFacts>> {
  const visits = await readVisitDays(tx, slice)
  const cars = await readMainCars(tx, slice)
  const { corpId, asOf: until } = slice
  const vehicleIds = [...cars.values()].map((car) => car.id)
  const odometers = await readOdometers(tx, { corpId, vehicleIds, until })
  const tradeIns = await readTradeInSignals(tx, slice)
  const facts = await readChurnFacts(tx, slice)
  const baskets = await readBaskets(tx, slice)
  const known = new Map<string, CustomerFacts>()
  for (const id of [...slice.customerIds].sort()) {
    const car = cars.get(id) ?? null
    const own = visits.get(id) ?? []
    if (own.length === 0 && car === null) continue
    known.set(id, {
      visits: own,
      car,
      odometer: car === null ? [] : (odometers.get(car.id) ?? []),
      tradeInOn: tradeIns.get(id) ?? null,
      facts: facts.get(id) ?? [],
      baskets: baskets.get(id) ?? [],
    })
  }
  return known
}

const READ = [
  ...(['churnBand', 'lastVisitOn', 'crossedOn', 'clvFen', 'nextVisitOn', 'nextVisitJson'] as const),
  'replacementFrom',
] as const

type Before = Pick<PredictionRow, Exclude<(typeof READ)[number], 'crossedOn'>> & {
  crossedOn: LocalDate | null
}

async function readBefore(tx: SqlTx, { corpId, customerIds }: Slice): Promise<Map<string, Before>> {
  const rows = await tx.all<{ customerId: string } & Before>(
    `SELECT "customerId", ${READ.map((name) => `"${name}"`).join(', ')} FROM "Prediction"
     WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(
    rows.map(({ customerId, ...rest }) => [
      customerId,
      { ...rest, clvFen: rest.clvFen === null ? null : Number(rest.clvFen) },
    ]),
  )
}

const COLUMNS = [
  ...(['modelVersion', 'visitDays', 'lastVisitOn', 'churn', 'churnBand', 'churnJson'] as const),
  ...(['expectedVisits', 'clvFen', 'clvJson', 'replacementFrom', 'replacementTo'] as const),
  ...(['nextVisitOn', 'nextVisitFrom', 'nextVisitTo', 'nextVisitRule', 'nextVisitJson'] as const),
  'replacementJson',
] as const satisfies readonly (keyof PredictionRow)[]

async function writeRows(
  tx: SqlTx,
  input: {
    slice: Slice
    rows: readonly ({ customerId: string } & PredictionRow)[]
    crossedOn: ReadonlyMap<string, LocalDate | null>
    now: Date
  },
): Promise<void> {
  const { slice, rows, crossedOn, now } = input
  await bulkUpsert(tx, {
    table: 'Prediction',
    columns: ['corpId', 'customerId', 'asOf', 'updatedAt', 'crossedOn', ...COLUMNS],
    key: ['corpId', 'customerId'],
    rows: rows.map((row) => ({
      ...row,
      corpId: slice.corpId,
      asOf: slice.asOf,
      updatedAt: now,
      crossedOn: crossedOn.get(row.customerId) ?? null,
    })),
  })
}

/** Orders may have moved to somebody else: nothing is left to say of these. */
async function removeUnknown(tx: SqlTx, slice: Slice, unknown: readonly string[]): Promise<void> {
  if (unknown.length === 0) return
  await tx.run(`DELETE FROM "Prediction" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}`, [
    slice.corpId,
    JSON.stringify(unknown),
  ])
}

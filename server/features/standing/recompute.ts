import { localDateOf, type LocalDate } from '../../domain/time.ts'
import type { Stage } from '../../domain/lifecycle.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { Deps } from '../deps.ts'
import { climb } from './ladder.ts'
import { readForecasts } from './read-forecasts.ts'
import { readHeld } from './read-held.ts'
import { readHistory } from './read-history.ts'
import { standOf, type Override } from './stand.ts'
import { differences, readStored, writeChanges, writeStandings, type StoredRow } from './stored.ts'
import { readTermsOf } from './terms.ts'

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  /** A person's word about these customers; null takes it back. */
  override?: { value: Override | null; by: string }
}

/** Where some customers stand now: only rows that differ are written. Answers whose stage or rung is another. */
export async function recomputeStandings(deps: Deps, wanted: Wanted): Promise<string[]> {
  if (wanted.customerIds.length === 0) return []
  return withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction((tx) => recomputeIn(deps, tx, wanted)),
  )
}

export async function recomputeIn(deps: Deps, sql: SqlTx, wanted: Wanted): Promise<string[]> {
  const { corpId, customerIds, override } = wanted
  const now = deps.clock.now()
  const today = localDateOf(now.getTime())
  const termsOf = await readTermsOf(sql, { corpId, customerIds })
  // Read inside the transaction: a row must never be older than the facts it was made from.
  const histories = await readHistory(sql, { corpId, customerIds, today, now })
  const stored = await readStored(sql, { corpId, customerIds })
  const forecasts = await readForecasts(sql, { corpId, customerIds })
  const computed = [...histories].flatMap(([customerId, history]): StoredRow[] => {
    if (history.isMerged) return []
    const known = {
      history,
      today,
      terms: termsOf(customerId),
      override: override ? override.value : overrideOf(stored.get(customerId)),
      forecastGapDays: forecasts.get(customerId)?.gapDays ?? null,
      clvFen: forecasts.get(customerId)?.clvFen ?? null,
      serviceIntervalMonths: deps.defaults.serviceIntervalMonths,
    }
    return [{ customerId, ...standOf(known) }]
  })
  return store(deps, sql, { corpId, computed, stored, termsOf, today, now, staffId: override?.by ?? null })
}

export function overrideOf(row: StoredRow | undefined): Override | null {
  if (!row || row.stageOverride === null || row.overrideUntil === null) return null
  const stage: Stage = row.stageOverride
  return { stage, until: row.overrideUntil, by: row.overrideBy, reason: row.overrideReason }
}

async function store(
  deps: Deps,
  sql: SqlTx,
  input: {
    corpId: string
    computed: readonly StoredRow[]
    stored: ReadonlyMap<string, StoredRow>
    termsOf: Awaited<ReturnType<typeof readTermsOf>>
    today: LocalDate
    now: Date
    staffId: string | null
  },
): Promise<string[]> {
  const { corpId, computed, stored, termsOf, today, now, staffId } = input
  const due = computed.filter((row) => row.rung !== null).map((row) => row.customerId)
  const held = await readHeld(sql, { corpId, customerIds: due, nowMs: now.getTime() })
  const gone = differences(computed, stored).gone
  const rows = await climb(sql, { corpId, today, now, termsOf, rows: computed, held, gone })
  const { changed } = differences(rows, stored)
  await writeStandings(sql, { corpId, asOf: today, changed, gone })
  await writeChanges(sql, { corpId, at: now, today, changed, stored, staffId })
  const told = changed.filter((row) => isOther(row, stored.get(row.customerId))).map((row) => row.customerId)
  // Proposals look at the stage, and live below in the feature list: they are told by name.
  if (told.length > 0)
    for (const name of ['actions.recompute', 'tag-rules.apply'])
      await deps.jobs.add(sql, { name, corpId, payload: { corpId, customerIds: told } })
  return told
}

function isOther(row: StoredRow, old: StoredRow | undefined): boolean {
  return old === undefined || old.stage !== row.stage || old.rung !== row.rung || old.grade !== row.grade
}

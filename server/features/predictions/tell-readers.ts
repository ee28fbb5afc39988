import { stepPoints } from '../../domain/grade.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { gapOf } from '../standing/read-forecasts.ts'
import { readTermsOf } from '../standing/terms.ts'
import type { PredictionRow } from './predict.ts'

type Read = Pick<PredictionRow, 'churnBand' | 'clvFen' | 'nextVisitOn' | 'nextVisitJson' | 'replacementFrom'>

/** A forecast before and after; null: there was none. */
export interface Moved {
  customerId: string
  before: Read | null
  after: Read
}

/** More than these come from a pass over everybody; somebody who just came in goes before them. */
const A_FEW = 20

/**
 * Whoever reads forecasts looks again, in the same transaction: the stage and grade at another gap or another step of
 * value, proposals and tags at another band, day or window. A figure that drifts within its step tells nobody, since
 * every one of them does so every night.
 */
export async function tellReaders(
  deps: Deps,
  tx: SqlTx,
  { corpId, moved }: { corpId: string; moved: readonly Moved[] },
): Promise<void> {
  const termsOf = await readTermsOf(tx, { corpId, customerIds: moved.map((one) => one.customerId) })
  const worth = (customerId: string, read: Read | null): number =>
    stepPoints(termsOf(customerId).grade.steps.value, read?.clvFen ?? null)
  const standing = moved.filter(
    ({ customerId, before, after }) =>
      gapOf(before?.nextVisitJson ?? null) !== gapOf(after.nextVisitJson) ||
      worth(customerId, before) !== worth(customerId, after),
  )
  const others = moved.filter(
    ({ before, after }) =>
      (before?.churnBand ?? null) !== after.churnBand ||
      // A value that drifts is looked at tonight; one that was switched off or on, now.
      ((before?.clvFen ?? null) === null) !== (after.clvFen === null) ||
      (before?.nextVisitOn ?? null) !== after.nextVisitOn ||
      (before?.replacementFrom ?? null) !== after.replacementFrom,
  )
  const tell = async (name: string, list: readonly Moved[]): Promise<void> => {
    const customerIds = list.map((one) => one.customerId)
    if (customerIds.length === 0) return
    const lane = customerIds.length > A_FEW ? 'import' : 'event'
    await deps.jobs.add(tx, { name, corpId, payload: { corpId, customerIds }, lane })
  }
  await tell('standing.recompute', standing)
  await tell('actions.recompute', others)
  await tell('tag-rules.apply', others)
}

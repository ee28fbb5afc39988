import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { rootsOf } from '../../customers/aliases.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import type { Verdict } from '../contract.ts'
import { parseEvidence } from '../merge/contract.ts'
import { mergeCustomers } from '../merge/merge-customers.ts'
import { settleIn } from '../unite/settle-people.ts'
import { visibleReview } from './list-reviews.ts'

const LATER_MS = 14 * 24 * 3_600_000

interface StoredReview {
  kind: string
  key: string
  state: string
  aId: string | null
  bId: string | null
  evidenceJson: string
}

/** Carries out what a person decided, remembers it, and records who did. Gives the person who is there now. */
export async function decideReview(
  deps: Deps,
  scope: Scope,
  { id, verdict }: { id: string; verdict: Verdict },
): Promise<{ id: string; customerId: string | null }> {
  return deps.database.sql.transaction(async (tx) => {
    const review = await readReview(tx, scope, id)
    const isOfKey = review.kind === 'quarantine'
    if (isOfKey !== (verdict === 'keep' || verdict === 'release') && verdict !== 'later')
      throw new AppError('invalid-input', { log: 'this verdict is not for this kind of item' })
    if (review.state !== 'open') throw new AppError('conflict', { log: 'this item has been decided already' })
    await audit(deps, tx, scope, { id, verdict, review })
    if (verdict === 'later') return postpone(deps, tx, scope, id)
    const state = STATES[verdict]
    await tx.run(
      `UPDATE "MatchReview" SET "state" = ?, "decidedAt" = ?, "decidedBy" = ? WHERE "corpId" = ? AND "id" = ?`,
      [state, deps.clock.now(), scope.staffId, scope.corpId, id],
    )
    const customerId = verdict === 'same' ? await join(deps, tx, scope, review) : null
    if (verdict === 'release') await release(deps, tx, scope, review)
    return { id, customerId }
  })
}

const STATES = { same: 'same', different: 'different', keep: 'kept', release: 'released' } as const

async function readReview(tx: SqlTx, scope: Scope, id: string): Promise<StoredReview> {
  const visible = visibleReview(scope)
  const [review] = await tx.all<StoredReview>(
    `SELECT r."kind", r."key", r."state", r."aId", r."bId", r."evidenceJson" FROM "MatchReview" r
     WHERE ${['r."corpId" = ? AND r."id" = ?', ...visible.map((part) => part.sql)].join(' AND ')}`,
    [scope.corpId, id, ...visible.flatMap((part) => part.params)],
  )
  if (!review) throw new AppError('not-found')
  return review
}

async function postpone(deps: Deps, tx: SqlTx, { corpId }: Scope, id: string) {
  const until = new Date(deps.clock.nowMs() + LATER_MS)
  await tx.run(`UPDATE "MatchReview" SET "laterUntil" = ? WHERE "corpId" = ? AND "id" = ?`, [
    until,
    corpId,
    id,
  ])
  return { id, customerId: null }
}

async function join(deps: Deps, tx: SqlTx, scope: Scope, review: StoredReview): Promise<string> {
  const { corpId, staffId } = scope
  const [aId, bId] = [review.aId ?? '', review.bId ?? '']
  const roots = await rootsOf(tx, corpId, [aId, bId])
  const [a, b] = [roots.get(aId) ?? aId, roots.get(bId) ?? bId]
  // Somebody else has joined them meanwhile: the answer is the same.
  if (a === b) return a
  const evidence = parseEvidence(review.evidenceJson)
  const rule = review.kind === 'weak' ? 'weak' : 'person'
  const stays = await mergeCustomers(deps, tx, { corpId, aId: a, bId: b, rule, evidence, madeBy: staffId })
  await settleIn(deps, tx, corpId, [aId, bId])
  return stays
}

async function release(deps: Deps, tx: SqlTx, scope: Scope, review: StoredReview): Promise<void> {
  const [, kind = '', valueHash = ''] = review.key.split(':')
  await tx.run(
    `UPDATE "KeyQuarantine" SET "releasedAt" = ?, "releasedBy" = ? WHERE "corpId" = ? AND "kind" = ? AND "valueHash" = ?`,
    [deps.clock.now(), scope.staffId, scope.corpId, kind, valueHash],
  )
  await settleIn(deps, tx, scope.corpId, [review.aId ?? ''])
}

async function audit(
  deps: Deps,
  tx: SqlTx,
  scope: Scope,
  { id, verdict, review }: { id: string; verdict: Verdict; review: StoredReview },
): Promise<void> {
  await writeAudit(tx, deps, scope, {
    action: 'identity-decision',
    objectKind: 'match-review',
    objectId: id,
    detail: { verdict, kind: review.kind, aId: review.aId, bId: review.bId },
  })
}

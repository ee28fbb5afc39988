import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { checkMass, checkMassToGroups } from '../../actions/gate/check-mass.ts'
import { readPlanTerms, type PlanTerms } from '../plan/plan-terms.ts'
import type { StoredPost } from '../stored-post.ts'

const PAGE = 1000

/**
 * The gate once more, right before the call: who has said no since the plan, or was reached meanwhile, is left out. Also
 * whoever another part goes out to at this moment: one part after the other is looked at, each is marked as on its way
 * before its receivers are, and whoever finds the other's mark stands back. So of two that meet exactly one goes.
 */
export async function lastGate(
  deps: Deps,
  { post, partId }: { post: StoredPost; partId: string },
): Promise<void> {
  const { rules } = await readPlanTerms(deps, post)
  for (let after: string | null = ''; after !== null;) {
    const from: string = after
    after = await deps.database.sql.transaction(async (tx) => {
      await oneAtATime(tx, post.corpId)
      return gatePage(tx, deps, { post, partId, rules, after: from })
    })
  }
}

/** SQLite has one writer anyway. */
async function oneAtATime(tx: SqlTx, corpId: string): Promise<void> {
  if (tx.dialect === 'postgresql')
    await tx.all('SELECT pg_advisory_xact_lock(hashtext(?))', [`posts.last-gate:${corpId}`])
}

async function gatePage(
  tx: SqlTx,
  deps: Deps,
  {
    post: { corpId, id: postId, kind },
    partId,
    rules,
    after,
  }: { post: StoredPost; partId: string; rules: PlanTerms['rules']; after: string },
): Promise<string | null> {
  // Read under the lock: what was let go before is never later than this.
  const now = deps.clock.now()
  if (after === '')
    await tx.run(
      `UPDATE "PostPart" SET "outAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" NOT IN ('out', 'done', 'missed')`,
      [now, corpId, partId],
    )
  const rows = await tx.all<{ targetId: string; customerId: string | null }>(
    `SELECT "targetId", "customerId" FROM "PostTarget" WHERE "corpId" = ? AND "partId" = ? AND "state" = 'planned' AND "targetId" > ? ORDER BY "targetId" LIMIT ${PAGE}`,
    [corpId, partId, after],
  )
  const asked = { corpId, atMs: now.getTime(), exceptPartId: partId }
  const refusals =
    kind === 'groups'
      ? await checkMassToGroups(tx, { ...asked, chatIds: rows.map((row) => row.targetId), rules })
      : await refusalsOf(tx, { ...asked, rows, rules })
  for (const [targetId, refusal] of refusals)
    if (refusal !== null)
      await tx.run(
        `UPDATE "PostTarget" SET "state" = 'held', "reason" = ?, "freeOn" = ? WHERE "corpId" = ? AND "postId" = ? AND "targetId" = ? AND "state" = 'planned'`,
        [refusal.kind, refusal.freeOn, corpId, postId, targetId],
      )
  return rows.length < PAGE ? null : (rows.at(-1)?.targetId ?? null)
}

async function refusalsOf(
  tx: SqlTx,
  {
    rows,
    ...asked
  }: { rows: { targetId: string; customerId: string | null }[] } & Omit<
    Parameters<typeof checkMass>[1],
    'customerIds'
  >,
) {
  const customerIds = rows.flatMap((row) => row.customerId ?? [])
  const verdicts = await checkMass(tx, { ...asked, customerIds })
  return new Map(
    rows.map(({ targetId, customerId }) => [targetId, verdicts.get(customerId ?? '')?.refusal ?? null]),
  )
}

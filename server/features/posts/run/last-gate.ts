import type { Deps } from '../../deps.ts'
import { checkMass, checkMassToGroups } from '../../actions/gate/check-mass.ts'
import { readPlanTerms } from '../plan/plan-terms.ts'
import type { StoredPost } from '../stored-post.ts'

const PAGE = 1000

/** The gate once more, right before the call: who has said no since the plan, or was reached meanwhile, is left out. */
export async function lastGate(
  deps: Deps,
  { post, partId }: { post: StoredPost; partId: string },
): Promise<void> {
  const { sql } = deps.database
  const { corpId } = post
  const { rules } = await readPlanTerms(deps, post)
  const atMs = deps.clock.nowMs()
  for (let after = ''; ;) {
    const rows = await sql.all<{ targetId: string; customerId: string | null }>(
      `SELECT "targetId", "customerId" FROM "PostTarget" WHERE "corpId" = ? AND "partId" = ? AND "state" = 'planned' AND "targetId" > ? ORDER BY "targetId" LIMIT ${PAGE}`,
      [corpId, partId, after],
    )
    const refusals =
      post.kind === 'groups'
        ? await checkMassToGroups(sql, {
            corpId,
            chatIds: rows.map((row) => row.targetId),
            mass: rules.mass,
            atMs,
          })
        : await refusalsOf(deps, { corpId, rows, rules, atMs })
    await sql.transaction(async (tx) => {
      for (const [targetId, refusal] of refusals)
        if (refusal !== null)
          await tx.run(
            `UPDATE "PostTarget" SET "state" = 'held', "reason" = ?, "freeOn" = ? WHERE "corpId" = ? AND "postId" = ? AND "targetId" = ? AND "state" = 'planned'`,
            [refusal.kind, refusal.freeOn, corpId, post.id, targetId],
          )
    })
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = last.targetId
  }
}

async function refusalsOf(
  { database: { sql } }: Deps,
  {
    corpId,
    rows,
    rules,
    atMs,
  }: { corpId: string; rows: { targetId: string; customerId: string | null }[] } & Pick<
    Parameters<typeof checkMass>[1],
    'rules' | 'atMs'
  >,
) {
  const customerIds = rows.flatMap((row) => row.customerId ?? [])
  const verdicts = await checkMass(sql, { corpId, customerIds, rules, atMs })
  return new Map(
    rows.map(({ targetId, customerId }) => [targetId, verdicts.get(customerId ?? '')?.refusal ?? null]),
  )
}

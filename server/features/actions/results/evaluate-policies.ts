import type { z } from 'zod'
import { evaluateOffPolicy } from '../../../domain/analytics/off-policy.ts'
import { rowFlag } from '../../../platform/db/row-values.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { PolicyList, policyQuery } from './contract.ts'
import { sinceOf } from './read-results.ts'

/** The newest choices that count; more would change the answer in no digit that is shown. */
const MOST = 20_000

/**
 * What would have come of always taking one script for a proposal, weighed by how likely each choice was. Where the log
 * cannot say, nothing is said.
 */
export async function evaluatePolicies(
  deps: Deps,
  { corpId }: Scope,
  { days, scene }: z.infer<typeof policyQuery>,
): Promise<PolicyList> {
  const rows = await deps.database.sql.all<{ scriptId: string; probability: number; isResponse: number }>(
    `SELECT "scriptId", "probability", "isResponse" FROM "ActionResult" WHERE "corpId" = ? AND "rule" = ? AND "sentAt" >= ?
     AND "closedAt" IS NOT NULL AND "probability" IS NOT NULL ORDER BY "sentAt" DESC, "id" DESC LIMIT ${MOST}`,
    [corpId, scene, sinceOf(deps, days)],
  )
  const scripts = await deps.database.db.script.findMany({
    where: { corpId, scene, isEnabled: true, isPublished: true },
    select: { id: true, title: true },
    orderBy: { id: 'asc' },
  })
  const answers = rows.filter(({ isResponse }) => rowFlag(isResponse)).length
  return {
    actual: { count: rows.length, share: rows.length === 0 ? null : answers / rows.length },
    items: scripts.map(({ id: scriptId, title }) => {
      const answer = evaluateOffPolicy(
        rows.map((row) => ({
          reward: rowFlag(row.isResponse) ? 1 : 0,
          probability: row.probability,
          otherProbability: row.scriptId === scriptId ? 1 : 0,
        })),
      )
      const { estimate } = answer
      const isShown = answer.state === 'shown'
      return {
        scriptId,
        title,
        state: answer.state,
        reason: answer.state === 'withheld' ? answer.reason : null,
        count: estimate?.count ?? 0,
        effectiveCount: estimate?.effectiveCount ?? 0,
        meanWeight: estimate?.meanWeight ?? 0,
        share: isShown ? (estimate?.ips ?? null) : null,
        low: isShown ? Math.max(0, estimate?.interval[0] ?? 0) : null,
        high: isShown ? Math.min(1, estimate?.interval[1] ?? 1) : null,
      }
    }),
  }
}

import { ulid } from 'ulid'
import { CURRENT_EPOCH } from '../../platform/db/epoch.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import { effectJob } from './effect-job.ts'
import { SAME_KEY, sameKeyParams, storedKey } from './effect-key.ts'

export interface EffectPlan {
  corpId: string
  kind: string
  /** What it is about. Without `merge` a second plan with the same key is the same effect. */
  key: string
  payload: unknown
  createdBy: string | null
  notBefore?: Date
  /** The effect whose outcome asks for this one: it lives in its epoch, and is held with it after a restore. */
  parentId?: string
  /**
   * For edits: folds this one into the one that still waits, so that several become one call. null: nothing is left
   * to do. Edits with one key follow each other.
   */
  merge?(waiting: unknown): unknown
}

export interface Planned {
  /** null: the edit took back what was still waiting. */
  id: string | null
  notBefore: Date
}

/** Writes the decision to write to WeCom in the caller's transaction, and the job that carries it out. */
export async function planEffect(tx: AnyTx, deps: Deps, plan: EffectPlan): Promise<Planned> {
  const sql = sqlIn(tx)
  const { corpId, kind, key } = plan
  const now = deps.clock.now()
  const notBefore = plan.notBefore ?? now
  for (let waiting = await findWaiting(tx, plan); waiting; waiting = await findWaiting(tx, plan)) {
    if (!plan.merge) return { id: waiting.id, notBefore }
    const merged = plan.merge(JSON.parse(waiting.payloadJson))
    const stillWaits = await sql.run(
      `UPDATE "Effect" SET "payloadJson" = ?, "state" = ?, "notBefore" = ?, "settledAt" = ?, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "state" = 'planned' AND "attempts" = 0 AND "payloadJson" = ?`,
      [
        merged === null ? waiting.payloadJson : JSON.stringify(merged),
        merged === null ? 'cancelled' : 'planned',
        notBefore,
        merged === null ? now : null,
        now,
        corpId,
        waiting.id,
        waiting.payloadJson,
      ],
    )
    if (stillWaits === 1) return { id: merged === null ? null : waiting.id, notBefore }
    // PostgreSQL lets another process begin its call, or fold an edit of its own into it, meanwhile.
  }
  const id = ulid(now.getTime())
  const epoch = epochOf(plan)
  await sql.run(
    `INSERT INTO "Effect" ("corpId", "id", "kind", "key", "state", "payloadJson", "attempts", "notBefore", "epoch", "createdBy", "parentId", "createdAt", "updatedAt")
     VALUES (?, ?, ?, ?, 'planned', ?, 0, ?, ${epoch.sql}, ?, ?, ?, ?)`,
    [
      corpId,
      id,
      kind,
      plan.merge ? storedKey(key, id) : key,
      JSON.stringify(plan.payload),
      notBefore,
      ...epoch.params,
      plan.createdBy,
      plan.parentId ?? null,
      now,
      now,
    ],
  )
  await deps.jobs.add(tx, effectJob({ corpId, key, kind, runAt: notBefore }))
  return { id, notBefore }
}

/** The epoch of what asks for it, else today's. */
function epochOf({ corpId, parentId }: EffectPlan): { sql: string; params: string[] } {
  if (parentId === undefined) return { sql: CURRENT_EPOCH, params: [] }
  return {
    sql: `COALESCE((SELECT "epoch" FROM "Effect" WHERE "corpId" = ? AND "id" = ?), ${CURRENT_EPOCH})`,
    params: [corpId, parentId],
  }
}

async function findWaiting(
  tx: AnyTx,
  plan: EffectPlan,
): Promise<{ id: string; payloadJson: string } | undefined> {
  // An edit of a restored database's earlier epoch is held: folding a new one into it would hold that as well.
  const epoch = epochOf(plan)
  const states = plan.merge ? `AND "state" = 'planned' AND "attempts" = 0 AND "epoch" = ${epoch.sql}` : ''
  const rows = await sqlIn(tx).all<{ id: string; payloadJson: string }>(
    `SELECT "id", "payloadJson" FROM "Effect" WHERE "corpId" = ? AND ${SAME_KEY} ${states} ORDER BY "id" DESC LIMIT 1`,
    [plan.corpId, ...sameKeyParams(plan.key), ...(plan.merge ? epoch.params : [])],
  )
  return rows[0]
}

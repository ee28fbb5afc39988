import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandlers } from '../feature.ts'
import type { RepeatMany } from './contract.ts'
import { repeatOne } from './decide-effect.ts'
import { narrowed } from './list-effects.ts'

/** So many in one transaction, so that the writer is free in between; the page asks again while some are left. */
const AT_ONCE = 50

/** What a person sees filtered, once more. Unknown ones are not among them: each needs a look first. */
export async function repeatEffects(
  deps: Deps,
  scope: Scope,
  { asked: { state, before, ...filter }, handlers }: { asked: RepeatMany; handlers: EffectHandlers },
): Promise<{ repeated: number; left: number }> {
  const { corpId } = scope
  const seen = narrowed(deps, scope, filter)
  const where = `"corpId" = ? AND "state" = ? AND "updatedAt" <= ? AND ${seen.sql}`
  const params = [corpId, state, new Date(before), ...seen.params]
  const repeated = await deps.database.sql.transaction(async (tx) => {
    const rows = await tx.all<{ id: string }>(
      `SELECT "id" FROM "Effect" WHERE ${where} ORDER BY "createdAt", "id" LIMIT ${AT_ONCE}`,
      params,
    )
    for (const { id } of rows) await repeatOne(tx, deps, { scope, id, handlers })
    return rows.length
  })
  const [rest] = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Effect" WHERE ${where}`,
    params,
  )
  deps.live.tell({ corpId, topic: 'effect', id: 'many', detail: { state: 'planned' } })
  return { repeated, left: Number(rest?.n ?? 0) }
}

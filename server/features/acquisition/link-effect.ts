import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { deleteUnlessGone, wayNews } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'

export const LINK_EFFECT = 'acquisition-link'
const payload = z.object({ id: z.string() })
const known = z.object({
  linkId: z.string().optional(),
  url: z.string().optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

export async function planLink(
  tx: SqlTx,
  deps: Deps,
  { corpId, id, createdBy }: { corpId: string; id: string; createdBy: string | null },
): Promise<void> {
  await planEffect(tx, deps, {
    corpId,
    kind: LINK_EFFECT,
    key: `${LINK_EFFECT}:${id}`,
    payload: { id },
    createdBy,
    merge: () => ({ id }),
  })
}

export function linkEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    run: (task) => carryOut(deps, task),
    check: (task) => lookFor(deps, task),
    record: (tx, task, outcome) => record(tx, deps, { task, outcome }),
  }
}

function readLink(deps: Deps, { corpId, payload: given }: EffectTask) {
  const { id } = payload.parse(given)
  return deps.database.db.acquisitionLink.findUnique({ where: { corpId_id: { corpId, id } } })
}

async function carryOut(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const link = await readLink(deps, task)
  if (!link) return { state: 'done' }
  const { acquisition } = deps.wecomOf(task.corpId)
  if (link.endedAt !== null) {
    const { linkId } = link
    if (linkId !== null) await deleteUnlessGone(() => acquisition.delete(linkId))
    return { state: 'done', result: { isDeleted: true } satisfies Known }
  }
  const { sql } = deps.database
  const staff = await sql.all<{ userid: string }>(
    `SELECT "userid" FROM "Staff" WHERE "corpId" = ? AND "status" = 'active' AND ${inTextList(sql.dialect, '"id"')}`,
    [task.corpId, link.staffIdsJson],
  )
  if (staff.length === 0)
    return {
      state: 'failed',
      reason: 'nobody-behind-code',
      errorText: 'Nobody behind this link is in service',
    }
  const content = { name: link.name, userids: staff.map((one) => one.userid) }
  if (link.linkId !== null) {
    await acquisition.update({ linkId: link.linkId, ...content })
    return { state: 'done' }
  }
  const made = await acquisition.create(content)
  return { state: 'done', result: { linkId: made.linkId, url: made.url } satisfies Known }
}

/** A link of this name that is none of ours yet, and not older than the decision: the call went through. */
async function lookFor(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const link = await readLink(deps, task)
  if (!link || link.linkId !== null || link.endedAt !== null) return { state: 'not-done' }
  const { acquisition } = deps.wecomOf(task.corpId)
  const held = await deps.database.db.acquisitionLink.findMany({
    where: { corpId: task.corpId, linkId: { not: null } },
    select: { linkId: true },
  })
  const ours = new Set(held.map((one) => one.linkId))
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await acquisition.list(cursor)
    for (const { linkId } of page.rows) {
      if (ours.has(linkId)) continue
      const { createdAt, name, url } = await acquisition.get(linkId)
      if (name === link.name && createdAt >= link.createdAt.getTime() - CLOCKS_MS)
        return { state: 'done', result: { linkId, url } satisfies Known }
    }
    cursor = page.nextCursor
  }
  return { state: 'not-done' }
}

/** WeCom counts whole seconds by its own clock. */
const CLOCKS_MS = 60_000

async function record(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { id } = payload.parse(task.payload)
  const { isDeleted, linkId, url } = known.catch({}).parse(outcome.result)
  const { wayState, errorText } = wayNews(outcome, isDeleted)
  await tx.run(
    `UPDATE "AcquisitionLink" SET "linkId" = COALESCE(?, "linkId"), "url" = COALESCE(?, "url"),
       "wayState" = COALESCE(?, "wayState"), "errorText" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [...[linkId ?? null, url ?? null, wayState, errorText], ...[deps.clock.now(), task.corpId, id]],
  )
}

import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { isWecomError, type GroupWelcome } from '../../wecom/index.ts'
import { wayNews } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'
import { attachmentsFor, withMedia } from '../posts/run/attachments-for.ts'
import { contentOf } from './welcomes.ts'

export const GROUP_WELCOME_EFFECT = 'group-welcome'
const payload = z.object({ id: z.string() })
const known = z.object({
  templateId: z.string().optional(),
  sentVersion: z.number().optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

/** Brings WeCom's template to what the row says now; several changes become one call. */
export async function planWelcome(
  tx: SqlTx,
  deps: Deps,
  { corpId, id, createdBy }: { corpId: string; id: string; createdBy: string | null },
): Promise<void> {
  await planEffect(tx, deps, {
    ...{ corpId, kind: GROUP_WELCOME_EFFECT, key: `${GROUP_WELCOME_EFFECT}:${id}` },
    ...{ payload: { id }, createdBy, merge: () => ({ id }) },
  })
}

export function groupWelcomeEffect(deps: Deps): EffectHandler {
  return {
    // One made twice takes a second of the corp's hundred places.
    isRepeatable: false,
    run: (task) => carryOut(deps, task),
    check: (task) => lookFor(deps, task),
    record: (tx, task, outcome) => record(tx, deps, { task, outcome }),
  }
}

function readRow(deps: Deps, { corpId, payload: given }: EffectTask) {
  const { id } = payload.parse(given)
  return deps.database.db.groupWelcome.findUnique({ where: { corpId_id: { corpId, id } } })
}

async function carryOut(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const row = await readRow(deps, task)
  if (!row) return { state: 'done' }
  const { corpId } = task
  const { groupWelcomes } = deps.wecomOf(corpId)
  const { templateId, notifiesOwners, version: sentVersion } = row
  if (row.endedAt !== null) {
    if (templateId !== null) await remove(deps, corpId, templateId)
    return { state: 'done', result: { isDeleted: true } satisfies Known }
  }
  const { text, attachments } = contentOf(row)
  return withMedia(deps, { corpId, owner: null }, async (ids): Promise<EffectAnswer> => {
    const [attachment] = await attachmentsFor(ids, attachments)
    const content: GroupWelcome = {
      ...(text === '' ? {} : { text }),
      ...(attachment === undefined ? {} : { attachment }),
    }
    if (templateId === null) {
      const made = await groupWelcomes.create({ ...content, notifiesOwners })
      return { state: 'done', result: { templateId: made.templateId, sentVersion } satisfies Known }
    }
    await groupWelcomes.update({ templateId, ...content })
    return { state: 'done', result: { sentVersion } satisfies Known }
  })
}

/** One that is not there any more is as good as deleted; which code says so is not published, so WeCom is asked. */
async function remove(deps: Deps, corpId: string, templateId: string): Promise<void> {
  const { groupWelcomes } = deps.wecomOf(corpId)
  try {
    await groupWelcomes.delete(templateId)
  } catch (error) {
    if (!isNo(error) || (await isThere(deps, corpId, templateId))) throw error
  }
}

async function isThere(deps: Deps, corpId: string, templateId: string): Promise<boolean> {
  try {
    await deps.wecomOf(corpId).groupWelcomes.get(templateId)
    return true
  } catch (error) {
    if (isNo(error)) return false
    throw error
  }
}

const isNo = (error: unknown): boolean => isWecomError(error, 'gone', 'invalid', 'refused')

/**
 * The answer was lost. A change or a removal done twice is the same, so it is called again. Whether a new one was made
 * nobody can tell: WeCom lists no templates.
 */
async function lookFor(deps: Deps, task: EffectTask): Promise<EffectCheck | null> {
  const row = await readRow(deps, task)
  if (!row || row.templateId !== null || row.endedAt !== null) return { state: 'not-done' }
  return null
}

async function record(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { id } = payload.parse(task.payload)
  const { isDeleted, sentVersion, templateId } = known.catch({}).parse(outcome.result)
  const { wayState, errorText } = wayNews(outcome, isDeleted)
  await tx.run(
    `UPDATE "GroupWelcome" SET "templateId" = COALESCE(?, "templateId"), "sentVersion" = COALESCE(?, "sentVersion"),
       "wayState" = COALESCE(?, "wayState"), "errorText" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [
      ...[templateId ?? null, sentVersion ?? null, wayState, errorText],
      ...[deps.clock.now(), task.corpId, id],
    ],
  )
}

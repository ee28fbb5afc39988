import { z } from 'zod'
import { isWecomError, type GroupWelcome } from '../../wecom/index.ts'
import { recordWay } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { rowEffect } from '../effects/row-effect.ts'
import type { EffectAnswer } from '../feature.ts'
import { attachmentsFor, withMedia } from '../posts/run/attachments-for.ts'
import { contentOf } from './welcomes.ts'

const known = z.object({
  templateId: z.string().optional(),
  sentVersion: z.number().optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

export const groupWelcomeEffect = rowEffect({
  kind: 'group-welcome',
  idName: 'id',
  // One made twice takes a second of the corp's hundred places.
  isRepeatable: false,
  read: (deps, key) => deps.database.db.groupWelcome.findUnique({ where: { corpId_id: key } }),
  async run(deps, row) {
    const { corpId, templateId, notifiesOwners, version: sentVersion } = row
    const { groupWelcomes } = deps.wecomOf(corpId)
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
  },
  /**
   * The answer was lost. A change or a removal done twice is the same, so it is called again. Whether a new one was made
   * nobody can tell: WeCom lists no templates.
   */
  check: async (_deps, { templateId, endedAt }) =>
    templateId !== null || endedAt !== null ? { state: 'not-done' } : null,
  record(tx, deps, row) {
    const { isDeleted, ...columns } = known.catch({}).parse(row.outcome.result)
    return recordWay(tx, deps, { ...row, table: 'GroupWelcome', isDeleted, columns })
  },
})

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

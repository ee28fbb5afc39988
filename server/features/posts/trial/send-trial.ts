import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/index.ts'
import { requireOwnPost } from '../policy.ts'
import { fillTrial } from './fill-trial.ts'
import { type TrialMessage, trialMessages } from './trial-messages.ts'
import { trialTexts } from './trial-texts.ts'

/** The post to oneself, as messages of the app: each content filled as a receiver would get it, then its attachments. */
export async function sendTrial(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId } = scope
  const { draft, version } = await requireOwnPost(deps, scope, id)
  const me = await deps.database.db.staff.findUnique({
    where: { corpId_id: { corpId, id: staffId } },
    select: { language: true },
  })
  if (!me) throw new AppError('not-found')
  const { language } = me
  const now = deps.clock.now()
  const { content, second } = draft
  const messages: TrialMessage[] = []
  for (const arm of ['a', 'b'] as const) {
    const shown = arm === 'a' ? content : second
    if (shown === null) continue
    const filled = await fillTrial(deps, scope, { postId: id, arm, content: shown })
    const told = { arm: second === null ? null : arm, atMs: now.getTime(), language }
    messages.push(...trialTexts(filled, told).map((text) => ({ kind: 'text' as const, text })))
    messages.push(...(await trialMessages(deps, shown.attachments, { corpId, language })))
  }
  await deps.database.sql.transaction((tx) =>
    planEffect(tx, deps, {
      corpId,
      kind: 'post-test',
      key: `post-test:${id}:${version}:${now.getTime()}`,
      payload: { staffId, at: now.toISOString(), messages },
      createdBy: staffId,
    }),
  )
  deps.jobs.nudge()
}

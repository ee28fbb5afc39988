import { holidays } from '../../../../config/holidays.ts'
import { checkContent, type ContentProblem } from '../../../domain/post/check-content.ts'
import { checkTimes } from '../../../domain/post/times.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import type { Deps } from '../../deps.ts'
import { checkTemplate } from '../../scripts/template.ts'
import type { Post } from '../contract.ts'
import { readPostSetting } from '../post-setting.ts'
import type { StoredPost } from '../stored-post.ts'

export type DraftProblems = Post['problems']

/** Everything that keeps a draft from being let go, and what somebody should know before. */
export async function checkDraft(deps: Deps, post: StoredPost): Promise<DraftProblems> {
  const { corpId, kind, draft } = post
  const { sql } = deps.database
  const [{ sensitiveWords }, { contact }] = await Promise.all([
    readPostSetting(sql, corpId),
    readOutreach(sql, corpId),
  ])
  const times = checkTimes(
    {
      startsAtMs: draft.startsAt === null ? null : Date.parse(draft.startsAt),
      endsAtMs: draft.endsAt === null ? null : Date.parse(draft.endsAt),
      isMoment: kind === 'moment' || kind === 'announcement',
    },
    { rules: contact, table: holidays, nowMs: deps.clock.nowMs() },
  )
  const contents = [draft.content, ...(draft.second === null ? [] : [draft.second])]
  const problems = (each: readonly ContentProblem[]): Record<string, string | number>[] =>
    each.map((one) => ({ ...one }))
  return {
    content: problems(checkContent(kind, draft.content, sensitiveWords)),
    second: draft.second === null ? [] : problems(checkContent(kind, draft.second, sensitiveWords)),
    template: contents.flatMap(({ text }) =>
      checkTemplate(text).map(({ near, kind: is }) => ({ near, kind: is })),
    ),
    times: times.problems.map((one) => ({ ...one })),
    notes: times.notes.map((one) => ({ ...one })),
    audience: await checkAudience(deps, post),
  }
}

async function checkAudience(deps: Deps, { corpId, draft }: StoredPost): Promise<DraftProblems['audience']> {
  const { audienceId, excludedAudienceIds } = draft.audience
  const named = [...(audienceId === null ? [] : [audienceId]), ...excludedAudienceIds]
  if (named.length === 0) return []
  const known = await deps.database.db.audience.count({
    where: { corpId, id: { in: named }, archivedAt: null },
  })
  return known < new Set(named).size ? [{ is: 'audience-gone' }] : []
}

export function isReady({ content, second, template, times, audience }: DraftProblems): boolean {
  return [content, second, template, times, audience].every((each) => each.length === 0)
}

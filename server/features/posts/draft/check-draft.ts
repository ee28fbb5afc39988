import { holidays } from '../../../../config/holidays.ts'
import { checkContent, type ContentProblem } from '../../../domain/post/check-content.ts'
import type { PostAttachment } from '../../../domain/post/content.ts'
import { checkTimes } from '../../../domain/post/times.ts'
import { describeBlob } from '../../../platform/blobs.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import { audiencesNamed, livingAudiences } from '../../audiences/saved-audiences.ts'
import type { Deps } from '../../deps.ts'
import { linkUrl } from '../../links/index.ts'
import { type MediaKind, misfitOf } from '../../media/index.ts'
import { checkTemplate } from '../../scripts/template.ts'
import type { Post } from '../contract.ts'
import { readPostSetting } from '../post-setting.ts'
import { areLabelsLiving } from './check-labels.ts'
import { checkMaterials } from './check-materials.ts'
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
  const home = linkUrl(deps, '')
  const problems = (each: readonly ContentProblem[]): Record<string, string | number>[] =>
    each.map((one) => ({ ...one }))
  return {
    content: problems(checkContent(kind, draft.content, sensitiveWords, home)),
    second: draft.second === null ? [] : problems(checkContent(kind, draft.second, sensitiveWords, home)),
    template: contents.flatMap(({ text }) =>
      checkTemplate(text).map(({ near, kind: is }) => ({ near, kind: is })),
    ),
    times: times.problems.map((one) => ({ ...one })),
    notes: times.notes.map((one) => ({ ...one })),
    audience: await checkAudience(deps, post),
    files: await checkFiles(deps, post),
    materials: await checkMaterials(deps, post),
  }
}

/** One that is no longer shared is gone for everybody but its owner: a copy may name it all the same. */
async function checkAudience(
  deps: Deps,
  { corpId, kind, draft, ownerStaffId, paths }: StoredPost,
): Promise<DraftProblems['audience']> {
  if (kind === 'groups' || kind === 'announcement')
    return (await areLabelsLiving(deps, corpId, draft.audience)) ? [] : [{ is: 'label-gone' }]
  const named = audiencesNamed(draft.audience)
  const living = await livingAudiences(deps, corpId, named)
  const isOfAdmin = paths.includes('/')
  const usable = living.filter((one) => isOfAdmin || one.isShared || one.ownerStaffId === ownerStaffId)
  return usable.length < named.length ? [{ is: 'audience-gone' }] : []
}

/** What a browser says of a file is not believed: WeCom would refuse it when it is too late. */
async function checkFiles(deps: Deps, { corpId, kind, draft }: StoredPost): Promise<DraftProblems['files']> {
  const attachments = [draft.content, ...(draft.second === null ? [] : [draft.second])].flatMap(
    (one) => one.attachments,
  )
  const bad: DraftProblems['files'] = []
  for (const { hash, fileName, use } of attachments.flatMap((one) => fileOf(one, kind === 'moment'))) {
    const blob = await describeBlob(deps.database.db, { corpId, hash })
    if (blob === null || misfitOf(blob, use) !== null) bad.push({ fileName })
  }
  return bad
}

function fileOf(
  attachment: PostAttachment,
  isMoment: boolean,
): { hash: string; fileName: string; use: MediaKind }[] {
  switch (attachment.kind) {
    case 'image':
      return [{ ...attachment, use: isMoment ? 'moment-image' : 'image' }]
    case 'video':
      return [{ ...attachment, use: isMoment ? 'moment-video' : 'video' }]
    case 'file':
      return [{ ...attachment, use: 'file' }]
    case 'link':
    case 'miniprogram': {
      const { cover, title: fileName } = attachment
      return cover === null ? [] : [{ hash: cover, fileName, use: 'image' }]
    }
  }
}

export function isReady(problems: DraftProblems): boolean {
  const { content, second, template, times, audience, files, materials } = problems
  return [content, second, template, times, audience, files, materials].every((each) => each.length === 0)
}

import type { PostKind } from '../domain/post/kinds.ts'
import { readOutreach, saveOutreach } from '../features/actions/gate/outreach-setting.ts'
import type { Deps } from '../features/deps.ts'
import { postDraft, type PostDraftInput } from '../features/posts/contract.ts'
import { createPost, lookAtAudience } from '../features/posts/draft/save-draft.ts'
import { approvePost, submitPost } from '../features/posts/draft/submit-post.ts'
import type { Scope } from '../platform/http/scope.ts'
import { adminScope } from './operator-scope.ts'
import type { SimulatorProcess } from './simulator-process.ts'

/** Their chats are those of the walk through the demo: their tasks wait for whoever walks. */
export const LEFT_OPEN = ['lina', 'zhaohang']

/** A counted draft. */
export async function make(deps: Deps, scope: Scope, kind: PostKind, draft: PostDraftInput): Promise<string> {
  const { id } = await createPost(deps, scope, { kind, draft: postDraft.parse(draft) })
  await lookAtAudience(deps, scope, id)
  const { corpId } = scope
  await until(async () => {
    const post = await deps.database.db.post.findUniqueOrThrow({ where: { corpId_id: { corpId, id } } })
    return post.planState !== 'running'
  })
  return id
}

/** Submitted, and approved where it is for so many that a second person has to. */
export async function letGo(deps: Deps, scope: Scope, postId: string): Promise<void> {
  const { state } = await submitPost(deps, scope, postId)
  if (state === 'waiting') await approvePost(deps, await adminScope(deps), { id: postId, note: '' })
}

/** The demo may be started at night and on a Sunday; its company opens while it sends. */
export async function atAnyHour<T>(deps: Deps, scope: Scope, work: () => Promise<T>): Promise<T> {
  const before = await readOutreach(deps.database.sql, scope.corpId)
  const contact = { ...before.contact, fromHour: 0, toHour: 24, isWeekendOpen: true }
  await saveOutreach(deps, scope, { ...before, contact })
  try {
    return await work()
  } finally {
    await saveOutreach(deps, scope, before)
  }
}

/** Two of three members do what they were asked for. */
export async function confirmSome(
  deps: Deps,
  simulator: SimulatorProcess,
  { postId, action }: { postId: string; action: 'send-mass-message' | 'confirm-moment' },
): Promise<void> {
  const { sql } = deps.database
  const isOut = (): Promise<{ n: number }[]> =>
    sql.all<{ n: number }>(
      `SELECT COUNT(*) AS "n" FROM "Post" p WHERE p."id" = ? AND (p."state" IN ('done', 'cancelled') OR (p."state" = 'running' AND p."planState" = 'ready'
         AND EXISTS (SELECT 1 FROM "PostPart" r WHERE r."postId" = p."id")
         AND NOT EXISTS (SELECT 1 FROM "PostPart" r WHERE r."postId" = p."id" AND r."state" = 'planned')))`,
      [postId],
    )
  await until(async () => Number((await isOut())[0]?.n ?? 0) > 0)
  const tasks = await sql.all<{ msgid: string; userid: string }>(
    `SELECT r."msgid", s."userid" FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."postId" = ? AND r."state" = 'out' AND r."msgid" IS NOT NULL ORDER BY r."id"`,
    [postId],
  )
  for (const [n, { msgid, userid }] of tasks.entries()) {
    if (n % 3 === 2 || LEFT_OPEN.includes(userid)) continue
    await simulator.act(action, action === 'confirm-moment' ? { momentId: msgid, userid } : { msgid, userid })
  }
}

/** Some of those who can see it like it or write under it. */
export async function reactToMoment(
  deps: Deps,
  simulator: SimulatorProcess,
  { corpId, postId }: { corpId: string; postId: string },
): Promise<void> {
  const see = (): Promise<{ momentId: string; userid: string; externalUserid: string }[]> =>
    deps.database.sql.all(
      `SELECT m."momentId", m."userid", m."externalUserid" FROM "MomentCustomer" m
     JOIN "PostPart" r ON r."corpId" = m."corpId" AND r."msgid" = m."momentId"
     JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId" AND s."userid" = m."userid"
     WHERE m."corpId" = ? AND r."postId" = ? AND m."isVisible" ORDER BY m."userid", m."externalUserid"`,
      [corpId, postId],
    )
  await until(async () => (await see()).length > 0)
  for (const [n, who] of (await see()).entries()) {
    if (n % 9 === 0) await simulator.act('like-moment', { ...who })
    if (n % 27 === 0) await simulator.act('comment-moment', { ...who })
  }
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const AT_MOST_MS = 300_000
  const startedAt = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedAt > AT_MOST_MS) throw new Error('A post of the demo did not get on')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Post } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { conflict, mayDecide, requireOwnPost, requirePost } from '../policy.ts'
import { readPostSetting } from '../post-setting.ts'
import { readPost } from '../read-post.ts'
import { addStartJob } from '../run/jobs-of.ts'
import { quietUntil } from '../run/quiet-until.ts'
import type { StoredPost } from '../stored-post.ts'
import { checkDraft, type DraftProblems, isReady } from './check-draft.ts'

/** Lets a draft go: to its time, or to a second person when it reaches many. */
export async function submitPost(deps: Deps, scope: Scope, id: string): Promise<Post> {
  const { corpId, staffId } = scope
  const post = await requireOwnPost(deps, scope, id)
  await requireReady(deps, post)
  const { approvalFrom } = await readPostSetting(deps.database.sql, corpId)
  const needsApproval = post.plan.people >= approvalFrom
  await deps.database.sql.transaction(async (tx) => {
    const now = deps.clock.now()
    const changed = await tx.run(
      `UPDATE "Post" SET "state" = ?, "submittedBy" = ?, "submittedAt" = ?, "decidedBy" = NULL, "decidedAt" = NULL, "decisionNote" = NULL, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ? AND "state" = 'draft'`,
      [needsApproval ? 'waiting' : 'scheduled', staffId, now, now, corpId, id, post.version],
    )
    if (changed === 0) throw conflict('changed-meanwhile')
    await noteStep(tx, deps, {
      corpId,
      staffId,
      id,
      step: 'submitted',
      detail: { planned: post.plan.planned, people: post.plan.people },
    })
    if (!needsApproval) await addStartJob(tx, deps, { corpId, postId: id, runAt: post.startsAt ?? now })
  })
  deps.jobs.nudge()
  return readPost(deps, scope, id)
}

async function requireReady(deps: Deps, post: StoredPost): Promise<void> {
  if (post.state !== 'draft') throw conflict('not-in-that-state', { state: post.state })
  const problems = await checkDraft(deps, post)
  if (!isReady(problems)) throw new AppError('invalid-input', { tell: { field: 'draft', problems } })
  // What is let go is what somebody has seen counted.
  if (post.planState !== 'ready' || post.plan.version !== post.version) throw conflict('count-first')
  if (post.plan.planned === 0) throw conflict('nobody-to-reach')
}

/** The second person says yes: it goes out at its time, or at once when that has passed while it waited. */
export async function approvePost(
  deps: Deps,
  scope: Scope,
  { id, note }: { id: string; note: string },
): Promise<Post> {
  const post = await requireDecidable(deps, scope, id)
  const problems = await problemsOfLate(deps, post)
  if (!isReady(problems)) throw conflict('no-longer-ready', { problems })
  await decide(deps, scope, { post, note, state: 'scheduled', step: 'approved' }, (tx) =>
    addStartJob(tx, deps, { corpId: post.corpId, postId: id, runAt: post.startsAt ?? deps.clock.now() }),
  )
  return readPost(deps, scope, id)
}

/** Let go at night it waits for the morning, which is no problem of the draft. */
async function problemsOfLate(deps: Deps, post: StoredPost): Promise<DraftProblems> {
  const draft = withoutPast(deps, post)
  const problems = await checkDraft(deps, { ...post, draft })
  if (draft.startsAt !== null || (await quietUntil(deps, post, deps.clock.nowMs())) === null) return problems
  return { ...problems, times: problems.times.filter((one) => one['is'] !== 'quiet-hours') }
}

function withoutPast(deps: Deps, { draft, startsAt }: StoredPost): StoredPost['draft'] {
  return startsAt !== null && startsAt < deps.clock.now() ? { ...draft, startsAt: null } : draft
}

/** Back to whoever wrote it, with the reason. */
export async function rejectPost(
  deps: Deps,
  scope: Scope,
  { id, note }: { id: string; note: string },
): Promise<Post> {
  const post = await requireDecidable(deps, scope, id)
  await decide(deps, scope, { post, note, state: 'draft', step: 'rejected' })
  return readPost(deps, scope, id).catch((error: unknown) => {
    // A draft is its author's again, and out of the sight of whoever sent it back.
    if (error instanceof AppError && error.kind === 'not-found') throw conflict('sent-back')
    throw error
  })
}

async function requireDecidable(deps: Deps, scope: Scope, id: string): Promise<StoredPost> {
  const post = await requirePost(deps, scope, id)
  if (post.state !== 'waiting') throw conflict('not-in-that-state', { state: post.state })
  if (!mayDecide(scope, post))
    throw new AppError('not-allowed', {
      tell: { reason: post.submittedBy === scope.staffId ? 'own-submission' : 'units-beyond' },
    })
  return post
}

async function decide(
  deps: Deps,
  { corpId, staffId }: Scope,
  { post, note, state, step }: { post: StoredPost; note: string; state: 'scheduled' | 'draft'; step: string },
  also?: (tx: SqlTx) => Promise<void>,
): Promise<void> {
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Post" SET "state" = ?, "decidedBy" = ?, "decidedAt" = ?, "decisionNote" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'waiting'`,
      [state, staffId, now, note === '' ? null : note, now, corpId, post.id],
    )
    if (changed === 0) throw conflict('changed-meanwhile')
    await noteStep(tx, deps, { corpId, staffId, id: post.id, step })
    await also?.(tx)
  })
  deps.jobs.nudge()
  deps.live.tell({ corpId, topic: 'post', id: post.id, detail: { state } })
}

/** Back into the composer, as long as nobody has been told. */
export async function withdrawPost(deps: Deps, scope: Scope, id: string): Promise<Post> {
  const { corpId, staffId } = scope
  const post = await requireOwnPost(deps, scope, id)
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Post" SET "state" = 'draft', "submittedBy" = NULL, "submittedAt" = NULL, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" IN ('waiting', 'scheduled')`,
      [deps.clock.now(), corpId, id],
    )
    if (changed === 0) throw conflict('not-in-that-state', { state: post.state })
    await noteStep(tx, deps, { corpId, staffId, id, step: 'withdrawn' })
  })
  return readPost(deps, scope, id)
}

/** From the calendar: another day or hour. What waits or is scheduled keeps its state. */
export async function movePost(
  deps: Deps,
  scope: Scope,
  { id, version, startsAt }: { id: string; version: number; startsAt: string },
): Promise<Post> {
  const { corpId, staffId } = scope
  const post = await requireOwnPost(deps, scope, id)
  const at = new Date(startsAt)
  const shiftMs = post.startsAt === null ? 0 : at.getTime() - post.startsAt.getTime()
  const endsAt = post.endsAt === null ? null : new Date(post.endsAt.getTime() + shiftMs)
  const draft = { ...post.draft, startsAt: at.toISOString(), endsAt: endsAt?.toISOString() ?? null }
  const { times } = await checkDraft(deps, { ...post, draft })
  if (times.length > 0)
    throw new AppError('invalid-input', { tell: { field: 'startsAt', problems: { times } } })
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Post" SET "draftJson" = ?, "startsAt" = ?, "endsAt" = ?, "version" = "version" + 1, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ? AND "state" IN ('draft', 'waiting', 'scheduled')`,
      [JSON.stringify(draft), at, endsAt, deps.clock.now(), corpId, id, version],
    )
    if (changed === 0) throw conflict('changed-meanwhile', { state: post.state })
    await noteStep(tx, deps, { corpId, staffId, id, step: 'moved', detail: { startsAt } })
    if (post.state === 'scheduled') await addStartJob(tx, deps, { corpId, postId: id, runAt: at })
  })
  return readPost(deps, scope, id)
}

import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { newId } from '../../../platform/new-id.ts'
import { requireAudiences } from '../../audiences/saved-audiences.ts'
import type { Deps } from '../../deps.ts'
import { postDraft, type Post, type PostDraft } from '../contract.ts'
import { conflict, pathsOf, requireOwnPost } from '../policy.ts'
import { readPost } from '../read-post.ts'
import { addPlanJob } from '../plan/plan-job.ts'
import { noteStep } from '../note-step.ts'
import type { PostKind, PostState } from '../../../domain/post/kinds.ts'

/** It counts within the units of whoever makes it. */
export async function createPost(
  deps: Deps,
  scope: Scope,
  { kind, draft = postDraft.parse({}) }: { kind: PostKind; draft?: PostDraft | undefined },
): Promise<Post> {
  await requireAudiences(deps, scope, draft.audience)
  const id = await deps.database.sql.transaction((tx) =>
    insertPost(tx, deps, scope, { kind, draft, from: null }),
  )
  return readPost(deps, scope, id)
}

/** A draft, or a template, as its own row. */
export async function insertPost(
  tx: SqlTx,
  deps: Deps,
  scope: Scope,
  {
    kind,
    draft,
    from,
    state = 'draft',
  }: { kind: PostKind; draft: PostDraft; from: string | null; state?: 'draft' | 'template' },
): Promise<string> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const paths = pathsOf(scope)
  if (paths.length === 0) throw new AppError('not-allowed', { tell: { reason: 'no-units' } })
  await tx.run(
    `INSERT INTO "Post" ("corpId", "id", "kind", "state", "title", "draftJson", "ownerStaffId", "startsAt", "endsAt", "copiedFrom", "createdAt", "updatedAt")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      corpId,
      id,
      kind,
      state,
      titleOf(draft),
      JSON.stringify(draft),
      staffId,
      ...timesOf(draft, state),
      from,
      now,
      now,
    ],
  )
  for (const path of paths)
    await tx.run('INSERT INTO "PostPath" ("corpId", "postId", "path") VALUES (?, ?, ?)', [corpId, id, path])
  await noteStep(tx, deps, { corpId, staffId, id, step: state === 'draft' ? 'created' : 'kept' })
  return id
}

/** The composer saves as somebody types; of two windows the later one is told. */
export async function saveDraft(
  deps: Deps,
  scope: Scope,
  { id, version, kind, draft }: { id: string; version: number; kind: PostKind; draft: PostDraft },
): Promise<Post> {
  const { corpId } = scope
  const before = await requireOwnPost(deps, scope, id)
  await requireAudiences(deps, scope, draft.audience)
  const changed = await deps.database.sql.run(
    `UPDATE "Post" SET "kind" = ?, "title" = ?, "draftJson" = ?, "startsAt" = ?, "endsAt" = ?, "version" = "version" + 1, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "version" = ? AND "state" = ? AND "state" IN ('draft', 'template')`,
    [
      kind,
      titleOf(draft),
      JSON.stringify(draft),
      ...timesOf(draft, before.state),
      deps.clock.now(),
      corpId,
      id,
      version,
      before.state,
    ],
  )
  const isOpen = before.state === 'draft' || before.state === 'template'
  if (changed === 0)
    throw conflict(isOpen ? 'changed-meanwhile' : 'not-in-that-state', { state: before.state })
  return readPost(deps, scope, id)
}

/** Counts the audience anew: whom it reaches, who sends, who is held back and why. */
export async function lookAtAudience(deps: Deps, scope: Scope, id: string): Promise<Post> {
  const post = await requireOwnPost(deps, scope, id)
  if (post.state !== 'draft') throw conflict('not-in-that-state', { state: post.state })
  await deps.database.sql.transaction((tx) => addPlanJob(tx, deps, post))
  deps.jobs.nudge()
  return readPost(deps, scope, id)
}

function titleOf({ title, content }: PostDraft): string {
  return title || content.text.replaceAll(/\s+/g, ' ').trim().slice(0, 30)
}

/** The times of a template are a pattern, and no days of the calendar. */
function timesOf({ startsAt, endsAt }: PostDraft, state: PostState): (Date | null)[] {
  if (state === 'template') return [null, null]
  return [startsAt, endsAt].map((at) => (at === null ? null : new Date(at)))
}

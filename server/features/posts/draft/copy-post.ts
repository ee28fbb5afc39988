import { timesOn } from '../../../domain/post/times.ts'
import type { LocalDate } from '../../../domain/time.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { requireAudiences } from '../../audiences/saved-audiences.ts'
import type { Deps } from '../../deps.ts'
import type { Post } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { conflict, requireOwnPost, requirePost } from '../policy.ts'
import { readPost } from '../read-post.ts'
import { insertPost } from './save-draft.ts'

/** A new draft with the contents and the audience of a post or a template: on a day at the same hours, else without times. */
export async function copyPost(
  deps: Deps,
  scope: Scope,
  { id: from, day }: { id: string; day: LocalDate | null },
): Promise<Post> {
  const { kind, draft } = await requirePost(deps, scope, from)
  const copy = { ...draft, ...timesOn(draft, day) }
  const id = await deps.database.sql.transaction((tx) =>
    insertPost(tx, deps, scope, { kind, draft: copy, from }),
  )
  return readPost(deps, scope, id)
}

/** Keeps a post as something to begin others with: contents, audience, and the hours of its day. */
export async function keepTemplate(
  deps: Deps,
  scope: Scope,
  { id: from, title }: { id: string; title: string },
): Promise<Post> {
  const { kind, draft } = await requirePost(deps, scope, from)
  await requireAudiences(deps, scope, draft.audience)
  const id = await deps.database.sql.transaction((tx) =>
    insertPost(tx, deps, scope, { kind, draft: { ...draft, title }, from, state: 'template' }),
  )
  return readPost(deps, scope, id)
}

/** Only a template goes without a trace: nobody has got anything of it. What was made from it stays. */
export async function dropTemplate(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId } = scope
  const { state } = await requireOwnPost(deps, scope, id)
  await deps.database.sql.transaction(async (tx) => {
    const gone = await tx.run(`DELETE FROM "Post" WHERE "corpId" = ? AND "id" = ? AND "state" = 'template'`, [
      corpId,
      id,
    ])
    if (gone === 0) throw conflict('not-in-that-state', { state })
    await tx.run('DELETE FROM "PostPath" WHERE "corpId" = ? AND "postId" = ?', [corpId, id])
    await noteStep(tx, deps, { corpId, staffId, id, step: 'template-dropped' })
  })
}

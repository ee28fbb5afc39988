import { AppError } from '../../platform/http/app-error.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import { countingScope } from '../audiences/population.ts'
import type { Deps } from '../deps.ts'
import { visiblePosts } from '../staff/planned-scope.ts'
import { unitPathsOf, visibleStaff, type Condition } from '../staff/scope.ts'
import { type Aimed, findPost, type StoredPost } from './stored-post.ts'

/** Foreign posts answer 404, like those that do not exist. */
export async function requirePost(deps: Deps, scope: Scope, id: string): Promise<StoredPost> {
  const { sql } = deps.database
  const visible = visiblePosts(scope)
  const rows = await sql.all(
    `SELECT 1 AS "ok" FROM "Post" p WHERE p."corpId" = ? AND p."id" = ? AND ${visible.sql}`,
    [scope.corpId, id, ...visible.params],
  )
  const post = rows.length === 0 ? null : await findPost(sql, { corpId: scope.corpId, id })
  if (!post) throw new AppError('not-found', { log: 'post outside the scope or unknown' })
  return post
}

/** A post, or a plan of steps. */
type Owned = Pick<StoredPost, 'ownerStaffId'>

export function mayEdit(scope: Scope, { ownerStaffId }: Owned): boolean {
  return ownerStaffId === scope.staffId || hasRole(scope, 'admin')
}

export function requireOwn<T extends Owned>(scope: Scope, one: T): T {
  if (!mayEdit(scope, one)) throw new AppError('not-allowed', { tell: { reason: 'not-yours' } })
  return one
}

export async function requireOwnPost(deps: Deps, scope: Scope, id: string): Promise<StoredPost> {
  return requireOwn(scope, await requirePost(deps, scope, id))
}

/** A second person, who answers for all units of the post: nobody approves what they submitted. */
export function mayDecide(scope: Scope, post: StoredPost): boolean {
  if (post.submittedBy === scope.staffId) return false
  if (hasRole(scope, 'admin')) return true
  return (
    hasRole(scope, 'manager') &&
    post.paths.every((path) => scope.unitPaths.some((own) => path.startsWith(own)))
  )
}

/** Whose rows of a post or plan somebody sees: their own, and those of the members they answer for. `column` is a staff id. */
export function visibleSenders(scope: Scope, column: string): Condition {
  return visibleStaff(countingScope(scope), column)
}

/** The units in which this person's posts count. */
export function pathsOf(scope: Scope): string[] {
  if (hasRole(scope, 'admin')) return ['/']
  const paths = [...new Set(unitPathsOf(scope))]
  return paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other)))
}

/** The owner as somebody who may count within the post's units; for jobs, which have no session. */
export function ownerScope({ corpId, ownerStaffId, paths }: Aimed): Scope {
  return {
    corpId,
    staffId: ownerStaffId,
    userid: '',
    app: 'console',
    roles: paths.includes('/') ? ['admin'] : ['advisor', 'manager'],
    unitPaths: paths,
  }
}

export function conflict(reason: string, tell: Record<string, unknown> = {}): AppError {
  return new AppError('conflict', { tell: { reason, ...tell } })
}

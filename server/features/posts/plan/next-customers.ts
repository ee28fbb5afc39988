import type { Condition } from '../../../domain/audience/condition.ts'
import type { Deps } from '../../deps.ts'
import { memberPage } from '../../audiences/member-page.ts'
import { members } from '../../audiences/population.ts'
import {
  audiencesNamed,
  type AudienceDbRow,
  livingAudiences,
  readStored,
} from '../../audiences/saved-audiences.ts'
import type { AudienceSort } from '../../audiences/contract.ts'
import { ownerScope } from '../policy.ts'
import type { Aimed, StoredPost } from '../stored-post.ts'

const PAGE = 1000

/** Whom a post means, as one condition; with the order and the cut of its saved audience, if that has one. */
export interface Meant {
  condition: Condition
  sort: AudienceSort
  top: number | null
}

export async function meantBy(deps: Deps, { corpId, draft }: Aimed): Promise<Meant> {
  const { audienceId, condition, excluded, excludedAudienceIds } = draft.audience
  const rows = await livingAudiences(deps, corpId, audiencesNamed(draft.audience))
  const of = (id: string): ReturnType<typeof readStored> => stored(rows, id)
  const chosen = audienceId === null ? null : of(audienceId)
  const out = [...(excluded === null ? [] : [excluded]), ...excludedAudienceIds.map((id) => of(id).condition)]
  return {
    condition: {
      all: [...(chosen === null ? [] : [chosen.condition]), condition, ...out.map((not) => ({ not }))],
    },
    sort: chosen?.sort ?? 'newest',
    top: chosen?.top ?? null,
  }
}

/** A saved audience that is gone means nobody, never everybody. */
export class AudienceGone extends Error {}

function stored(rows: readonly AudienceDbRow[], id: string): ReturnType<typeof readStored> {
  const row = rows.find((one) => one.id === id)
  if (!row) throw new AudienceGone('A saved audience of this post is gone')
  return readStored(row)
}

export async function countMeant(deps: Deps, post: StoredPost, { condition, top }: Meant): Promise<number> {
  const where = members(deps, ownerScope(post), condition)
  const [row] = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Customer" cu WHERE ${where.sql}`,
    where.params,
  )
  const count = Number(row?.n ?? 0)
  return top === null ? count : Math.min(count, top)
}

/** The next customers by id, or in the order of the audience when it is cut. */
export async function nextCustomers(
  deps: Deps,
  post: StoredPost,
  { meant, after }: { meant: Meant; after: string | null },
): Promise<{ customerIds: string[]; next: string | null }> {
  const scope = ownerScope(post)
  if (meant.top !== null) {
    const page = await memberPage(deps, scope, { ...meant, cursor: after ?? undefined, limit: PAGE })
    return { customerIds: page.items.map(({ id }) => id), next: page.nextCursor }
  }
  const where = members(deps, scope, meant.condition)
  const rows = await deps.database.sql.all<{ id: string }>(
    `SELECT cu."id" FROM "Customer" cu WHERE cu."corpId" = ? AND cu."id" > ? AND ${where.sql} ORDER BY cu."id" LIMIT ${PAGE}`,
    [post.corpId, after ?? '', ...where.params],
  )
  const customerIds = rows.map(({ id }) => id)
  return { customerIds, next: rows.length < PAGE ? null : (customerIds.at(-1) ?? null) }
}

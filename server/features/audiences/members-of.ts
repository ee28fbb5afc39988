import { z } from 'zod'
import type { Scope } from '../../platform/http/scope.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { memberPage } from './member-page.ts'
import { readStored } from './saved-audiences.ts'

const PAGE = 1000
const paths = z.array(z.string())

/**
 * The members of a saved audience as of now, a page at a time, for the features below: within the units of who saved it,
 * in its order, cut where it says. Evaluated on read, not kept as rows: a list kept by increments would have to be told of
 * every day that passes, and could be wrong; a question asked anew cannot.
 */
export async function membersOf(
  deps: Deps,
  corpId: string,
  audienceId: string,
  after?: string,
): Promise<{ customerIds: string[]; next: string | null }> {
  const row = await deps.database.db.audience.findUnique({
    where: { corpId_id: { corpId, id: audienceId } },
  })
  if (row === null || row.archivedAt !== null) throw new AppError('not-found', { log: 'no such audience' })
  const { condition, sort, top } = readStored(row)
  const owner: Scope = {
    corpId,
    staffId: row.ownerStaffId,
    userid: '',
    app: 'console',
    roles: ['advisor', 'manager'],
    unitPaths: paths.parse(JSON.parse(row.pathsJson)),
  }
  const page = await memberPage(deps, owner, {
    condition,
    sort: sort ?? 'newest',
    top,
    cursor: after,
    limit: PAGE,
  })
  return { customerIds: page.items.map((item) => item.id), next: page.nextCursor }
}

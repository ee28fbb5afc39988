import { quietUntilMs } from '../../../domain/post/times.ts'
import type { Deps } from '../../deps.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import type { StoredPost } from '../stored-post.ts'

/** Until when a post, or a part of one, waits that would go out at this instant; null: it goes. */
export async function quietUntil(
  { database: { sql } }: Pick<Deps, 'database'>,
  { corpId, kind, endsAt }: Pick<StoredPost, 'corpId' | 'kind' | 'endsAt'>,
  atMs: number,
): Promise<Date | null> {
  const { contact } = await readOutreach(sql, corpId)
  const untilMs = quietUntilMs({ kind, endsAtMs: endsAt?.getTime() ?? null }, contact, atMs)
  return untilMs === null ? null : new Date(untilMs)
}

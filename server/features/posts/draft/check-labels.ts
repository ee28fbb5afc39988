import type { Deps } from '../../deps.ts'
import type { PostAudience } from '../contract.ts'

/** Whether every type and tag of groups that is named, to be meant or to be left out, is still in use. */
export async function areLabelsLiving(
  { database: { db } }: Pick<Deps, 'database'>,
  corpId: string,
  { groupTypeIds, groupTagIds, excludedGroupTypeIds, excludedGroupTagIds }: PostAudience,
): Promise<boolean> {
  const ids = [...new Set([...groupTypeIds, ...groupTagIds, ...excludedGroupTypeIds, ...excludedGroupTagIds])]
  if (ids.length === 0) return true
  return (await db.groupLabel.count({ where: { corpId, id: { in: ids }, archivedAt: null } })) === ids.length
}

import type { SqlTx } from '../../../platform/db/index.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { CorpTagGroup } from '../../../wecom/index.ts'

/** The copy in the shape WeCom tells it in. */
export async function readStoredGroups(tx: SqlTx, corpId: string): Promise<CorpTagGroup[]> {
  const groups = await tx.all<{ id: string; name: string; order: number }>(
    `SELECT "groupId" AS "id", "name", "sortOrder" AS "order" FROM "TagGroup" WHERE "corpId" = ? AND "deletedAt" IS NULL`,
    [corpId],
  )
  const tags = await tx.all<{ id: string; groupId: string; name: string; order: number }>(
    `SELECT "tagId" AS "id", "groupId", "name", "sortOrder" AS "order" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL`,
    [corpId],
  )
  const byGroup = groupBy(tags, (tag) => tag.groupId)
  return groups.map((group) => ({
    ...group,
    deleted: false,
    tags: (byGroup.get(group.id) ?? []).map(({ id, name, order }) => ({ id, name, order, deleted: false })),
  }))
}

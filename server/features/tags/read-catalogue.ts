import { groupBy } from '../../platform/group-by.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { TagCatalogue } from './contract.ts'

interface Row {
  groupId: string
  groupName: string
  tagId: string
  name: string
  search: string
}

/** A larger order comes first, as in WeCom. */
export async function readCatalogue(deps: Deps, scope: Scope): Promise<TagCatalogue> {
  const rows = await deps.database.sql.all<Row>(
    `SELECT g."groupId", g."name" AS "groupName", t."tagId", t."name", t."search" FROM "TagGroup" g
     JOIN "Tag" t ON t."corpId" = g."corpId" AND t."groupId" = g."groupId" AND t."deletedAt" IS NULL
     WHERE g."corpId" = ? AND g."deletedAt" IS NULL
     ORDER BY g."sortOrder" DESC, g."groupId", t."sortOrder" DESC, t."tagId"`,
    [scope.corpId],
  )
  return {
    groups: [...groupBy(rows, (row) => row.groupId)].map(([groupId, tags]) => ({
      groupId,
      name: tags[0]?.groupName ?? '',
      tags: tags.map(({ tagId, name, search }) => ({ tagId, name, search })),
    })),
  }
}

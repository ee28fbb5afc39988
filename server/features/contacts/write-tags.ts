import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { TimelineFact } from '../customers/record-events.ts'
import { followKey, type IncomingFollow } from './incoming.ts'
import type { StoredFollow } from './stored.ts'

interface Row {
  now: IncomingFollow
  before: StoredFollow | undefined
}

/** Only the tags that came or went are written. */
export async function writeTags(tx: SqlTx, corpId: string, follows: Row[]): Promise<void> {
  const changed = follows.filter((row) => (row.before?.tagIds ?? []).join() !== row.now.tagIds.join())
  const gone = changed.flatMap(({ before, now }) =>
    (before?.tagIds ?? []).filter((id) => !now.tagIds.includes(id)).map((id) => `${followKey(now)} ${id}`),
  )
  if (gone.length > 0)
    await tx.run(
      `DELETE FROM "FollowTag" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}
       AND ${inTextList(tx.dialect, `"staffId" || ' ' || "externalUserid" || ' ' || "tagId"`)}`,
      [corpId, JSON.stringify(changed.map((row) => row.now.externalUserid)), JSON.stringify(gone)],
    )
  await bulkUpsert(tx, {
    table: 'FollowTag',
    columns: ['corpId', 'staffId', 'externalUserid', 'tagId'],
    key: ['corpId', 'staffId', 'externalUserid', 'tagId'],
    update: 'none',
    rows: changed.flatMap(({ before, now }) =>
      now.tagIds
        .filter((id) => !before?.tagIds.includes(id))
        .map((tagId) => ({ corpId, staffId: now.staffId, externalUserid: now.externalUserid, tagId })),
    ),
  })
}

/** The names as they were at the time: a tag may be renamed or deleted later. */
export async function withTagNames(
  tx: SqlTx,
  corpId: string,
  facts: TimelineFact[],
): Promise<TimelineFact[]> {
  const tagFacts = facts.filter((fact) => fact.kind === 'tag')
  if (tagFacts.length === 0) return facts
  const ids = tagFacts.flatMap(({ detail }) => [...listOf(detail['added']), ...listOf(detail['removed'])])
  const rows = await tx.all<{ tagId: string; name: string }>(
    `SELECT "tagId", "name" FROM "Tag" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"tagId"')}`,
    [corpId, JSON.stringify([...new Set(ids)])],
  )
  const names = new Map(rows.map((row) => [row.tagId, row.name]))
  const named = (ids: Detail[string] | undefined): string[] => listOf(ids).map((id) => names.get(id) ?? id)
  return facts.map((fact) =>
    fact.kind === 'tag'
      ? { ...fact, detail: { added: named(fact.detail['added']), removed: named(fact.detail['removed']) } }
      : fact,
  )
}

type Detail = TimelineFact['detail']

function listOf(value: Detail[string] | undefined): string[] {
  return Array.isArray(value) ? value : []
}

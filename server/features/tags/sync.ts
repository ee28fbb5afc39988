import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { digestOf } from '../../platform/digest.ts'
import { searchText } from '../../platform/search-text.ts'
import type { CallOptions, CorpTagGroup } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { addTally, type Tally } from '../staff/tally.ts'
import type { DriftNote } from '../contacts/drift.ts'

export interface TagsResult {
  tally: Tally
  failures: { objectId: string; kind: string; text: string }[]
  drift: DriftNote[]
}

/** All tags with one call. Deleting a group sends no events for its tags, so absence is what counts. */
export async function syncTags(
  deps: Deps,
  { corpId, options = {} }: { corpId: string; options?: CallOptions },
): Promise<TagsResult> {
  const { rows, invalidRows } = await deps.wecomOf(corpId).tags.listCorpTags(undefined, options)
  const groups = rows.filter((group) => !group.deleted)
  const isComplete = invalidRows.length === 0
  return deps.database.sql.transaction(async (tx) => {
    await holdTags(tx, corpId)
    const first = await writeKind(tx, deps, {
      corpId,
      table: 'TagGroup',
      rows: groups.map(groupRow),
      isComplete,
    })
    const second = await writeKind(tx, deps, {
      corpId,
      table: 'Tag',
      rows: groups.flatMap(tagRows),
      isComplete,
    })
    return {
      tally: addTally(first.tally, second.tally),
      failures: invalidRows.map((row) => ({
        objectId: row.id ?? `row ${row.index}`,
        kind: 'invalid',
        text: row.reason,
      })),
      drift: [...first.drift, ...second.drift],
    }
  })
}

/** One writer of a corp's copy at a time: each reads what the one before has written. SQLite has one writer anyway. */
export async function holdTags(tx: SqlTx, corpId: string): Promise<void> {
  if (tx.dialect === 'postgresql')
    await tx.all('SELECT pg_advisory_xact_lock(hashtext(?))', [`tags.copy:${corpId}`])
}

/** What WeCom said of some groups, those it said nothing of left alone. */
export async function keepTags(
  tx: SqlTx,
  deps: Deps,
  { corpId, groups }: { corpId: string; groups: readonly CorpTagGroup[] },
): Promise<void> {
  const isComplete = false
  await writeKind(tx, deps, { corpId, table: 'TagGroup', rows: groups.map(groupRow), isComplete })
  await writeKind(tx, deps, { corpId, table: 'Tag', rows: groups.flatMap(tagRows), isComplete })
}

interface TagRow {
  id: string
  groupId: string
  name: string
  sortOrder: number
  search: string
  digest: string
}

function groupRow(group: CorpTagGroup): TagRow {
  const { id, name, order } = group
  return { id, groupId: id, name, sortOrder: order, search: '', digest: digestOf([name, order]) }
}

function tagRows(group: CorpTagGroup): TagRow[] {
  return group.tags
    .filter((tag) => !tag.deleted)
    .map(({ id, name, order }) => ({
      id,
      groupId: group.id,
      name,
      sortOrder: order,
      search: searchText(name),
      digest: digestOf([group.id, name, order]),
    }))
}

async function writeKind(
  tx: SqlTx,
  deps: Deps,
  {
    corpId,
    table,
    rows,
    isComplete,
  }: { corpId: string; table: 'Tag' | 'TagGroup'; rows: TagRow[]; isComplete: boolean },
): Promise<{ tally: Tally; drift: DriftNote[] }> {
  const key = table === 'Tag' ? 'tagId' : 'groupId'
  const stored = await tx.all<{ id: string; name: string; digest: string; deletedAt: string | null }>(
    `SELECT "${key}" AS "id", "name", "digest", "deletedAt" FROM "${table}" WHERE "corpId" = ?`,
    [corpId],
  )
  const known = new Map(stored.map((row) => [row.id, row]))
  const differing = rows.filter((row) => {
    const before = known.get(row.id)
    return before?.digest !== row.digest || before.deletedAt !== null
  })
  if (table === 'Tag')
    await bulkUpsert(tx, {
      table,
      columns: ['corpId', 'tagId', 'groupId', 'name', 'sortOrder', 'search', 'digest', 'deletedAt'],
      key: ['corpId', 'tagId'],
      rows: differing.map(({ id, ...row }) => ({ corpId, tagId: id, ...row })),
    })
  else
    await bulkUpsert(tx, {
      table,
      columns: ['corpId', 'groupId', 'name', 'sortOrder', 'digest', 'deletedAt'],
      key: ['corpId', 'groupId'],
      rows: differing.map(({ groupId, name, sortOrder, digest }) => ({
        corpId,
        groupId,
        name,
        sortOrder,
        digest,
      })),
    })
  const seen = new Set(rows.map((row) => row.id))
  const gone = isComplete ? stored.filter((row) => row.deletedAt === null && !seen.has(row.id)) : []
  if (gone.length > 0)
    await tx.run(
      `UPDATE "${table}" SET "deletedAt" = ? WHERE "corpId" = ? AND ${inTextList(tx.dialect, `"${key}"`)}`,
      [deps.clock.now(), corpId, JSON.stringify(gone.map((row) => row.id))],
    )
  const created = differing.filter((row) => !known.has(row.id)).length
  const base = { objectKind: 'tag' as const, state: 'repaired' as const }
  return {
    tally: { seen: rows.length, created, changed: differing.length - created, ended: gone.length },
    drift: [
      ...differing.map((row) => {
        const ours = known.get(row.id)?.name ?? null
        const reason = ours === null ? ('missing' as const) : ('lost-event' as const)
        return { ...base, objectId: row.id, field: 'name', ours, theirs: row.name, reason }
      }),
      ...gone.map((row) => ({
        ...base,
        objectId: row.id,
        field: 'deletedAt',
        ours: row.name,
        theirs: null,
        reason: 'vanished' as const,
      })),
    ],
  }
}

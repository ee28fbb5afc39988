import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { groupBy } from '../../../platform/group-by.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { visibleGroupOwners } from '../../staff/scope.ts'
import { labelKind, type Labelling } from './contract.ts'

/** Sorts groups of owners one answers for: to be a member of a group is enough to see it, not to sort it. */
export async function labelGroups(
  deps: Deps,
  scope: Scope,
  { chatIds, typeId, add, remove }: Labelling,
): Promise<{ changed: number }> {
  const { corpId } = scope
  return deps.database.sql.transaction(async (tx) => {
    await requireLabels(tx, corpId, { type: typeId == null ? [] : [typeId], tag: [...add, ...remove] })
    const groups = await readGroups(tx, scope, chatIds)
    let changed = 0
    for (const { chatId, before } of groups) {
      const tagIds = [...new Set([...before.tagIds, ...add])].filter((id) => !remove.includes(id)).sort()
      const after = { typeId: typeId === undefined ? before.typeId : typeId, tagIds }
      if (JSON.stringify(after) === JSON.stringify(before)) continue
      await write(tx, { corpId, chatId, before, after })
      const detail = { before, after }
      await writeAudit(tx, deps, scope, {
        action: 'group-labels-set',
        objectKind: 'group',
        objectId: chatId,
        detail,
      })
      changed += 1
    }
    return { changed }
  })
}

interface Labels {
  typeId: string | null
  tagIds: string[]
}

async function requireLabels(
  tx: SqlTx,
  corpId: string,
  asked: { type: string[]; tag: string[] },
): Promise<void> {
  const ids = [...asked.type, ...asked.tag]
  const rows = await tx.all<{ id: string; kind: string }>(
    `SELECT "id", "kind" FROM "GroupLabel" WHERE "corpId" = ? AND "archivedAt" IS NULL AND ${inTextList(tx.dialect, '"id"')}`,
    [corpId, JSON.stringify(ids)],
  )
  const kinds = new Map(rows.map((row) => [row.id, labelKind.parse(row.kind)]))
  for (const kind of labelKind.options)
    if (asked[kind].some((id) => kinds.get(id) !== kind))
      throw new AppError('invalid-input', { tell: { field: kind, reason: 'unknown-label' } })
}

async function readGroups(
  tx: SqlTx,
  scope: Scope,
  chatIds: readonly string[],
): Promise<{ chatId: string; before: Labels }[]> {
  const { corpId } = scope
  const visible = visibleGroupOwners(scope, 'g."ownerStaffId"')
  const ids = JSON.stringify(chatIds)
  const groups = await tx.all<{ chatId: string; typeId: string | null }>(
    `SELECT g."chatId", g."typeId" FROM "Group" g WHERE g."corpId" = ? AND ${inTextList(tx.dialect, 'g."chatId"')} AND ${visible.sql}`,
    [corpId, ids, ...visible.params],
  )
  if (groups.length < new Set(chatIds).size)
    throw new AppError('not-found', { log: 'a group outside the scope or unknown' })
  const tags = groupBy(
    await tx.all<{ chatId: string; labelId: string }>(
      `SELECT "chatId", "labelId" FROM "GroupTagging" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"chatId"')}`,
      [corpId, ids],
    ),
    (row) => row.chatId,
  )
  return groups.map(({ chatId, typeId }) => ({
    chatId,
    before: { typeId, tagIds: (tags.get(chatId) ?? []).map((row) => row.labelId).sort() },
  }))
}

async function write(
  tx: SqlTx,
  { corpId, chatId, before, after }: { corpId: string; chatId: string; before: Labels; after: Labels },
): Promise<void> {
  if (after.typeId !== before.typeId)
    await tx.run('UPDATE "Group" SET "typeId" = ? WHERE "corpId" = ? AND "chatId" = ?', [
      after.typeId,
      corpId,
      chatId,
    ])
  for (const id of before.tagIds.filter((one) => !after.tagIds.includes(one)))
    await tx.run('DELETE FROM "GroupTagging" WHERE "corpId" = ? AND "chatId" = ? AND "labelId" = ?', [
      corpId,
      chatId,
      id,
    ])
  for (const id of after.tagIds.filter((one) => !before.tagIds.includes(one)))
    await tx.run('INSERT INTO "GroupTagging" ("corpId", "chatId", "labelId") VALUES (?, ?, ?)', [
      corpId,
      chatId,
      id,
    ])
}

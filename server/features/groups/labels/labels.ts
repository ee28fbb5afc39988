import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { newId } from '../../../platform/new-id.ts'
import { writeAudit } from '../../audit.ts'
import { readCorpSetting, writeCorpSetting } from '../../corp-setting.ts'
import type { Deps } from '../../deps.ts'
import { visibleGroups } from '../policy.ts'
import { labelKind, type LabelInput, type LabelKind, type LabelList } from './contract.ts'
import { STARTER_TYPES } from './starter-types.ts'

const MOST: Record<LabelKind, number> = { type: 30, tag: 100 }
/** Types are offered once: who removes them does not find them again. */
const SEEDED = 'group-types-seeded'

/** All types and tags in the order they were made, each with how many groups in use have it. */
export async function listLabels(deps: Deps, scope: Scope): Promise<LabelList> {
  const { sql } = deps.database
  const visible = visibleGroups(scope)
  const rows = await sql.all<{ id: string; kind: string; name: string; groups: number }>(
    `SELECT l."id", l."kind", l."name",
       (SELECT COUNT(*) FROM "Group" g WHERE g."corpId" = l."corpId" AND g."dismissedAt" IS NULL AND ${visible.sql} AND (g."typeId" = l."id"
         OR EXISTS (SELECT 1 FROM "GroupTagging" t WHERE t."corpId" = g."corpId" AND t."chatId" = g."chatId" AND t."labelId" = l."id"))) AS "groups"
     FROM "GroupLabel" l WHERE l."corpId" = ? AND l."archivedAt" IS NULL ORDER BY l."createdAt", l."id"`,
    [...visible.params, scope.corpId],
  )
  return {
    items: rows.map((row) => ({ ...row, kind: labelKind.parse(row.kind), groups: Number(row.groups) })),
  }
}

export async function createLabel(deps: Deps, scope: Scope, input: LabelInput): Promise<{ id: string }> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  await deps.database.sql.transaction(async (tx) => {
    const held = await requireFree(tx, { corpId, ...input })
    if (held >= MOST[input.kind]) throw new AppError('limit-reached', { tell: { reason: 'too-many-labels' } })
    await insertLabel(tx, { corpId, id, ...input, createdBy: staffId, createdAt: now })
    await note(tx, deps, { scope, action: 'group-label-made', id, detail: input })
  })
  return { id }
}

export async function renameLabel(
  deps: Deps,
  scope: Scope,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const { corpId } = scope
  await deps.database.sql.transaction(async (tx) => {
    const before = await requireLabel(tx, corpId, id)
    if (before.name === name) return
    await requireFree(tx, { corpId, kind: before.kind, name })
    await tx.run('UPDATE "GroupLabel" SET "name" = ? WHERE "corpId" = ? AND "id" = ?', [name, corpId, id])
    await note(tx, deps, {
      scope,
      action: 'group-label-renamed',
      id,
      detail: { before: before.name, after: name },
    })
  })
}

/** Groups lose it; the groups themselves stay as they are. */
export async function archiveLabel(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId } = scope
  await deps.database.sql.transaction(async (tx) => {
    const { name, kind } = await requireLabel(tx, corpId, id)
    const now = deps.clock.now()
    await tx.run('UPDATE "GroupLabel" SET "archivedAt" = ? WHERE "corpId" = ? AND "id" = ?', [
      now,
      corpId,
      id,
    ])
    const groups =
      kind === 'type'
        ? await tx.run('UPDATE "Group" SET "typeId" = NULL WHERE "corpId" = ? AND "typeId" = ?', [corpId, id])
        : await tx.run('DELETE FROM "GroupTagging" WHERE "corpId" = ? AND "labelId" = ?', [corpId, id])
    await note(tx, deps, { scope, action: 'group-label-removed', id, detail: { name, kind, groups } })
  })
}

/** The first types of a corp, once. */
export async function seedTypes(deps: Deps): Promise<void> {
  for (const { corpId } of deps.corps.all())
    await deps.database.sql.transaction(async (tx) => {
      if ((await readCorpSetting(tx, corpId, SEEDED)) !== undefined) return
      await writeCorpSetting(tx, deps, { corpId, key: SEEDED, value: true })
      const now = deps.clock.now()
      for (const [n, name] of STARTER_TYPES.entries()) {
        // Ids in the order of the list.
        const id = newId(now.getTime() + n)
        await insertLabel(tx, { corpId, id, kind: 'type', name, createdBy: null, createdAt: now })
      }
    })
}

export async function requireLabel(
  tx: SqlTx,
  corpId: string,
  id: string,
): Promise<{ kind: LabelKind; name: string }> {
  const [row] = await tx.all<{ kind: string; name: string }>(
    'SELECT "kind", "name" FROM "GroupLabel" WHERE "corpId" = ? AND "id" = ? AND "archivedAt" IS NULL',
    [corpId, id],
  )
  if (!row) throw new AppError('not-found', { log: 'no such group label' })
  return { kind: labelKind.parse(row.kind), name: row.name }
}

/** How many there are of the kind; a name may be there once. */
async function requireFree(
  tx: SqlTx,
  { corpId, kind, name }: { corpId: string; kind: LabelKind; name: string },
): Promise<number> {
  const [row] = await tx.all<{ n: number; taken: number | null }>(
    `SELECT COUNT(*) AS "n", MAX(CASE WHEN "name" = ? THEN 1 ELSE 0 END) AS "taken" FROM "GroupLabel"
     WHERE "corpId" = ? AND "kind" = ? AND "archivedAt" IS NULL`,
    [name, corpId, kind],
  )
  if (Number(row?.taken ?? 0) === 1)
    throw new AppError('conflict', { tell: { field: 'name', reason: 'name-taken' } })
  return Number(row?.n ?? 0)
}

async function insertLabel(
  tx: SqlTx,
  row: {
    corpId: string
    id: string
    kind: LabelKind
    name: string
    createdBy: string | null
    createdAt: Date
  },
): Promise<void> {
  const { corpId, id, kind, name, createdBy, createdAt } = row
  await tx.run(
    'INSERT INTO "GroupLabel" ("corpId", "id", "kind", "name", "createdBy", "createdAt") VALUES (?, ?, ?, ?, ?, ?)',
    [corpId, id, kind, name, createdBy, createdAt],
  )
}

async function note(
  tx: SqlTx,
  deps: Deps,
  { scope, action, id, detail }: { scope: Scope; action: string; id: string; detail: object },
): Promise<void> {
  await writeAudit(tx, deps, scope, { action, objectKind: 'group-label', objectId: id, detail })
}

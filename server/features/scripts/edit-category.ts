import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'

interface CategoryInput {
  name: string
  sortOrder?: number | undefined
  parentId?: string | null | undefined
}

/** Deep enough for a dealer; a list of folders in a narrow page is read no deeper. */
const MOST_LEVELS = 3

export async function createCategory(
  deps: Deps,
  corpId: string,
  { name, sortOrder, parentId = null }: CategoryInput,
): Promise<{ id: string }> {
  const { db } = deps.database
  const id = ulid(deps.clock.nowMs())
  await requirePlace(deps, corpId, { id, parentId })
  const last = await db.scriptCategory.aggregate({ where: { corpId }, _max: { sortOrder: true } })
  await db.scriptCategory.create({
    data: { corpId, id, name, parentId, sortOrder: sortOrder ?? (last._max.sortOrder ?? 0) + 1 },
  })
  return { id }
}

export async function updateCategory(
  deps: Deps,
  corpId: string,
  id: string,
  input: CategoryInput,
): Promise<{ id: string }> {
  const { name, sortOrder, parentId } = input
  if (parentId !== undefined) await requirePlace(deps, corpId, { id, parentId })
  const { count } = await deps.database.db.scriptCategory.updateMany({
    where: { corpId, id },
    data: {
      name,
      ...(sortOrder === undefined ? {} : { sortOrder }),
      ...(parentId === undefined ? {} : { parentId }),
    },
  })
  if (count === 0) throw new AppError('not-found', { log: 'no such category' })
  return { id }
}

/** Only an empty category goes: its scripts would have no place. */
export async function deleteCategory(deps: Deps, corpId: string, id: string): Promise<void> {
  await deps.database.db.$transaction(async (tx) => {
    const scripts = await tx.script.count({ where: { corpId, categoryId: id } })
    if (scripts > 0) throw new AppError('conflict', { log: 'category has scripts', tell: { scripts } })
    const folders = await tx.scriptCategory.count({ where: { corpId, parentId: id } })
    if (folders > 0) throw new AppError('conflict', { log: 'category has folders', tell: { folders } })
    const { count } = await tx.scriptCategory.deleteMany({ where: { corpId, id } })
    if (count === 0) throw new AppError('not-found', { log: 'no such category' })
  })
}

/** A folder lies in one that exists, never in itself or below itself, and not too deep. */
async function requirePlace(
  { database: { db } }: Deps,
  corpId: string,
  { id, parentId }: { id: string; parentId: string | null },
): Promise<void> {
  if (parentId === null) return
  const rows = await db.scriptCategory.findMany({ where: { corpId }, select: { id: true, parentId: true } })
  const parentOf = new Map(rows.map((row) => [row.id, row.parentId]))
  let above = 0
  for (let at: string | null = parentId; at !== null; at = parentOf.get(at) ?? null) {
    if (!parentOf.has(at) || at === id || above >= rows.length)
      throw new AppError('invalid-input', { log: 'no place for a folder', tell: { field: 'parentId' } })
    above += 1
  }
  if (above + levelsBelow(rows, id) > MOST_LEVELS)
    throw new AppError('invalid-input', {
      log: 'folders too deep',
      tell: { field: 'parentId', levels: MOST_LEVELS },
    })
}

/** 1 for a folder without folders in it. */
function levelsBelow(rows: readonly { id: string; parentId: string | null }[], id: string): number {
  const inside = rows.filter((row) => row.parentId === id && row.id !== id)
  return 1 + Math.max(0, ...inside.map((row) => levelsBelow(rows, row.id)))
}

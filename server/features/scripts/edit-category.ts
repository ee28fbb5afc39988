import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'

interface CategoryInput {
  name: string
  sortOrder?: number | undefined
}

export async function createCategory(
  deps: Deps,
  corpId: string,
  { name, sortOrder }: CategoryInput,
): Promise<{ id: string }> {
  const { db } = deps.database
  const id = ulid(deps.clock.nowMs())
  const last = await db.scriptCategory.aggregate({ where: { corpId }, _max: { sortOrder: true } })
  await db.scriptCategory.create({
    data: { corpId, id, name, sortOrder: sortOrder ?? (last._max.sortOrder ?? 0) + 1 },
  })
  return { id }
}

export async function updateCategory(
  deps: Deps,
  corpId: string,
  id: string,
  input: CategoryInput,
): Promise<{ id: string }> {
  const { name, sortOrder } = input
  const { count } = await deps.database.db.scriptCategory.updateMany({
    where: { corpId, id },
    data: { name, ...(sortOrder === undefined ? {} : { sortOrder }) },
  })
  if (count === 0) throw new AppError('not-found', { log: 'no such category' })
  return { id }
}

/** Only an empty category goes: its scripts would have no place. */
export async function deleteCategory(deps: Deps, corpId: string, id: string): Promise<void> {
  await deps.database.db.$transaction(async (tx) => {
    const scripts = await tx.script.count({ where: { corpId, categoryId: id } })
    if (scripts > 0) throw new AppError('conflict', { log: 'category has scripts', tell: { scripts } })
    const { count } = await tx.scriptCategory.deleteMany({ where: { corpId, id } })
    if (count === 0) throw new AppError('not-found', { log: 'no such category' })
  })
}

import type { ScriptCategory } from '../../../../api/script-library.ts'

export interface Folder extends ScriptCategory {
  /** 0 for the top. */
  level: number
  /** '保养维修 / 价目表' */
  path: string
}

/** The folders as a tree is read: each one followed by those in it. One whose parent is gone stands at the top. */
export function foldersOf(categories: readonly ScriptCategory[]): Folder[] {
  const known = new Set(categories.map(({ id }) => id))
  const below = (parentId: string | null, level: number, above: string): Folder[] =>
    categories
      .filter((one) => (one.parentId !== null && known.has(one.parentId) ? one.parentId : null) === parentId)
      .flatMap((one) => {
        const path = above === '' ? one.name : `${above} / ${one.name}`
        return [{ ...one, level, path }, ...below(one.id, level + 1, path)]
      })
  return below(null, 0, '')
}

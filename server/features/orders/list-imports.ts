import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Deps } from '../deps.ts'
import type { ImportList } from './contract.ts'
import { toImportRun } from './run-row.ts'

const PAGE = 20

/** Imports of the corp, newest first. */
export async function listImports(
  deps: Deps,
  corpId: string,
  cursor: string | undefined,
): Promise<ImportList> {
  const after = readCursor(cursor)
  const { db } = deps.database
  const rows = await db.importRun.findMany({
    where: { corpId, ...(after ? { id: { lt: after.id } } : {}) },
    orderBy: { id: 'desc' },
    take: PAGE + 1,
  })
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: row.createdAt.toISOString(),
    id: row.id,
  }))
  const staff = await db.staff.findMany({
    where: { corpId, id: { in: items.flatMap((row) => row.startedBy ?? []) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(staff.map((row) => [row.id, row.name]))
  return { items: items.map((row) => toImportRun(row, nameOf.get(row.startedBy ?? '') ?? null)), nextCursor }
}

import { ulid } from 'ulid'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { digestOf } from '../../platform/digest.ts'
import type { Department } from '../../wecom/index.ts'
import type { Tally } from './tally.ts'

interface StoredUnit {
  id: string
  departmentId: number
  name: string
  digest: string
  lostAt: string | null
}

/** departmentId → unit id. */
export type UnitIndex = Map<number, string>

/** The tree as WeCom shows it now. Units that are gone keep their row: people and figures of the past hang on it. */
export async function writeUnits(
  tx: SqlTx,
  input: { corpId: string; departments: readonly Department[]; isComplete: boolean; now: Date },
): Promise<{ units: UnitIndex; tally: Tally }> {
  const { corpId, now } = input
  const stored = await tx.all<StoredUnit>(
    'SELECT "id", "departmentId", "name", "digest", "lostAt" FROM "Unit" WHERE "corpId" = ?',
    [corpId],
  )
  const known = new Map(stored.map((row) => [row.departmentId, row]))
  const units: UnitIndex = new Map(stored.map((row) => [row.departmentId, row.id]))
  for (const { id } of input.departments) if (!units.has(id)) units.set(id, ulid(now.getTime()))
  const rows = unitRows(input.departments, { units, known })
  const differing = rows.filter((row) => {
    const before = known.get(row.departmentId)
    return before?.digest !== row.digest || before.lostAt !== null
  })
  await bulkUpsert(tx, {
    table: 'Unit',
    columns: [
      'corpId',
      'id',
      'departmentId',
      'parentId',
      'name',
      'kind',
      'path',
      'sortOrder',
      'lostAt',
      'digest',
    ],
    key: ['corpId', 'id'],
    rows: differing.map((row) => ({ ...row, corpId, lostAt: null })),
  })
  const seen = new Set(input.departments.map((department) => department.id))
  const gone = input.isComplete
    ? stored.filter((row) => row.lostAt === null && !seen.has(row.departmentId))
    : []
  if (gone.length > 0)
    await tx.run(`UPDATE "Unit" SET "lostAt" = ? WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`, [
      now,
      corpId,
      JSON.stringify(gone.map((row) => row.id)),
    ])
  const created = differing.filter((row) => !known.has(row.departmentId)).length
  return {
    units,
    tally: { seen: rows.length, created, changed: differing.length - created, ended: gone.length },
  }
}

const KINDS = ['brand', 'region', 'dealer', 'store', 'team'] as const

function unitRows(
  departments: readonly Department[],
  { units, known }: { units: UnitIndex; known: Map<number, StoredUnit> },
) {
  const byId = new Map(departments.map((department) => [department.id, department]))
  return departments.map((department) => {
    const line = lineOf(department, byId)
    const ids = line.map((one) => units.get(one.id) ?? '')
    // Some secrets may not see names; an empty one must not wipe out what we know.
    const name = department.name || known.get(department.id)?.name || `部门 ${department.id}`
    const row = {
      id: ids.at(-1) ?? '',
      departmentId: department.id,
      parentId: ids.at(-2) ?? null,
      name,
      kind: kindOf(name, line.length - 1),
      path: `/${ids.join('/')}/`,
      sortOrder: department.order,
    }
    return { ...row, digest: digestOf([row.parentId, name, row.kind, row.path, row.sortOrder]) }
  })
}

/** From the top of what is visible down to the department. An app may see a branch without its root. */
function lineOf(department: Department, byId: Map<number, Department>): Department[] {
  const line = [department]
  const met = new Set([department.id])
  for (;;) {
    const parent = byId.get(line[0]?.parentId ?? 0)
    if (!parent || met.has(parent.id)) return line
    met.add(parent.id)
    line.unshift(parent)
  }
}

/** Brand → region → dealer → store by depth; a name that ends in 店 is a store wherever it hangs. */
function kindOf(name: string, depth: number): (typeof KINDS)[number] {
  if (/店$/.test(name) && depth > 0) return 'store'
  return KINDS[Math.min(depth, KINDS.length - 1)] ?? 'team'
}

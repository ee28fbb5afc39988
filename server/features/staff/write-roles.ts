import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { userKeyOf } from './find-staff.ts'

interface RoleRow {
  staffId: string
  role: string
  unitId: string
  source: 'wecom' | 'env'
}

/**
 * Leaders of a unit manage its subtree; LIUKE_ADMINS are admins. What a person gave by hand stays as it is.
 * Only the rows of this corp whose source is the directory or the settings are compared.
 */
export async function writeRoles(
  tx: SqlTx,
  { corpId, admins }: { corpId: string; admins: readonly string[] },
): Promise<boolean> {
  const [leaders, people, stored] = [
    await tx.all<{ staffId: string; unitId: string }>(
      `SELECT su."staffId", su."unitId" FROM "StaffUnit" su JOIN "Staff" s ON s."corpId" = su."corpId" AND s."id" = su."staffId"
       WHERE su."corpId" = ? AND su."isLeader" = ? AND s."status" <> 'left'`,
      [corpId, true],
    ),
    await tx.all<{ id: string; userKey: string }>('SELECT "id", "userKey" FROM "Staff" WHERE "corpId" = ?', [
      corpId,
    ]),
    await tx.all<RoleRow>(
      `SELECT "staffId", "role", "unitId", "source" FROM "StaffRole" WHERE "corpId" = ? AND "source" IN ('wecom', 'env')`,
      [corpId],
    ),
  ]
  const adminKeys = new Set(admins.map(userKeyOf))
  const wanted: RoleRow[] = [
    ...leaders.map((row): RoleRow => ({ ...row, role: 'manager', source: 'wecom' })),
    ...people
      .filter((row) => adminKeys.has(row.userKey))
      .map((row): RoleRow => ({ staffId: row.id, role: 'admin', unitId: '', source: 'env' })),
  ]
  const wantedKeys = new Set(wanted.map(keyOf))
  const storedKeys = new Set(stored.map(keyOf))
  const surplus = stored.filter((row) => !wantedKeys.has(keyOf(row)))
  const missing = wanted.filter((row) => !storedKeys.has(keyOf(row)))
  for (const { staffId, role, unitId, source } of surplus)
    await tx.run(
      'DELETE FROM "StaffRole" WHERE "corpId" = ? AND "staffId" = ? AND "role" = ? AND "unitId" = ? AND "source" = ?',
      [corpId, staffId, role, unitId, source],
    )
  await bulkUpsert(tx, {
    table: 'StaffRole',
    columns: ['corpId', 'staffId', 'role', 'unitId', 'source'],
    key: ['corpId', 'staffId', 'role', 'unitId'],
    update: 'none',
    rows: missing.map((row) => ({ corpId, ...row })),
  })
  return surplus.length + missing.length > 0
}

function keyOf(row: RoleRow): string {
  return [row.staffId, row.role, row.unitId, row.source].join(' ')
}

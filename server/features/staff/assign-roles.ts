import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { RoleAssignment } from './contract.ts'

/** Replaces the manual roles of one person. Sessions of that person end, so that the new rights count at once. */
export async function assignRoles(
  deps: Deps,
  scope: Scope,
  { staffId, roles }: { staffId: string; roles: RoleAssignment['roles'] },
): Promise<{ id: string }> {
  const { corpId } = scope
  await deps.database.db.$transaction(async (tx) => {
    const known = await tx.staff.count({ where: { corpId, id: staffId } })
    if (known === 0) throw new AppError('not-found')
    const units = await tx.unit.count({
      where: { corpId, id: { in: roles.map((row) => row.unitId).filter(Boolean) } },
    })
    if (units !== new Set(roles.map((row) => row.unitId).filter(Boolean)).size)
      throw new AppError('invalid-input', { tell: { field: 'unitId' } })
    const before = await tx.staffRole.findMany({ where: { corpId, staffId, source: 'manual' } })
    const others = await tx.staffRole.findMany({ where: { corpId, staffId, source: { not: 'manual' } } })
    await tx.staffRole.deleteMany({ where: { corpId, staffId, source: 'manual' } })
    const fresh = roles.filter(
      (row) => !others.some((old) => old.role === row.role && old.unitId === row.unitId),
    )
    for (const { role, unitId } of fresh)
      await tx.staffRole.create({ data: { corpId, staffId, role, unitId, source: 'manual' } })
    await tx.staff.update({
      where: { corpId_id: { corpId, id: staffId } },
      data: { version: { increment: 1 } },
    })
    await writeAudit(tx, deps, scope, {
      action: 'roles-assigned',
      objectKind: 'staff',
      objectId: staffId,
      detail: { before: before.map(({ role, unitId }) => ({ role, unitId })), after: fresh },
    })
  })
  return { id: staffId }
}

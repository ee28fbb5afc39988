import type { RoleAssignment, StaffRow } from '../../../../api/staff.ts'

export type RoleLine = RoleAssignment['roles'][number]

/** Only what was given by hand is edited; the rest follows its source. */
export function manualRoles(person: Pick<StaffRow, 'roles'>): RoleLine[] {
  return person.roles.filter((role) => role.source === 'manual').map(({ role, unitId }) => ({ role, unitId }))
}

/** Ready to be saved: a manager needs a unit, nobody else has one, and nothing stands twice. */
export function checkedRoles(lines: readonly RoleLine[]): { roles: RoleLine[] } | { missingUnitAt: number } {
  const missingUnitAt = lines.findIndex((line) => line.role === 'manager' && line.unitId === '')
  if (missingUnitAt >= 0) return { missingUnitAt }
  const seen = new Map<string, RoleLine>()
  for (const line of lines) {
    const unitId = line.role === 'manager' ? line.unitId : ''
    seen.set(`${line.role}/${unitId}`, { role: line.role, unitId })
  }
  return { roles: [...seen.values()] }
}

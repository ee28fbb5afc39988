import type { RoleAssignment, StaffList, UnitList } from '../../server/features/staff/contract.ts'
import { get, put } from './request.ts'

export type { RoleAssignment, StaffList, UnitList }
export type StaffRow = StaffList['items'][number]
export type Unit = UnitList['items'][number]

export interface StaffSearch {
  q?: string | undefined
  unitId?: string | undefined
  status?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export function listUnits(signal?: AbortSignal): Promise<UnitList> {
  return get('/units', signal ? { signal } : {})
}

export function listStaff(search: StaffSearch, signal?: AbortSignal): Promise<StaffList> {
  return get('/staff', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function saveRoles(staffId: string, assignment: RoleAssignment): Promise<{ id: string }> {
  return put(`/staff/${encodeURIComponent(staffId)}/roles`, assignment)
}

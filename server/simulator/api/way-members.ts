import type { Simulation } from '../simulation.ts'
import { departmentById, subtree } from '../world/departments.ts'

/** Members named, and everybody in and below the departments who serves customers; without repeats. */
export function membersOf(
  sim: Simulation,
  of: { userids: readonly string[]; departments: readonly number[] },
): string[] | 'no such department' {
  if (of.departments.some((id) => !departmentById(id))) return 'no such department'
  const below = new Set(of.departments.flatMap((id) => subtree(id).map((one) => one.id)))
  const inside = sim.world.staff
    .all()
    .filter((one) => one.status === 1 && one.customerContact && one.departments.some((id) => below.has(id)))
  const named = of.userids.map((userid) => sim.world.staff.find(userid)?.userid ?? userid)
  return [...new Set([...named, ...inside.map((one) => one.userid)])]
}

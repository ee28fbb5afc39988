import {
  isWecomError,
  type CallOptions,
  type Department,
  type Member,
  type Wecom,
} from '../../wecom/index.ts'
import { userKeyOf } from './find-staff.ts'

const IN_FLIGHT = 4

export interface Directory {
  departments: Department[]
  members: Member[]
  /** False when a part could not be read: then absence means nothing. */
  isComplete: boolean
  failures: { objectId: string; kind: string; text: string }[]
  calls: number
}

/** The tree, then the direct members of each department; a member of several is listed by each. */
export async function readDirectory(wecom: Wecom, options: CallOptions): Promise<Directory> {
  const { rows: departments, invalidRows } = await wecom.directory.listDepartments(options)
  const failures = invalidRows.map((row) => ({
    objectId: `department ${row.id ?? row.index}`,
    kind: 'invalid',
    text: row.reason,
  }))
  const members = new Map<string, Member>()
  const queue = departments.map((department) => department.id)
  const readNext = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const found = await readDepartment(wecom, id, options)
      failures.push(...found.failures)
      for (const member of found.members) members.set(userKeyOf(member.userid), member)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, readNext))
  return {
    departments,
    members: [...members.values()],
    isComplete: failures.length === 0,
    failures,
    calls: 1 + departments.length,
  }
}

async function readDepartment(
  wecom: Wecom,
  id: number,
  options: CallOptions,
): Promise<Pick<Directory, 'members' | 'failures'>> {
  try {
    const { rows, invalidRows } = await wecom.directory.listMembers(id, options)
    return {
      members: rows,
      failures: invalidRows.map((row) => ({
        objectId: row.id ?? `department ${id}`,
        kind: 'invalid',
        text: row.reason,
      })),
    }
  } catch (error) {
    // A department may vanish, or be closed to us, between the two calls: the others are still worth reading.
    if (!isWecomError(error, 'gone', 'denied', 'refused', 'invalid')) throw error
    return {
      members: [],
      failures: [{ objectId: `department ${id}`, kind: error.kind, text: error.message }],
    }
  }
}

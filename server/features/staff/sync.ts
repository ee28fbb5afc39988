import { isWecomError, type Department, type Member } from '../../wecom/index.ts'
import type { CallOptions } from '../../wecom/index.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { loadStaffIndex, userKeyOf, type StaffIndex } from './find-staff.ts'
import { readDirectory } from './read-directory.ts'
import { addTally, type Tally } from './tally.ts'
import { writeRoles } from './write-roles.ts'
import { markLeft, writeStaff } from './write-staff.ts'
import { writeUnits, type UnitIndex } from './write-units.ts'

export interface DirectoryResult {
  tally: Tally
  failures: { objectId: string; kind: string; text: string }[]
  /** More people vanished at once than the brake lets through; nobody was marked. */
  braked: string[]
  calls: number
}

/** The whole directory: units, members, leaders' roles, and who has left. */
export async function syncDirectory(
  deps: Deps,
  { corpId, signal, confirm = false }: { corpId: string; signal?: AbortSignal; confirm?: boolean },
): Promise<DirectoryResult> {
  const options: CallOptions = { priority: 'background', ...(signal ? { signal } : {}) }
  const read = await readDirectory(deps.wecomOf(corpId), options)
  const tally = await writeDirectory(deps, { corpId, ...read })
  const missing = await missingStaff(deps, { corpId, seen: read.members })
  if (!confirm && isTooMany(deps, missing, read.members.length))
    return { tally, failures: read.failures, braked: missing.map((row) => row.userid), calls: read.calls }
  const { left, failures } = await askForMissing(deps, { corpId, missing, options })
  return {
    tally: { ...tally, ended: tally.ended + left },
    failures: [...read.failures, ...failures],
    braked: [],
    calls: read.calls + missing.length,
  }
}

/** One member: after a directory event, or a log-in before the first sync. Answers whether they are still there. */
export async function syncMember(
  deps: Deps,
  { corpId, userid }: { corpId: string; userid: string },
): Promise<'present' | 'left' | 'unknown'> {
  const { sql } = deps.database
  const member = await askMember(deps, { corpId, userid, options: { priority: 'interactive' } })
  const now = deps.clock.now()
  if (member) {
    await sql.transaction(async (tx) => {
      await writeStaff(tx, { corpId, members: [member], units: await unitIndex(tx, corpId), now })
      await writeRoles(tx, { corpId, admins: adminsOf(deps, corpId) })
    })
    return member.status === 5 ? 'left' : 'present'
  }
  const known = (await loadStaffIndex(deps, corpId)).get(userKeyOf(userid))
  if (known === undefined) return 'unknown'
  await sql.transaction((tx) => leave(tx, deps, { corpId, staffIds: [known] }))
  return 'left'
}

/** The tree alone, after an event about a department. */
export async function syncUnits(deps: Deps, corpId: string): Promise<void> {
  const { rows, invalidRows } = await deps.wecomOf(corpId).directory.listDepartments()
  const now = deps.clock.now()
  await deps.database.sql.transaction((tx) =>
    writeUnits(tx, { corpId, departments: rows, isComplete: invalidRows.length === 0, now }),
  )
}

/**
 * Staff ids of these userids; people the directory did not name are asked for one by one. Somebody who is gone gets a
 * row as well: their follows wait for a new owner.
 */
export async function ensureStaff(
  deps: Deps,
  corpId: string,
  userids: readonly string[],
): Promise<StaffIndex> {
  const index = await loadStaffIndex(deps, corpId)
  const unknown = [...new Map(userids.map((userid) => [userKeyOf(userid), userid]))].filter(
    ([key]) => !index.has(key),
  )
  if (unknown.length === 0) return index
  const members: Member[] = []
  for (const [, userid] of unknown) {
    const found = await askMember(deps, { corpId, userid, options: { priority: 'normal' } })
    members.push(found ?? { userid, name: userid, departments: [], leads: [], directLeaders: [], status: 5 })
  }
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await writeStaff(tx, { corpId, members, units: await unitIndex(tx, corpId), now })
    await writeRoles(tx, { corpId, admins: adminsOf(deps, corpId) })
  })
  return loadStaffIndex(deps, corpId)
}

async function writeDirectory(
  deps: Deps,
  input: { corpId: string; departments: Department[]; members: Member[]; isComplete: boolean },
): Promise<Tally> {
  const { corpId, departments, members, isComplete } = input
  const now = deps.clock.now()
  return deps.database.sql.transaction(async (tx) => {
    const { units, tally } = await writeUnits(tx, { corpId, departments, isComplete, now })
    const staff = await writeStaff(tx, { corpId, members, units, now })
    await writeRoles(tx, { corpId, admins: adminsOf(deps, corpId) })
    return addTally(tally, staff)
  })
}

interface StaffRef {
  id: string
  userid: string
}

async function missingStaff(
  deps: Deps,
  { corpId, seen }: { corpId: string; seen: Member[] },
): Promise<StaffRef[]> {
  const rows = await deps.database.sql.all<StaffRef & { userKey: string }>(
    `SELECT "id", "userid", "userKey" FROM "Staff" WHERE "corpId" = ? AND "status" <> 'left'`,
    [corpId],
  )
  const keys = new Set(seen.map((member) => userKeyOf(member.userid)))
  return rows.filter((row) => !keys.has(row.userKey))
}

function isTooMany(deps: Deps, missing: StaffRef[], present: number): boolean {
  const { brakeCount, brakeShare } = deps.defaults
  return missing.length > brakeCount && missing.length > brakeShare * (present + missing.length)
}

/** Absence proves nothing (an app may see single members without their department), so each is asked for. */
async function askForMissing(
  deps: Deps,
  { corpId, missing, options }: { corpId: string; missing: StaffRef[]; options: CallOptions },
): Promise<{ left: number; failures: DirectoryResult['failures'] }> {
  const gone: string[] = []
  const present: Member[] = []
  const failures: DirectoryResult['failures'] = []
  for (const { id, userid } of missing) {
    try {
      const member = await askMember(deps, { corpId, userid, options })
      if (member) present.push(member)
      else gone.push(id)
    } catch (error) {
      if (!isWecomError(error, 'denied', 'refused', 'invalid')) throw error
      failures.push({ objectId: userid, kind: error.kind, text: error.message })
    }
  }
  const now = deps.clock.now()
  if (gone.length + present.length > 0)
    await deps.database.sql.transaction(async (tx) => {
      if (present.length > 0)
        await writeStaff(tx, { corpId, members: present, units: await unitIndex(tx, corpId), now })
      await leave(tx, deps, { corpId, staffIds: gone })
    })
  return { left: gone.length, failures }
}

async function leave(
  tx: SqlTx,
  deps: Deps,
  { corpId, staffIds }: { corpId: string; staffIds: string[] },
): Promise<void> {
  await markLeft(tx, { corpId, staffIds, now: deps.clock.now() })
  await writeRoles(tx, { corpId, admins: adminsOf(deps, corpId) })
}

/** null: WeCom does not know this userid (any more). */
async function askMember(
  deps: Deps,
  { corpId, userid, options }: { corpId: string; userid: string; options: CallOptions },
): Promise<Member | null> {
  try {
    return await deps.wecomOf(corpId).directory.getMember(userid, options)
  } catch (error) {
    if (isWecomError(error, 'gone')) return null
    throw error
  }
}

async function unitIndex(tx: SqlTx, corpId: string): Promise<UnitIndex> {
  const rows = await tx.all<{ id: string; departmentId: number }>(
    'SELECT "id", "departmentId" FROM "Unit" WHERE "corpId" = ?',
    [corpId],
  )
  return new Map(rows.map((row) => [row.departmentId, row.id]))
}

/** Each corp names its own: the same userid in a sister corp is another person. */
function adminsOf({ corps }: Deps, corpId: string): readonly string[] {
  return corps.find(corpId)?.admins ?? []
}

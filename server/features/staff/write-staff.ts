import { ulid } from 'ulid'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { digestOf } from '../../platform/digest.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Member } from '../../wecom/index.ts'
import { userKeyOf } from './find-staff.ts'
import type { Tally } from './tally.ts'
import type { UnitIndex } from './write-units.ts'

export type StaffStatus = 'active' | 'disabled' | 'inactive' | 'left'

interface StoredStaff {
  id: string
  userKey: string
  status: StaffStatus
  digest: string
  avatar: string | null
}

/** A member as we keep it. `units` are unit ids with whether the member leads them. */
interface StaffRow {
  id: string
  userid: string
  userKey: string
  name: string
  position: string | null
  avatar: string | null
  status: StaffStatus
  mainUnitId: string | null
  units: { unitId: string; isLeader: boolean }[]
  digest: string
}

/** Members as WeCom shows them now; unchanged ones are not written. Nobody leaves here: see markLeft. */
export async function writeStaff(
  tx: SqlTx,
  input: { corpId: string; members: readonly Member[]; units: UnitIndex; now: Date },
): Promise<Tally> {
  const { corpId, members, units, now } = input
  const stored = await tx.all<StoredStaff>(
    `SELECT "id", "userKey", "status", "digest", "avatar" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"userKey"')}`,
    [corpId, JSON.stringify(members.map((member) => userKeyOf(member.userid)))],
  )
  const known = new Map(stored.map((row) => [row.userKey, row]))
  const rows = members.map((member) =>
    staffRow(member, { units, before: known.get(userKeyOf(member.userid)), now }),
  )
  const differing = rows.filter((row) => known.get(row.userKey)?.digest !== row.digest)
  const created = differing.filter((row) => !known.has(row.userKey))
  await upsertStaff(tx, { corpId, rows: differing, now })
  await replaceUnits(tx, { corpId, rows: differing })
  const moved = differing.filter((row) => (known.get(row.userKey)?.status ?? row.status) !== row.status)
  await endSessions(tx, { corpId, staffIds: moved.map((row) => row.id) })
  return { seen: rows.length, created: created.length, changed: differing.length - created.length, ended: 0 }
}

/** Their follows stay: somebody has to take them over. */
export async function markLeft(
  tx: SqlTx,
  { corpId, staffIds, now }: { corpId: string; staffIds: readonly string[]; now: Date },
): Promise<void> {
  if (staffIds.length === 0) return
  await tx.run(
    `UPDATE "Staff" SET "status" = 'left', "leftAt" = COALESCE("leftAt", ?), "digest" = '', "updatedAt" = ?
     WHERE "corpId" = ? AND "status" <> 'left' AND ${inTextList(tx.dialect, '"id"')}`,
    [now, now, corpId, JSON.stringify(staffIds)],
  )
  await endSessions(tx, { corpId, staffIds })
}

/** A session holds the version it was opened with. */
async function endSessions(
  tx: SqlTx,
  { corpId, staffIds }: { corpId: string; staffIds: readonly string[] },
): Promise<void> {
  if (staffIds.length === 0) return
  await tx.run(
    `UPDATE "Staff" SET "version" = "version" + 1 WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [corpId, JSON.stringify(staffIds)],
  )
}

async function upsertStaff(
  tx: SqlTx,
  { corpId, rows, now }: { corpId: string; rows: StaffRow[]; now: Date },
): Promise<void> {
  const kept = [
    'userid',
    'name',
    'position',
    'avatar',
    'status',
    'mainUnitId',
    'leftAt',
    'search',
    'digest',
    'updatedAt',
  ] as const
  await bulkUpsert(tx, {
    table: 'Staff',
    columns: ['corpId', 'id', 'userKey', ...kept, 'followsCustomers', 'language', 'version', 'createdAt'],
    key: ['corpId', 'userKey'],
    update: kept,
    rows: rows.map((row) => ({
      corpId,
      id: row.id,
      userKey: row.userKey,
      userid: row.userid,
      name: row.name,
      position: row.position,
      avatar: row.avatar,
      status: row.status,
      mainUnitId: row.mainUnitId,
      leftAt: row.status === 'left' ? now : null,
      search: searchText(row.name, row.userid),
      digest: row.digest,
      updatedAt: now,
      followsCustomers: false,
      language: 'zh-CN',
      version: 1,
      createdAt: now,
    })),
  })
}

async function replaceUnits(
  tx: SqlTx,
  { corpId, rows }: { corpId: string; rows: StaffRow[] },
): Promise<void> {
  if (rows.length === 0) return
  await tx.run(`DELETE FROM "StaffUnit" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"staffId"')}`, [
    corpId,
    JSON.stringify(rows.map((row) => row.id)),
  ])
  await bulkUpsert(tx, {
    table: 'StaffUnit',
    columns: ['corpId', 'staffId', 'unitId', 'isLeader'],
    key: ['corpId', 'staffId', 'unitId'],
    rows: rows.flatMap((row) => row.units.map((unit) => ({ corpId, staffId: row.id, ...unit }))),
  })
}

function staffRow(
  member: Member,
  { units, before, now }: { units: UnitIndex; before: StoredStaff | undefined; now: Date },
): StaffRow {
  const led = new Set(member.leads)
  const places = [...new Set(member.departments)].flatMap((departmentId) => {
    const unitId = units.get(departmentId)
    return unitId === undefined ? [] : [{ unitId, isLeader: led.has(departmentId) }]
  })
  const main = units.get(member.mainDepartment ?? member.departments[0] ?? 0)
  const row = {
    id: before?.id ?? ulid(now.getTime()),
    userid: member.userid,
    userKey: userKeyOf(member.userid),
    name: member.name,
    position: member.position ?? null,
    // Apps made since 2022 get no avatar; one a person has shown us stays.
    avatar: member.avatar ?? before?.avatar ?? null,
    status: statusOf(member.status),
    mainUnitId: main ?? places[0]?.unitId ?? null,
    units: places,
  }
  const { id: _id, units: _units, ...values } = row
  return {
    ...row,
    digest: digestOf([...Object.values(values), places.map((place) => [place.unitId, place.isLeader])]),
  }
}

function statusOf(status: number | undefined): StaffStatus {
  if (status === 2) return 'disabled'
  if (status === 4) return 'inactive'
  return status === 5 ? 'left' : 'active'
}

import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../../domain/time.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import { isWecomError, type CallOptions } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { loadStaffIndex, userKeyOf, type StaffIndex } from '../../staff/find-staff.ts'

const OWNERS_PER_CALL = 100
/** How far back a company's first reading goes. WeCom keeps 180 days. */
const FIRST_DAYS = 30
/** WeCom may still be counting: the last days are read again. */
const READ_AGAIN_DAYS = 2

/** Days to read, the newest first: those that were never read, and the last ones. */
export async function daysToRead(deps: Deps, corpId: string): Promise<LocalDate[]> {
  const today = localDateOf(deps.clock.nowMs())
  const days = Array.from({ length: FIRST_DAYS }, (_, n) => addDays(today, -1 - n))
  const rows = await deps.database.sql.all<{ day: string }>(
    'SELECT "day" FROM "GroupCountDay" WHERE "corpId" = ? AND "day" >= ?',
    [corpId, days.at(-1) ?? today],
  )
  const known = new Set(rows.map((row) => row.day))
  return days.filter((day, n) => n < READ_AGAIN_DAYS || !known.has(day))
}

/** One day of all owners, written whole. WeCom counts by owner, never by group. */
export async function readDay(
  deps: Deps,
  { corpId, day, options }: { corpId: string; day: LocalDate; options: CallOptions },
): Promise<void> {
  const { sql } = deps.database
  const [owners, staff] = await Promise.all([readOwners(deps, corpId), loadStaffIndex(deps, corpId)])
  // Before the first copy nobody is known to ask about, and "nothing" would be a lie.
  if (owners.here.length + owners.left.length === 0) return
  const readAt = deps.clock.now()
  const rows: Row[] = []
  for (let at = 0; at < owners.here.length; at += OWNERS_PER_CALL)
    rows.push(
      ...(await ask(deps, { corpId, day, owners: owners.here.slice(at, at + OWNERS_PER_CALL), options })),
    )
  // WeCom may refuse a call for one departed userid; it must not cost the others their counts.
  for (const owner of owners.left)
    rows.push(
      ...(await ask(deps, { corpId, day, owners: [owner], options }).catch((error: unknown) => {
        if (isWecomError(error, 'gone')) return []
        throw error
      })),
    )
  await sql.transaction(async (tx) => {
    await tx.run('DELETE FROM "GroupCount" WHERE "corpId" = ? AND "day" = ?', [corpId, day])
    await bulkUpsert(tx, {
      table: 'GroupCount',
      columns: [
        ...(['corpId', 'day', 'ownerUserid', 'ownerStaffId', 'newGroups', 'groups'] as const),
        ...(['groupsTalking', 'newMembers', 'members', 'membersTalking', 'messages'] as const),
      ],
      key: ['corpId', 'day', 'ownerUserid'],
      rows: rows.map(({ owner, ...counts }) => ({
        ...counts,
        corpId,
        day,
        ownerUserid: owner,
        ownerStaffId: staffOf(staff, owner),
      })),
    })
    await bulkUpsert(tx, {
      table: 'GroupCountDay',
      columns: ['corpId', 'day', 'readAt'],
      key: ['corpId', 'day'],
      rows: [{ corpId, day, readAt }],
    })
  })
}

const staffOf = (staff: StaffIndex, owner: string): string | null => staff.get(userKeyOf(owner)) ?? null

/** Owners of groups that are or were in use, those who have left apart. */
async function readOwners(deps: Deps, corpId: string): Promise<{ here: string[]; left: string[] }> {
  const rows = await deps.database.sql.all<{ userid: string; isHere: number }>(
    `SELECT g."ownerUserid" AS "userid", MAX(CASE WHEN s."status" <> 'left' THEN 1 ELSE 0 END) AS "isHere"
     FROM "Group" g LEFT JOIN "Staff" s ON s."corpId" = g."corpId" AND s."id" = g."ownerStaffId"
     WHERE g."corpId" = ? AND g."ownerUserid" <> '' GROUP BY g."ownerUserid" ORDER BY g."ownerUserid"`,
    [corpId],
  )
  const of = (isHere: boolean): string[] =>
    rows.filter((row) => (Number(row.isHere) === 1) === isHere).map((row) => row.userid)
  return { here: of(true), left: of(false) }
}

type Row = Awaited<ReturnType<ReturnType<Deps['wecomOf']>['statistics']['groupsByOwner']>>['rows'][number]

async function ask(
  deps: Deps,
  {
    corpId,
    day,
    owners,
    options,
  }: { corpId: string; day: LocalDate; owners: string[]; options: CallOptions },
): Promise<Row[]> {
  const { statistics } = deps.wecomOf(corpId)
  const atMs = startOfDayMs(day)
  const rows: Row[] = []
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const page = await statistics.groupsByOwner({ owners, offset, fromAt: atMs, toAt: atMs }, options)
    rows.push(...page.rows)
    offset = page.nextOffset
  }
  return rows
}

import type { TransferFamily, TransferReason } from '../../domain/transfer-reasons.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowFlag, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'

const YEAR_MS = 365 * 86_400_000

/** Somebody who gives or takes, as the copy knows them. */
export interface StaffFacts {
  id: string
  userid: string
  name: string
  position: string
  unitId: string | null
  unitName: string
  status: string
  followsCustomers: boolean
  leftAt: Date | null
  /** Customers now. */
  current: number
}

const CURRENT = `(SELECT COUNT(*) FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id" AND f."endedAt" IS NULL)`

export const STAFF_COLUMNS = `s."id", s."userid", s."name", s."position", s."mainUnitId", u."name" AS "unitName", s."status",
  s."followsCustomers", s."leftAt", ${CURRENT} AS "current"`

export const STAFF_FROM = `"Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"`

export function staffFacts(row: SqlRow): StaffFacts {
  return {
    id: String(row['id']),
    userid: String(row['userid']),
    name: String(row['name']),
    position: row['position'] === null ? '' : String(row['position']),
    unitId: row['mainUnitId'] === null ? null : String(row['mainUnitId']),
    unitName: row['unitName'] === null ? '' : String(row['unitName']),
    status: String(row['status']),
    followsCustomers: rowFlag(row['followsCustomers']),
    leftAt: rowTimeOrNull(row['leftAt']),
    current: Number(row['current']),
  }
}

export async function readStaffFacts(
  sql: SqlTx,
  corpId: string,
  staffIds: readonly string[],
): Promise<Map<string, StaffFacts>> {
  const rows = await sql.all(
    `SELECT ${STAFF_COLUMNS} FROM ${STAFF_FROM} WHERE s."corpId" = ? AND ${inTextList(sql.dialect, 's."id"')}`,
    [corpId, JSON.stringify(staffIds)],
  )
  return new Map(rows.map((row) => [String(row['id']), staffFacts(row)]))
}

/** Why this person cannot take over; being full is a matter of how many they would get. */
export function takerProblems(taker: StaffFacts, giverId: string): TransferReason[] {
  if (taker.id === giverId) return ['same-person']
  if (taker.status === 'left' || taker.status === 'disabled') return ['taker-has-left']
  if (taker.status === 'inactive') return ['taker-not-activated']
  return taker.followsCustomers ? [] : ['taker-without-function']
}

/** Why nothing of this person can be handed over in this family. */
export function giverProblems(
  deps: Pick<Deps, 'clock'>,
  giver: StaffFacts,
  family: TransferFamily,
): TransferReason[] {
  const hasLeft = giver.status === 'left'
  if (family === 'onjob') return hasLeft ? ['giver-has-left'] : []
  if (!hasLeft) return ['giver-has-not-left']
  const leftMs = giver.leftAt?.getTime() ?? Infinity
  return deps.clock.nowMs() - leftMs > YEAR_MS ? ['giver-left-over-a-year'] : []
}

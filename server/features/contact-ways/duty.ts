import { dutyTimeOf, staffOnDuty, type Duty, type DutyRow } from '../../domain/live-code-duty.ts'
import { rowFlag } from '../../platform/db/row-values.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { startOfToday } from './period.ts'

export interface CodeStaffRow extends DutyRow {
  codeId: string
  staffId: string
  name: string
}

/** Everybody behind these codes, with what today has brought them by this code. */
export async function readDutyRows(
  tx: SqlTx,
  deps: Deps,
  { corpId, codeId }: { corpId: string; codeId?: string },
): Promise<CodeStaffRow[]> {
  const only = codeId === undefined ? '' : 'AND cs."codeId" = ?'
  const rows = await tx.all<SqlRow>(
    `SELECT cs."codeId", cs."staffId", cs."isSpare", cs."weekdays", cs."fromMinute", cs."toMinute", cs."capPerDay",
       s."userid", s."name", s."status", s."followsCustomers",
       (SELECT COUNT(*) FROM "LiveCodeLead" l WHERE l."corpId" = cs."corpId" AND l."codeId" = cs."codeId"
          AND l."staffId" = cs."staffId" AND l."addedAt" >= ?) AS "addedToday"
     FROM "LiveCodeStaff" cs
     JOIN "LiveCode" c ON c."corpId" = cs."corpId" AND c."id" = cs."codeId" AND c."endedAt" IS NULL
     JOIN "Staff" s ON s."corpId" = cs."corpId" AND s."id" = cs."staffId"
     WHERE cs."corpId" = ? ${only} ORDER BY cs."codeId", s."name", s."id"`,
    [startOfToday(deps), corpId, ...(codeId === undefined ? [] : [codeId])],
  )
  return rows.map((row) => ({
    codeId: String(row['codeId']),
    staffId: String(row['staffId']),
    userid: String(row['userid']),
    name: String(row['name']),
    isWorking: row['status'] === 'active' && rowFlag(row['followsCustomers']),
    isSpare: rowFlag(row['isSpare']),
    weekdays: String(row['weekdays']),
    fromMinute: Number(row['fromMinute']),
    toMinute: Number(row['toMinute']),
    capPerDay: row['capPerDay'] === null ? null : Number(row['capPerDay']),
    addedToday: Number(row['addedToday']),
  }))
}

export function dutyNow(deps: Pick<Deps, 'clock'>, rows: readonly DutyRow[]): Duty {
  return staffOnDuty(rows, dutyTimeOf(deps.clock.nowMs()))
}

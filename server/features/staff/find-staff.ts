import type { Deps } from '../deps.ts'

/** userids differ in case from answer to answer; this is the form they are compared in. */
export function userKeyOf(userid: string): string {
  return userid.toLowerCase()
}

export type StaffIndex = Map<string, string>

/** userKey → staff id of the whole corp. */
export async function loadStaffIndex(deps: Deps, corpId: string): Promise<StaffIndex> {
  const rows = await deps.database.sql.all<{ userKey: string; id: string }>(
    'SELECT "userKey", "id" FROM "Staff" WHERE "corpId" = ?',
    [corpId],
  )
  return new Map(rows.map((row) => [row.userKey, row.id]))
}

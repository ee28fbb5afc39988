import type { Deps } from '../../deps.ts'

/** What a person got by one handover, so that a plan can take just that. Groups follow the same condition. */
export async function readCameBy(
  deps: Deps,
  { corpId, handoverId, staffId }: { corpId: string; handoverId: string; staffId: string },
): Promise<{ customers: ReadonlySet<string>; groups: ReadonlySet<string> }> {
  const rows = await deps.database.sql.all<{ kind: string; objectId: string }>(
    `SELECT "kind", "objectId" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "toStaffId" = ? AND "state" = 'done'`,
    [corpId, handoverId, staffId],
  )
  const of = (kind: string): ReadonlySet<string> =>
    new Set(rows.filter((row) => row.kind === kind).map((row) => row.objectId))
  return { customers: of('customer'), groups: of('group') }
}

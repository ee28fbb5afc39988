import { rowTimeOrNull } from '../../../platform/db/row-values.ts'
import type { SqlRow } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { MOVES_IN_90_DAYS, NINETY_DAYS_MS } from '../plan/check-rows.ts'
import { requireHandover, type StoredHandover } from '../policy.ts'
import { readStaffFacts, takerProblems } from '../staff-facts.ts'
import type { UndoList } from './contract.ts'

/** What of a run can still be cancelled or given back, with its limits. */
export async function readUndo(deps: Deps, scope: Scope, id: string): Promise<UndoList> {
  const stored = await requireHandover(deps, scope, id)
  const { corpId, fromStaffId } = stored
  const [open, moved, staff] = await Promise.all([
    readOpen(deps, stored),
    readMoved(deps, stored),
    readStaffFacts(deps.database.sql, corpId, [fromStaffId]),
  ])
  const giver = staff.get(fromStaffId)
  return {
    ...open,
    moved,
    giver: {
      staffId: fromStaffId,
      name: giver?.name ?? '',
      problems: giver ? takerProblems(giver, '') : ['taker-has-left'],
    },
  }
}

async function readOpen(
  deps: Deps,
  { corpId, id }: StoredHandover,
): Promise<Pick<UndoList, 'cancel' | 'asked'>> {
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT "kind", CASE WHEN "state" = 'queued' THEN 1 ELSE 0 END AS "isQueued", COUNT(*) AS "n", MAX("dueAt") AS "until"
     FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "state" IN ('queued', 'unknown', 'accepted', 'waiting')
     GROUP BY "kind", CASE WHEN "state" = 'queued' THEN 1 ELSE 0 END`,
    [corpId, id],
  )
  const count = (kind: string, isQueued: number): number =>
    Number(rows.find((row) => row['kind'] === kind && Number(row['isQueued']) === isQueued)?.['n'] ?? 0)
  const untils = rows.flatMap((row) =>
    Number(row['isQueued']) === 1 ? [] : (rowTimeOrNull(row['until'] ?? null)?.toISOString() ?? []),
  )
  return {
    cancel: { customers: count('customer', 1), groups: count('group', 1) },
    asked: {
      customers: count('customer', 0),
      groups: count('group', 0),
      until: untils.sort().at(-1) ?? null,
    },
  }
}

/** Only what the successor still has: a customer who left them, or went on to somebody, cannot come back from them. */
async function readMoved(deps: Deps, { corpId, id }: StoredHandover): Promise<UndoList['moved']> {
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT m."staffId", s."name", m."kind", COUNT(*) AS "n", SUM(m."isWorn") AS "worn", SUM(m."isHeld") AS "held" FROM (
       SELECT r."corpId", r."kind", r."toStaffId" AS "staffId",
         CASE WHEN (SELECT COUNT(*) FROM "HandoverTry" t WHERE t."corpId" = r."corpId" AND t."kind" = r."kind" AND t."objectId" = r."objectId"
           AND t."startedAt" > ? AND t."family" = 'onjob' AND t."state" IN ('accepted', 'done')) >= ${MOVES_IN_90_DAYS} THEN 1 ELSE 0 END AS "isWorn",
         CASE WHEN EXISTS (SELECT 1 FROM "HandoverRow" o WHERE o."corpId" = r."corpId" AND o."kind" = r."kind" AND o."objectId" = r."objectId"
           AND o."fromStaffId" = r."toStaffId" AND o."openKey" IS NOT NULL) THEN 1 ELSE 0 END AS "isHeld"
       FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND r."state" = 'done' AND ${STILL_THERE}) m
     JOIN "Staff" s ON s."corpId" = m."corpId" AND s."id" = m."staffId"
     GROUP BY m."staffId", s."name", m."kind" ORDER BY s."name", m."staffId"`,
    [new Date(deps.clock.nowMs() - NINETY_DAYS_MS), corpId, id],
  )
  const found = new Map<string, UndoList['moved'][number]>()
  for (const row of rows) {
    const staffId = String(row['staffId'])
    const none = { staffId, name: String(row['name']), customers: 0, groups: 0, worn: 0, held: 0 }
    const one = found.get(staffId) ?? none
    one[row['kind'] === 'group' ? 'groups' : 'customers'] += Number(row['n'])
    one.worn += Number(row['worn'])
    one.held += Number(row['held'])
    found.set(staffId, one)
  }
  return [...found.values()]
}

/** On rows `r` that ended well: the relation, or the group, is still the successor's. */
export const STILL_THERE = `CASE WHEN r."kind" = 'customer'
  THEN EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = r."corpId" AND f."staffId" = r."toStaffId" AND f."externalUserid" = r."objectId" AND f."endedAt" IS NULL)
  ELSE EXISTS (SELECT 1 FROM "Group" g WHERE g."corpId" = r."corpId" AND g."chatId" = r."objectId" AND g."ownerStaffId" = r."toStaffId" AND g."dismissedAt" IS NULL) END`

import { ruleOf, type FoundRule } from '../../../domain/handover-rule.ts'
import { localDateOf } from '../../../domain/time.ts'
import { isUniqueViolation } from '../../../platform/db/database-error.ts'
import { rowTimeOrNull } from '../../../platform/db/row-values.ts'
import type { SqlRow } from '../../../platform/db/index.ts'
import { newId } from '../../../platform/new-id.ts'
import type { Deps } from '../../deps.ts'
import { noticePlanned } from '../../notices/index.ts'
import type { PlanInput } from '../plan/contract.ts'
import { emptyDraft, planFirst } from '../plan/draft.ts'
import { readRules } from './rules.ts'

const RECENT_MS = 30 * 86_400_000
/** Leavers looked at in one round; a company that loses more waits for the next one. */
const LIMIT = 50
const MOST_TAKERS = 50

interface Leaver {
  id: string
  name: string
  unitId: string | null
  unitPath: string
  leftOn: string
}

/**
 * Makes a plan by the unit's rule for everybody who left lately and has none. It moves nothing: a person looks at it and
 * confirms it. Once for each departure; run twice it changes nothing.
 */
export async function planDepartures(deps: Deps, corpId: string): Promise<void> {
  await finishPlans(deps, corpId)
  const rules = await readRules(deps.database.sql, corpId)
  if (rules.size === 0) return
  for (const leaver of await readLeavers(deps, corpId)) {
    const rule = ruleOf(leaver.unitPath, rules)
    if (rule) await planDeparture(deps, { corpId, leaver, rule })
  }
}

async function planDeparture(
  deps: Deps,
  { corpId, leaver, rule }: { corpId: string; leaver: Leaver; rule: FoundRule },
): Promise<void> {
  const plan = await planBy(deps, { corpId, leaver, rule })
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const { unitId: ruleUnitId } = rule
  const { db } = deps.database
  const author = await db.handoverRule.findUnique({
    where: { corpId_unitId: { corpId, unitId: ruleUnitId } },
  })
  try {
    await db.$transaction(async (tx) => {
      const { id: staffId, leftOn } = leaver
      await tx.handoverAuto.create({ data: { corpId, staffId, leftOn, handoverId: id, createdAt: now } })
      const draft = emptyDraft({ family: 'resigned', plan, message: null, now })
      await tx.handover.create({
        data: { ...draft, corpId, id, fromStaffId: staffId, createdBy: author?.updatedBy ?? '', ruleUnitId },
      })
    })
  } catch (error) {
    // Another process, or a person, was faster.
    if (isUniqueViolation(error)) return
    throw error
  }
  await finishPlans(deps, corpId)
}

/** Plans that exist and have no rows yet: just made, or the process died in between. */
async function finishPlans(deps: Deps, corpId: string): Promise<void> {
  const { sql } = deps.database
  const fresh = await sql.all<{ id: string; name: string; unitPath: string | null }>(
    `SELECT h."id", s."name", u."path" AS "unitPath" FROM "HandoverAuto" a
     JOIN "Handover" h ON h."corpId" = a."corpId" AND h."id" = a."handoverId" AND h."state" = 'draft' AND h."version" = 0
     JOIN "Staff" s ON s."corpId" = h."corpId" AND s."id" = h."fromStaffId"
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId" WHERE a."corpId" = ? LIMIT ${LIMIT}`,
    [corpId],
  )
  for (const { id, name, unitPath } of fresh) {
    await planFirst(deps, { corpId, id })
    const [rows] = await sql.all<{ n: number }>(
      `SELECT COUNT(*) AS "n" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = 'customer'`,
      [corpId, id],
    )
    await noticePlanned(deps, corpId, { id, name, unitPath, count: Number(rows?.n ?? 0) })
    deps.live.tell({ corpId, topic: 'handover', id })
  }
}

async function readLeavers(deps: Deps, corpId: string): Promise<Leaver[]> {
  const since = new Date(deps.clock.nowMs() - RECENT_MS)
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT s."id", s."name", s."mainUnitId", s."leftAt", s."updatedAt", u."path" FROM "Staff" s
     JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND s."status" = 'left' AND COALESCE(s."leftAt", s."updatedAt") > ?
       AND (EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id" AND f."endedAt" IS NULL)
         OR EXISTS (SELECT 1 FROM "Group" g WHERE g."corpId" = s."corpId" AND g."ownerStaffId" = s."id" AND g."dismissedAt" IS NULL))
       AND NOT EXISTS (SELECT 1 FROM "Handover" h WHERE h."corpId" = s."corpId" AND h."fromStaffId" = s."id" AND h."family" = 'resigned'
         AND h."createdAt" >= COALESCE(s."leftAt", s."updatedAt"))
       AND NOT EXISTS (SELECT 1 FROM "HandoverAuto" a WHERE a."corpId" = s."corpId" AND a."staffId" = s."id" AND a."createdAt" >= COALESCE(s."leftAt", s."updatedAt"))
     ORDER BY s."id" LIMIT ${LIMIT}`,
    [corpId, since],
  )
  return rows.map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    unitId: row['mainUnitId'] === null ? null : String(row['mainUnitId']),
    unitPath: String(row['path']),
    leftOn: localDateOf((rowTimeOrNull(row['leftAt'] ?? null) ?? deps.clock.now()).getTime()),
  }))
}

async function planBy(
  deps: Deps,
  { corpId, leaver, rule }: { corpId: string; leaver: Leaver; rule: FoundRule },
): Promise<PlanInput> {
  const takers =
    rule.kind === 'manager'
      ? await readManagers(deps, { corpId, leaver })
      : await readColleagues(deps, { corpId, leaver })
  return {
    customers: {},
    groups: true,
    rule: { kind: rule.kind === 'manager' ? 'one' : rule.kind },
    successors: takers.map((staffId) => ({ staffId, count: null })),
  }
}

const CAN_TAKE = `s."status" = 'active' AND s."followsCustomers" = ?`

/** Those of the same unit who serve customers; whoever leads it takes part only when there is nobody else. */
async function readColleagues(
  deps: Deps,
  { corpId, leaver }: { corpId: string; leaver: Leaver },
): Promise<string[]> {
  const rows = await deps.database.sql.all<{ id: string; leads: number }>(
    `SELECT s."id", CASE WHEN EXISTS (SELECT 1 FROM "StaffRole" r WHERE r."corpId" = s."corpId" AND r."staffId" = s."id"
       AND r."role" = 'manager') THEN 1 ELSE 0 END AS "leads" FROM "Staff" s
     WHERE s."corpId" = ? AND s."mainUnitId" = ? AND s."id" <> ? AND ${CAN_TAKE} ORDER BY "leads", s."id" LIMIT ${MOST_TAKERS}`,
    [corpId, leaver.unitId, leaver.id, true],
  )
  const advisors = rows.filter((row) => Number(row.leads) === 0)
  return (advisors.length > 0 ? advisors : rows).map((row) => row.id)
}

/** The one who leads the unit, or the nearest above it. */
async function readManagers(
  deps: Deps,
  { corpId, leaver }: { corpId: string; leaver: Leaver },
): Promise<string[]> {
  const rows = await deps.database.sql.all<{ id: string; unitId: string }>(
    `SELECT s."id", r."unitId" FROM "StaffRole" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND r."role" = 'manager' AND s."id" <> ? AND ${CAN_TAKE} ORDER BY s."id"`,
    [corpId, leaver.id, true],
  )
  const path = leaver.unitPath.split('/').filter(Boolean).reverse()
  const nearest = path.find((unitId) => rows.some((row) => row.unitId === unitId))
  return rows
    .filter((row) => row.unitId === nearest)
    .map((row) => row.id)
    .slice(0, 1)
}

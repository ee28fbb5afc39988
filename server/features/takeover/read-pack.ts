import { toTierCode } from '../../domain/tiers.ts'
import { daysBetween, localDateOf } from '../../domain/time.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { greetedAtSql } from '../actions/greeted-sql.ts'
import { mainVehicleFirst } from '../customers/main-vehicle.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { fillScript, valuesOf } from '../scripts/fill-script.ts'
import { readFillFacts } from '../scripts/read-fill-facts.ts'
import { INHERITED_GREETING } from '../scripts/starter-scripts.ts'
import { visibleStaff } from '../staff/scope.ts'
import { pack as packSchema, standing, type TakeoverPack } from './contract.ts'
import { standingSql } from './standing-sql.ts'

const NOTES = 5
const PROMISES = 10
const VEHICLES = 3

/** All that helps to go on with a customer who came from a colleague; null when there is no such hand-over to see. */
export async function readPack(deps: Deps, scope: Scope, customerId: string): Promise<TakeoverPack | null> {
  await requireCustomer(deps, scope, customerId)
  const head = await readHead(deps, scope, customerId)
  if (!head) return null
  const of = { corpId: scope.corpId, customerId }
  const [who, vehicles, notes, promises, firstStep, greeting] = await Promise.all([
    readWho(deps, of),
    readVehicles(deps, of),
    readNotes(deps, of),
    readPromises(deps, of),
    readFirstStep(deps, of),
    readGreeting(deps, scope, customerId),
  ])
  return { ...head, who, vehicles, notes, promises, firstStep, greeting }
}

type Of = { corpId: string; customerId: string }

async function readHead(deps: Deps, scope: Scope, customerId: string) {
  const visible = visibleStaff(scope, 't."toStaffId"')
  const [row] = await deps.database.sql.all<SqlRow>(
    `SELECT t."id", g."name" AS "fromName", s."name" AS "toName", t."beganAt", t."repliedAt", t."movedTasks", t."restoredJson",
       ${greetedAtSql('t')} AS "greetedAt", ${standingSql('t')} AS "standing"
     FROM "Takeover" t JOIN "Staff" g ON g."corpId" = t."corpId" AND g."id" = t."fromStaffId"
     JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."toStaffId"
     WHERE t."corpId" = ? AND t."customerId" = ? AND ${visible.sql}
     ORDER BY CASE WHEN t."toStaffId" = ? THEN 0 ELSE 1 END, t."beganAt" DESC LIMIT 1`,
    [scope.corpId, customerId, ...visible.params, scope.staffId],
  )
  if (!row) return null
  const beganAt = rowTime(row['beganAt'])
  // Our own code wrote it.
  const restored = JSON.parse(String(row['restoredJson'])) as { remark?: string; tagIds?: string[] }
  return {
    id: String(row['id']),
    fromName: String(row['fromName']),
    toName: String(row['toName']),
    beganAt: beganAt.toISOString(),
    days: daysBetween(localDateOf(beganAt.getTime()), localDateOf(deps.clock.nowMs())),
    standing: standing.parse(row['standing']),
    greetedAt: rowTimeOrNull(row['greetedAt'])?.toISOString() ?? null,
    repliedAt: rowTimeOrNull(row['repliedAt'])?.toISOString() ?? null,
    movedTasks: Number(row['movedTasks']),
    restored: { remark: restored.remark !== undefined, tags: restored.tagIds?.length ?? 0 },
  }
}

async function readWho({ database: { db } }: Deps, of: Of): Promise<TakeoverPack['who']> {
  const { corpId, customerId } = of
  const [customer, rfm] = await Promise.all([
    db.customer.findUniqueOrThrow({
      where: { corpId_id: { corpId, id: customerId } },
      select: { name: true, createdAt: true },
    }),
    db.rfm.findUnique({ where: { corpId_customerId: of } }),
  ])
  return {
    name: customer.name,
    tierCode: toTierCode(rfm?.code ?? -1),
    visits: rfm?.frequency ?? null,
    spentFen: rfm === null ? null : Number(rfm.monetaryFen),
    lastVisitOn: rfm?.lastVisitOn ?? null,
    knownSince: customer.createdAt.toISOString(),
  }
}

function readVehicles({ database: { sql } }: Deps, { corpId, customerId }: Of) {
  return sql.all<TakeoverPack['vehicles'][number]>(
    `SELECT v."model", v."plateMask", v."nextServiceOn", v."insuranceEndsOn", v."warrantyEndsOn" FROM "Vehicle" v
     WHERE v."corpId" = ? AND v."customerId" = ? ORDER BY ${mainVehicleFirst('v')} LIMIT ${VEHICLES}`,
    [corpId, customerId],
  )
}

async function readNotes({ database: { sql } }: Deps, { corpId, customerId }: Of) {
  const rows = await sql.all<SqlRow>(
    `SELECT n."text", n."createdAt", s."name" FROM "Note" n LEFT JOIN "Staff" s ON s."corpId" = n."corpId" AND s."id" = n."staffId"
     WHERE n."corpId" = ? AND n."customerId" = ? ORDER BY n."createdAt" DESC, n."id" DESC LIMIT ${NOTES}`,
    [corpId, customerId],
  )
  return rows.map((row) => ({
    text: String(row['text']),
    at: rowTime(row['createdAt']).toISOString(),
    staffName: String(row['name'] ?? ''),
  }))
}

async function readPromises({ database: { db }, clock }: Deps, of: Of): Promise<TakeoverPack['promises']> {
  const today = localDateOf(clock.nowMs())
  const rows = await db.task.findMany({
    where: { ...of, doneAt: null },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take: PROMISES,
  })
  return rows.map(({ id, title, dueOn }) => ({ id, title, dueOn, isLate: dueOn < today }))
}

async function readFirstStep({ database: { db } }: Deps, of: Of): Promise<TakeoverPack['firstStep']> {
  const row = await db.action.findFirst({
    where: { ...of, rule: { not: 'inherited-greeting' } },
    orderBy: { rank: 'asc' },
    select: { rule: true, reasonJson: true, dueOn: true },
  })
  if (!row) return null
  const { rule, reasonJson, dueOn } = row
  return packSchema.shape.firstStep.parse({ rule, reason: JSON.parse(reasonJson), dueOn })
}

/** The corp's own words if it has some. */
async function readGreeting(deps: Deps, scope: Scope, customerId: string): Promise<TakeoverPack['greeting']> {
  const [facts, own] = await Promise.all([
    readFillFacts(deps, scope, customerId),
    deps.database.db.script.findFirst({
      where: { corpId: scope.corpId, scene: 'inherited-greeting', isEnabled: true, kind: 'text' },
      orderBy: { id: 'asc' },
      select: { id: true, title: true, version: true, body: true },
    }),
  ])
  const script = own ?? { id: 'starter:inherited-greeting', title: '', version: 1, body: INHERITED_GREETING }
  return {
    scriptId: own?.id ?? null,
    title: script.title,
    ...fillScript(script, valuesOf(facts)),
  }
}

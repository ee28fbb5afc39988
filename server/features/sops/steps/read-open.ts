import { stopsPerson } from '../../../domain/contact-gate.ts'
import type { SopStep } from '../../../domain/sop/plan.ts'
import { localDateOf, startOfDayMs } from '../../../domain/time.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { checkOutgoing } from '../../actions/gate/check-outgoing.ts'
import { requireCustomer } from '../../customers/policy.ts'
import type { Deps } from '../../deps.ts'
import { requireGroup } from '../../groups/policy.ts'
import { type FillFacts, fillScript, valuesOf } from '../../scripts/fill-script.ts'
import { readFillFacts } from '../../scripts/read-fill-facts.ts'
import { toScriptItem } from '../../scripts/script-row.ts'
import type { VariableValues } from '../../scripts/variables.ts'
import { SOP_KIND } from '../sop-kind.ts'
import { findVersion } from '../stored-plan.ts'
import { readHeld } from './list-held.ts'
import { type OpenStep, type OpenSteps, stepReason } from './contract.ts'

const MOST = 20

export async function readCustomerSteps(deps: Deps, scope: Scope, customerId: string): Promise<OpenSteps> {
  await requireCustomer(deps, scope, customerId)
  const [facts, gate] = await Promise.all([
    readFillFacts(deps, scope, customerId),
    checkOutgoing(deps, scope.corpId, [customerId]),
  ])
  const refusal = gate.get(customerId) ?? null
  return {
    ...(await readSteps(deps, scope, { of: { customerId }, values: valuesOf(facts) })),
    refusal:
      refusal === null
        ? null
        : { kind: refusal.kind, stops: stopsPerson(refusal), freeOn: refusal.freeOn ?? null },
  }
}

export async function readGroupSteps(deps: Deps, scope: Scope, chatId: string): Promise<OpenSteps> {
  await requireGroup(deps, scope, chatId)
  const values = valuesOf(await readWriter(deps, scope))
  return { ...(await readSteps(deps, scope, { of: { customerId: '', chatId }, values })), refusal: null }
}

/** To a group only the writer's own words are filled in. */
async function readWriter({ database: { sql }, clock }: Deps, scope: Scope): Promise<FillFacts> {
  const [advisor] = await sql.all<{ name: string; store: string | null }>(
    `SELECT s."name", u."name" AS "store" FROM "Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND s."id" = ?`,
    [scope.corpId, scope.staffId],
  )
  const nobody = {
    contact: { name: '', gender: 0 },
    follow: null,
    vehicle: null,
    tier: null,
    benefit: null,
    takeover: null,
  }
  return { ...nobody, advisor: advisor ?? null, nowMs: clock.nowMs() }
}

interface Asked {
  of: { customerId: string; chatId?: string }
  values: VariableValues
}

/** What is open, first due first, and what was done today. */
async function readSteps(
  deps: Deps,
  scope: Scope,
  { of, values }: Asked,
): Promise<Omit<OpenSteps, 'refusal'>> {
  const { corpId, staffId } = scope
  const { db } = deps.database
  const today = localDateOf(deps.clock.nowMs())
  const where = { corpId, kind: SOP_KIND }
  const doneToday = { doneAt: { gte: new Date(startOfDayMs(today)) }, doneHow: { not: null } }
  const [rows, others] = await Promise.all([
    db.task.findMany({
      where: { ...where, ...of, OR: [{ doneAt: null }, doneToday] },
      orderBy: [{ dueOn: 'asc' }, { dueAt: 'asc' }, { id: 'asc' }],
      take: MOST,
    }),
    db.task.count({ where: { ...where, staffId, doneAt: null, dueOn: { lte: today }, NOT: of } }),
  ])
  const names = await db.staff.findMany({
    where: { corpId, id: { in: rows.map((row) => row.staffId) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(names.map((one) => [one.id, one.name]))
  const items: OpenStep[] = []
  for (const row of rows) {
    const step = await readStep(deps, corpId, row)
    if (step === null) continue
    const { text, missing } = fillScript(
      { id: `sop:${row.planId}:${step.id}`, version: row.planVersion ?? 0, body: step.text },
      values,
    )
    items.push({
      taskId: row.id,
      title: row.title,
      note: step.note,
      channel: step.channel ?? 'message',
      why: stepReason.parse(JSON.parse(row.reasonJson ?? '{}')),
      dueOn: row.dueOn,
      dueAt: row.dueAt?.toISOString() ?? null,
      isOverdue: row.doneAt === null && row.dueOn < today,
      staffName: nameOf.get(row.staffId) ?? '',
      isMine: row.staffId === staffId,
      state: doneOf(row.doneHow),
      text,
      missing,
      materials: await readMaterials(deps, corpId, { step, values }),
    })
  }
  return { items, held: await readHeld(deps, corpId, of), othersToday: others }
}

function doneOf(how: string | null): OpenStep['state'] {
  return how === 'sent' || how === 'marked' || how === 'skipped' ? how : 'open'
}

/** In the words of the version in force when it was given. */
export async function readStep(
  { database: { sql } }: Deps,
  corpId: string,
  {
    planId,
    planVersion,
    stepId,
  }: { planId: string | null; planVersion: number | null; stepId: string | null },
): Promise<SopStep | null> {
  if (planId === null || planVersion === null) return null
  const plan = await findVersion(sql, { corpId, planId, version: planVersion })
  return plan?.steps.find((step) => step.id === stepId) ?? null
}

async function readMaterials(
  { database: { db } }: Deps,
  corpId: string,
  { step, values }: { step: SopStep; values: VariableValues },
): Promise<OpenStep['materials']> {
  if (step.scriptIds.length === 0) return []
  const rows = await db.script.findMany({
    where: { corpId, id: { in: [...step.scriptIds] }, isEnabled: true, isPublished: true },
  })
  const of = new Map(rows.map((row) => [row.id, row]))
  return step.scriptIds.flatMap((id) => {
    const row = of.get(id)
    return row === undefined ? [] : [toScriptItem(row, fillScript(row, values))]
  })
}

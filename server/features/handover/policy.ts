import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { type Condition, visibleStaff } from '../staff/scope.ts'
import { handoverState, type HandoverState, planInput, type PlanInput } from './contract.ts'
import { family as familySchema } from './words/contract.ts'
import type { TransferFamily } from '../../domain/transfer-reasons.ts'

/** A handover as stored. */
export interface StoredHandover {
  id: string
  corpId: string
  family: TransferFamily
  fromStaffId: string
  state: HandoverState
  version: number
  plan: PlanInput
  message: string | null
  haltedBy: string | null
  resumesAt: Date | null
  createdBy: string
  ruleUnitId: string | null
  createdAt: Date
  updatedAt: Date
  confirmedBy: string | null
  confirmedAt: Date | null
  pausedAt: Date | null
  endedAt: Date | null
}

/** Those whose giver one answers for; foreign ones answer 404. */
export async function requireHandover(deps: Deps, scope: Scope, id: string): Promise<StoredHandover> {
  const row = await findHandover(deps, { corpId: scope.corpId, id })
  if (!row) throw new AppError('not-found', { log: 'unknown handover' })
  await requireStaff(deps, scope, [row.fromStaffId])
  return row
}

/** What somebody sees of a handover. */
export interface HandoverView {
  stored: StoredHandover
  /** False for whoever answers for successors only: a look at what comes to the own people, and nothing to decide. */
  mayAct: boolean
  /** Which rows of "HandoverRow" r are seen. */
  rows: Condition
}

/** Those whose giver one answers for; and, once confirmed, those that bring customers or groups to the own staff. */
export async function viewHandover(deps: Deps, scope: Scope, id: string): Promise<HandoverView> {
  const stored = await findHandover(deps, { corpId: scope.corpId, id })
  if (!stored) throw new AppError('not-found', { log: 'unknown handover' })
  if (await seesAll(deps, scope, [stored.fromStaffId]))
    return { stored, mayAct: true, rows: { sql: '1 = 1', params: [] } }
  const rows = visibleStaff(scope, 'r."toStaffId"')
  const own =
    stored.state === 'draft'
      ? []
      : await deps.database.sql.all(
          `SELECT 1 AS "ok" FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND ${rows.sql} LIMIT 1`,
          [scope.corpId, id, ...rows.params],
        )
  if (own.length === 0) throw new AppError('not-found', { log: 'handover outside the scope' })
  return { stored, mayAct: false, rows }
}

export async function findHandover(
  deps: Deps,
  { corpId, id }: { corpId: string; id: string },
): Promise<StoredHandover | null> {
  const row = await deps.database.db.handover.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!row) return null
  const { planJson, family, state, ...rest } = row
  return {
    ...rest,
    family: familySchema.parse(family),
    state: handoverState.parse(state),
    plan: planInput.parse(JSON.parse(planJson)),
  }
}

/** All of these people are among the staff one answers for. */
export async function requireStaff(deps: Deps, scope: Scope, staffIds: readonly string[]): Promise<void> {
  if (!(await seesAll(deps, scope, staffIds)))
    throw new AppError('not-found', { log: 'staff outside the scope' })
}

async function seesAll(deps: Deps, scope: Scope, staffIds: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(staffIds)]
  if (wanted.length === 0) return true
  const visible = visibleStaff(scope, 's."id"')
  const places = wanted.map(() => '?').join(', ')
  const rows = await deps.database.sql.all(
    `SELECT s."id" FROM "Staff" s WHERE s."corpId" = ? AND s."id" IN (${places}) AND ${visible.sql}`,
    [scope.corpId, ...wanted, ...visible.params],
  )
  return rows.length === wanted.length
}

/** What is refused because of how the handover stands now. */
export function conflict(reason: string, tell: Record<string, unknown> = {}): AppError {
  return new AppError('conflict', { tell: { reason, ...tell } })
}

import { isChosen, isImportant } from '../../../domain/handover-choice.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import type { StoredHandover } from '../policy.ts'
import { readStaffFacts } from '../staff-facts.ts'
import { assignCustomers, type PlanTaker } from './assign-customers.ts'
import { assignGroups, readGroupCandidates } from './assign-groups.ts'
import { type Candidate, readCandidates } from './read-candidates.ts'
import { readCameBy } from './read-came-by.ts'
import { readTies } from './read-ties.ts'

/** What a person decided about single rows: it outlives every new plan. toStaffId null: stays out. */
export interface RowWish {
  kind: 'customer' | 'group'
  objectId: string
  toStaffId: string | null
}

/** A row as the plan makes it, before it is checked. */
export interface PlanRow {
  kind: 'customer' | 'group'
  objectId: string
  customerId: string | null
  toStaffId: string | null
  isPinned: boolean
  because: string | null
  rank: number
  tierCode: number | null
  spentFen: number
  storeName: string | null
  model: string | null
  isExcluded: boolean
}

type PlanOf = Pick<StoredHandover, 'corpId' | 'fromStaffId' | 'plan'>

/** Chooses, assigns and ranks: the customers whose loss would cost most come first. */
export async function makePlan(deps: Deps, handover: PlanOf, wishes: readonly RowWish[]): Promise<PlanRow[]> {
  const { corpId, fromStaffId, plan } = handover
  const takers = await readTakers(deps, handover)
  const { customers: choice, cameBy } = plan
  const { items } = await readCandidates(deps, { corpId, staffId: fromStaffId })
  const came = cameBy ? await readCameBy(deps, { corpId, handoverId: cameBy, staffId: fromStaffId }) : null
  const isIn = (item: Candidate): boolean => came?.customers.has(item.externalUserid) ?? true
  const chosen = choice === null ? [] : items.filter((item) => isChosen(choice, item) && isIn(item))
  const ties = await readTies(deps, { corpId, fromStaffId, takerIds: takers.map((taker) => taker.id) })
  const out = keysOf(wishes, (wish) => wish.toStaffId === null)
  const limit = deps.defaults.customersPerStaff
  const customers = await assignCustomers({
    plan,
    takers,
    items: chosen.filter((item) => !out.has(`customer ${item.externalUserid}`)),
    pins: pinsOf(wishes, 'customer'),
    ties,
    limit,
  })
  const allGroups = plan.groups ? await readGroupCandidates(deps, { corpId, staffId: fromStaffId }) : []
  const groups = allGroups.filter((group) => came?.groups.has(group.chatId) ?? true)
  const groupsTo = assignGroups({
    takers: plan.rule.kind === 'one' ? takers.slice(0, 1) : takers,
    groups: groups.filter((group) => !out.has(`group ${group.chatId}`)),
    customers,
    pins: pinsOf(wishes, 'group'),
    ties,
  })
  const pinned = keysOf(wishes, (wish) => wish.toStaffId !== null)
  const mark = (key: string) => ({ isPinned: pinned.has(key), isExcluded: out.has(key) })
  const none = { toStaffId: null, because: null }
  return [
    ...chosen.sort(byValue).map((item, rank): PlanRow => {
      const { externalUserid: objectId, customerId, tierCode, spentFen, storeName, model } = item
      const facts = { customerId, tierCode, spentFen, storeName, model }
      return {
        kind: 'customer',
        objectId,
        rank,
        ...facts,
        ...(customers.get(objectId) ?? none),
        ...mark(`customer ${objectId}`),
      }
    }),
    ...groups.map(({ chatId }, rank): PlanRow => {
      const facts = { customerId: null, tierCode: null, spentFen: 0, storeName: null, model: null }
      return {
        kind: 'group',
        objectId: chatId,
        rank,
        ...facts,
        ...(groupsTo.get(chatId) ?? none),
        ...mark(`group ${chatId}`),
      }
    }),
  ]
}

/** Rows of a run anew among these takers, groups as well. */
export async function shareRows<Row extends PlanRow>(
  deps: Deps,
  handover: PlanOf,
  { rows, takerIds }: { rows: readonly Row[]; takerIds: readonly string[] },
): Promise<Row[]> {
  const { corpId, fromStaffId, plan } = handover
  const kind = plan.rule.kind === 'one' || plan.rule.kind === 'file' ? 'even' : plan.rule.kind
  const rule = plan.rule.kind === kind ? plan.rule : { kind: 'even' as const }
  const successors = takerIds.map((staffId) => ({ staffId, count: null }))
  const again = { ...plan, rule, successors }
  const takers = await readTakers(deps, { ...handover, plan: again })
  const ties = await readTies(deps, { corpId, fromStaffId, takerIds })
  const wanted = new Set(rows.map((row) => row.objectId))
  const { items } = await readCandidates(deps, { corpId, staffId: fromStaffId })
  const chosen = items.filter((item) => wanted.has(item.externalUserid))
  const limit = deps.defaults.customersPerStaff
  const pins = new Map<string, string>()
  const customers = await assignCustomers({ plan: again, takers, items: chosen, pins, ties, limit })
  const groups = (await readGroupCandidates(deps, { corpId, staffId: fromStaffId })).filter((group) =>
    wanted.has(group.chatId),
  )
  const groupsTo = assignGroups({ takers, groups, customers, pins, ties })
  return rows.map((row) => ({
    ...row,
    ...((row.kind === 'group' ? groupsTo : customers).get(row.objectId) ?? {
      toStaffId: null,
      because: null,
    }),
  }))
}

/** Successors in the order of the plan, with where they work. */
export async function readTakers(deps: Deps, { corpId, plan }: PlanOf): Promise<PlanTaker[]> {
  const ids = plan.successors.map((one) => one.staffId)
  const [facts, places] = await Promise.all([
    readStaffFacts(deps.database.sql, corpId, ids),
    readPlaces(deps.database.sql, corpId),
  ])
  return plan.successors.flatMap(({ staffId, count }): PlanTaker[] => {
    const one = facts.get(staffId)
    return one ? [{ ...one, wanted: count, places: places.get(one.unitId ?? '') ?? [] }] : []
  })
}

/** For each unit the names of it and of all above it. */
async function readPlaces(sql: SqlTx, corpId: string): Promise<Map<string, string[]>> {
  const units = await sql.all<{ id: string; name: string; path: string }>(
    'SELECT "id", "name", "path" FROM "Unit" WHERE "corpId" = ? AND "lostAt" IS NULL',
    [corpId],
  )
  const nameOf = new Map(units.map((unit) => [unit.id, unit.name]))
  return new Map(units.map((unit) => [unit.id, unit.path.split('/').flatMap((id) => nameOf.get(id) ?? [])]))
}

function byValue(a: Candidate, b: Candidate): number {
  return (
    Number(isImportant(b.tierCode)) - Number(isImportant(a.tierCode)) ||
    b.spentFen - a.spentFen ||
    (a.externalUserid < b.externalUserid ? -1 : 1)
  )
}

function keysOf(wishes: readonly RowWish[], accepts: (wish: RowWish) => boolean): Set<string> {
  return new Set(wishes.filter(accepts).map((wish) => `${wish.kind} ${wish.objectId}`))
}

function pinsOf(wishes: readonly RowWish[], kind: RowWish['kind']): Map<string, string> {
  return new Map(
    wishes.flatMap((wish): [string, string][] =>
      wish.kind === kind && wish.toStaffId !== null ? [[wish.objectId, wish.toStaffId]] : [],
    ),
  )
}

import { leavesOf, type Condition, type FactsLeaf } from '../../../domain/audience/condition.ts'
import type { CustomerFacts, Fact, Span } from '../../../domain/audience/evaluate.ts'
import { daysBetween, localDateOf, monthsBetween } from '../../../domain/time.ts'
import type { SqlParam, SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { loadForesight } from './load-foresight.ts'
import { loadEvents } from './load-events.ts'
import { loadProfile } from './load-profile.ts'
import { loadPostSteps } from './load-post-steps.ts'
import type { Frame } from './sql-parts.ts'

/** Facts of one customer while they are gathered. */
export interface Gathered extends CustomerFacts {
  searched: string[]
  choices: Record<string, string[]>
  numbers: Record<string, number[]>
  spans: Record<string, Span[]>
  events: Fact[]
}

export interface Load {
  tx: SqlTx
  corpId: string
  frame: Frame
  customerIds: readonly string[]
  of: ReadonlyMap<string, Gathered>
}

/** What is known of some customers, as far as the conditions ask for events and posts. For batches of at most a thousand. */
export async function loadFacts(
  tx: SqlTx,
  {
    corpId,
    frame,
    customerIds,
    conditions,
  }: { corpId: string; frame: Frame; customerIds: readonly string[]; conditions: readonly Condition[] },
): Promise<Map<string, CustomerFacts>> {
  const of = new Map<string, Gathered>()
  const load: Load = { tx, corpId, frame, customerIds, of }
  const customers = await read<{ customerId: string; search: string; gender: number }>(load, {
    columns: 'cu."id" AS "customerId", cu."search", cu."gender"',
    from: '"Customer" cu',
    own: 'cu',
    id: 'cu."id"',
  })
  for (const { customerId, search, gender } of customers)
    of.set(customerId, {
      searched: [search],
      choices: { gender: gender === 0 ? [] : [String(gender)], relation: ['none'] },
      numbers: { vehicles: [0], groups: [0] },
      spans: {},
      events: [],
    })
  await loadFollows(load)
  await loadTags(load)
  await loadTier(load)
  await loadStanding(load)
  await loadForesight(load)
  await loadProfile(load)
  await loadVehicles(load)
  await loadGroups(load)
  const kinds = conditions.flatMap(leavesOf).flatMap((leaf) => (leaf.is === 'facts' ? kindsOf(leaf) : []))
  await loadEvents(load, new Set(kinds))
  await loadPostSteps(load, conditions)
  return of
}

/** Interest counts from the last purchase on. */
function kindsOf({ kinds, measure }: FactsLeaf): string[] {
  return measure === 'interest' ? [...kinds, 'order-vehicle'] : kinds
}

interface Select {
  columns: string
  from: string
  /** The alias that carries corpId. */
  own: string
  /** The column with the customer's id. */
  id: string
  and?: SqlCondition
}

export function read<T extends object>({ tx, corpId, customerIds }: Load, select: Select): Promise<T[]> {
  const { columns, from, own, id, and } = select
  const params: SqlParam[] = [corpId, JSON.stringify(customerIds), ...(and?.params ?? [])]
  return tx.all<T>(
    `SELECT ${columns} FROM ${from} WHERE ${own}."corpId" = ? AND ${inTextList(tx.dialect, id)} AND ${and?.sql ?? '1 = 1'}`,
    params,
  )
}

export const OF_CONTACT = (table: string, alias: string, column: string): string =>
  `"Contact" c JOIN "${table}" ${alias} ON ${alias}."corpId" = c."corpId" AND ${alias}."${column}" = c."externalUserid"`

export function add(facts: Gathered | undefined, field: string, value: string): void {
  if (!facts) return
  const values = (facts.choices[field] ??= [])
  if (!values.includes(value)) values.push(value)
}

export function addNumber(facts: Gathered | undefined, field: string, value: number): void {
  if (facts) (facts.numbers[field] ??= []).push(value)
}

interface FollowRow {
  customerId: string
  staffId: string
  addWay: number
  state: string | null
  search: string
  followedAt: string
  endedAt: string | null
  awaitingHandover: number
}

async function loadFollows(load: Load): Promise<void> {
  const { frame, of } = load
  const follows = await read<FollowRow>(load, {
    columns:
      'c."customerId", f."staffId", f."addWay", f."state", f."search", f."followedAt", f."endedAt", f."awaitingHandover"',
    from: OF_CONTACT('Follow', 'f', 'externalUserid'),
    own: 'c',
    id: 'c."customerId"',
    and: frame.visible('f."staffId"'),
  })
  const units = await unitsOf(load, [...new Set(follows.map((row) => row.staffId))])
  for (const row of follows) {
    const facts = of.get(row.customerId)
    if (!facts) continue
    facts.searched.push(row.search)
    const relation = facts.choices['relation'] ?? []
    if (row.endedAt !== null) {
      if (relation[0] === 'none') facts.choices['relation'] = ['lost']
      continue
    }
    const word = row.awaitingHandover === 1 ? 'awaiting' : 'followed'
    const lasting = relation.filter((one) => one !== 'none' && one !== 'lost')
    facts.choices['relation'] = [...new Set([...lasting, word])]
    add(facts, 'owner', row.staffId)
    add(facts, 'addWay', String(row.addWay))
    if (row.state !== null && row.state !== '') add(facts, 'channel', row.state)
    for (const unitId of units.get(row.staffId) ?? []) add(facts, 'unit', unitId)
    const day = localDateOf(rowTime(row.followedAt).getTime())
    addNumber(facts, 'followedDays', daysBetween(day, frame.today))
  }
}

/** The units of some staff, with all above them. */
async function unitsOf({ tx, corpId }: Load, staffIds: string[]): Promise<Map<string, string[]>> {
  const rows = await tx.all<{ staffId: string; path: string }>(
    `SELECT su."staffId", u."path" FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"
     WHERE su."corpId" = ? AND ${inTextList(tx.dialect, 'su."staffId"')}`,
    [corpId, JSON.stringify(staffIds)],
  )
  const found = new Map<string, string[]>()
  for (const { staffId, path } of rows)
    found.set(staffId, [...(found.get(staffId) ?? []), ...path.split('/').filter(Boolean)])
  return found
}

async function loadTags(load: Load): Promise<void> {
  const corpTags = await read<{ customerId: string; tagId: string }>(load, {
    columns: 'c."customerId", ft."tagId"',
    from: `${OF_CONTACT('FollowTag', 'ft', 'externalUserid')} JOIN "Tag" g ON g."corpId" = ft."corpId" AND g."tagId" = ft."tagId" AND g."deletedAt" IS NULL`,
    own: 'c',
    id: 'c."customerId"',
    and: load.frame.visible('ft."staffId"'),
  })
  for (const row of corpTags) add(load.of.get(row.customerId), 'corpTag', row.tagId)
  const tags = await read<{ customerId: string; tagKey: string }>(load, {
    columns: 't."customerId", t."tagKey"',
    from: '"CustomerTag" t',
    own: 't',
    id: 't."customerId"',
    and: { sql: 't."endedAt" IS NULL', params: [] },
  })
  for (const row of tags) add(load.of.get(row.customerId), 'tag', row.tagKey)
}

interface TierRow {
  customerId: string
  code: number
  lastVisitOn: string
  frequency: number
  monetaryFen: number
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
}

async function loadTier(load: Load): Promise<void> {
  const rows = await read<TierRow>(load, {
    columns:
      'r."customerId", r."code", r."lastVisitOn", r."frequency", r."monetaryFen", r."recencyScore", r."frequencyScore", r."monetaryScore"',
    from: '"Rfm" r',
    own: 'r',
    id: 'r."customerId"',
  })
  for (const row of rows) {
    const facts = load.of.get(row.customerId)
    add(facts, 'tier', String(row.code))
    addNumber(facts, 'recencyDays', daysBetween(row.lastVisitOn, load.frame.today))
    addNumber(facts, 'visitDays', row.frequency)
    addNumber(facts, 'spentYuan', row.monetaryFen / 100)
    for (const score of ['recencyScore', 'frequencyScore', 'monetaryScore'] as const)
      addNumber(facts, score, row[score])
  }
}

async function loadStanding(load: Load): Promise<void> {
  const rows = await read<{
    customerId: string
    stage: string
    grade: string | null
    distance: number
    daysToBuy: number | null
    modelsCompared: number | null
  }>(load, {
    columns: 'z."customerId", z."stage", z."grade", z."distance", z."daysToBuy", z."modelsCompared"',
    from: '"Standing" z',
    own: 'z',
    id: 'z."customerId"',
  })
  for (const { customerId, stage, grade, distance, ...buying } of rows) {
    const facts = load.of.get(customerId)
    add(facts, 'stage', stage)
    if (grade !== null) add(facts, 'grade', grade)
    addNumber(facts, 'distance', distance)
    for (const field of ['daysToBuy', 'modelsCompared'] as const)
      if (buying[field] !== null) addNumber(facts, field, buying[field])
  }
}

interface VehicleRow {
  customerId: string
  model: string | null
  deliveredOn: string | null
  nextServiceOn: string | null
  warrantyEndsOn: string | null
  insuranceEndsOn: string | null
  inspectionDueOn: string | null
}

async function loadVehicles(load: Load): Promise<void> {
  const { today } = load.frame
  const rows = await read<VehicleRow>(load, {
    columns:
      'v."customerId", v."model", v."deliveredOn", v."nextServiceOn", v."warrantyEndsOn", v."insuranceEndsOn", v."inspectionDueOn"',
    from: '"Vehicle" v',
    own: 'v',
    id: 'v."customerId"',
  })
  for (const row of rows) {
    const facts = load.of.get(row.customerId)
    if (!facts) continue
    facts.numbers['vehicles'] = [(facts.numbers['vehicles']?.[0] ?? 0) + 1]
    if (row.model !== null) add(facts, 'model', row.model)
    if (row.deliveredOn !== null) addNumber(facts, 'vehicleAgeMonths', monthsBetween(row.deliveredOn, today))
    const dates = {
      serviceInDays: row.nextServiceOn,
      warrantyInDays: row.warrantyEndsOn,
      insuranceInDays: row.insuranceEndsOn,
      inspectionInDays: row.inspectionDueOn,
    }
    for (const [field, day] of Object.entries(dates))
      if (day !== null) addNumber(facts, field, daysBetween(today, day))
  }
}

async function loadGroups(load: Load): Promise<void> {
  const rows = await read<{ customerId: string; chatId: string }>(load, {
    columns: 'c."customerId", m."chatId"',
    from: `${OF_CONTACT('GroupMember', 'm', 'memberId')} JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL`,
    own: 'c',
    id: 'c."customerId"',
    and: { sql: 'm."leftAt" IS NULL', params: [] },
  })
  for (const row of rows) {
    const facts = load.of.get(row.customerId)
    add(facts, 'group', row.chatId)
    if (facts) facts.numbers['groups'] = [facts.choices['group']?.length ?? 0]
  }
}

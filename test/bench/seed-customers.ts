import type { Deps } from '../../server/features/deps.ts'
import { hashToken } from '../../server/features/session/sessions.ts'
import { seedRows, STAFF, TAGS } from './seed-rows.ts'

// As a calibration stores them: what hears of imported orders reads them.
const CUTS = {
  moneyOf: 'all',
  thresholds: {
    ...{ scoring: 'ranked', counted: 1 },
    cuts: {
      ...{ recency: [365, 180, 90, 30], frequency: [1, 2, 3, 4] },
      monetary: [50_000, 100_000, 200_000, 400_000],
    },
    high: { by: 'score', recency: 4, frequency: 4, monetary: 4 },
  },
}

export interface Seeded {
  externalUserids: string[]
  /** Session cookie of a manager who may see everybody: the dearest scope. */
  cookie: string
}

/** Customers as the profile needs them: 1 follow, 5 tags, 4 orders, a tier, a car and 3 actions each. */
export async function seedCustomers(deps: Deps, count: number): Promise<Seeded> {
  const corpId = deps.settings.WECOM_CORP_ID
  await seedCompany(deps, corpId)
  await seedRows(deps, corpId, count)
  return { externalUserids: externalUseridsOf(count), cookie: await seedSession(deps, corpId) }
}

async function seedCompany(deps: Deps, corpId: string): Promise<void> {
  const { db } = deps.database
  const now = deps.clock.now()
  await db.unit.create({
    data: {
      corpId,
      id: 'u1',
      departmentId: 1,
      name: '澜岳',
      kind: 'brand',
      path: '/u1/',
      sortOrder: 1,
      digest: 'd',
    },
  })
  const people = Array.from({ length: STAFF }, (_, n) => staff(n))
  await db.staff.createMany({
    data: people.map((id) => ({
      corpId,
      id,
      userid: id,
      userKey: id,
      name: id,
      status: 'active',
      mainUnitId: 'u1',
      search: id,
      digest: 'd',
      createdAt: now,
      updatedAt: now,
    })),
  })
  await db.staffUnit.createMany({
    data: people.map((staffId) => ({ corpId, staffId, unitId: 'u1', isLeader: false })),
  })
  await db.staffRole.create({
    data: { corpId, staffId: staff(0), role: 'manager', unitId: 'u1', source: 'wecom' },
  })
  await db.tagGroup.create({ data: { corpId, groupId: 'g', name: '标签', sortOrder: 1, digest: 'd' } })
  await db.tag.createMany({
    data: Array.from({ length: TAGS }, (_, n) => ({
      corpId,
      tagId: `t${n}`,
      groupId: 'g',
      name: `标签${n}`,
      sortOrder: n,
      search: '',
      digest: 'd',
    })),
  })
  await db.rfmThreshold.create({
    data: {
      corpId,
      version: 'v1',
      asOf: '2026-05-01',
      windowDays: 730,
      mode: 'score-mean',
      cutsJson: JSON.stringify(CUTS),
      counted: 1,
      createdAt: now,
    },
  })
  await db.script.createMany({
    data: [0, 1, 2].map((n) => ({
      corpId,
      id: `s${n}`,
      categoryId: 'c',
      title: '话术',
      kind: 'text',
      body: '{{ customer.name }}您好，您的{{ vehicle.model }}该保养了。',
      isEnabled: true,
      version: 1,
      search: '',
      createdAt: now,
      updatedAt: now,
    })),
  })
}

async function seedSession(deps: Deps, corpId: string): Promise<string> {
  const token = 'bench-session-token'
  const now = deps.clock.now()
  await deps.database.db.session.create({
    data: {
      idHash: hashToken(token),
      corpId,
      staffId: staff(0),
      app: 'chat',
      staffVersion: 1,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + 3_600_000),
    },
  })
  return `liuke_chat=${token}`
}

/** Names of what was seeded, without holding it. */
export const externalUseridsOf = (count: number): string[] => names('wm', count)
export const customerIdsOf = (count: number): string[] => names('c', count)

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(10, '0')}`)
const staff = (n: number) => `staff${n % STAFF}`

import { bulkUpsert } from '../../server/platform/db/bulk-upsert.ts'
import type { Deps } from '../../server/features/deps.ts'
import { hashToken } from '../../server/features/session/sessions.ts'

const STAFF = 200
const TAGS = 40
const CHUNK = 5_000
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
  const now = deps.clock.now()
  await seedCompany(deps, corpId)
  const externalUserids: string[] = []
  for (let from = 0; from < count; from += CHUNK) {
    const ids = Array.from({ length: Math.min(CHUNK, count - from) }, (_, n) => from + n)
    externalUserids.push(...ids.map(external))
    await deps.database.sql.transaction(async (tx) => {
      const put = <C extends string>(table: string, key: C[], rows: Record<string, unknown>[]) =>
        rows[0] === undefined
          ? Promise.resolve()
          : bulkUpsert(tx, { table, columns: Object.keys(rows[0]), key, rows: rows as never, update: 'none' })
      const own = { corpId }
      await put(
        'Customer',
        ['corpId', 'id'],
        ids.map((n) => ({
          ...own,
          id: person(n),
          name: `客户${n}`,
          gender: 1,
          phoneMask: '138****0000',
          search: `${n}`,
          createdAt: now,
          updatedAt: now,
        })),
      )
      await put(
        'Contact',
        ['corpId', 'externalUserid'],
        ids.map((n) => ({
          ...own,
          externalUserid: external(n),
          customerId: person(n),
          name: `客户${n}`,
          type: 1,
          gender: 1,
          digest: 'd',
          firstSeenAt: now,
          updatedAt: now,
        })),
      )
      await put(
        'Follow',
        ['corpId', 'staffId', 'externalUserid'],
        ids.map((n) => ({
          ...own,
          staffId: staff(n),
          externalUserid: external(n),
          remark: `备注${n}`,
          description: '',
          addWay: 1,
          followedAt: now,
          search: `${n}`,
          digest: 'd',
          updatedAt: now,
          awaitingHandover: false,
        })),
      )
      await put(
        'FollowTag',
        ['corpId', 'staffId', 'externalUserid', 'tagId'],
        ids.flatMap((n) =>
          [0, 1, 2, 3, 4].map((k) => ({
            ...own,
            staffId: staff(n),
            externalUserid: external(n),
            tagId: `t${(n + k * 7) % TAGS}`,
          })),
        ),
      )
      await put(
        'Order',
        ['corpId', 'orderNo'],
        ids.flatMap((n) =>
          [0, 1, 2, 3].map((k) => ({
            ...own,
            orderNo: `o${n}-${k}`,
            customerId: person(n),
            kind: 'service',
            status: 'done',
            paidFen: 68_000,
            refundedFen: 0,
            orderedAt: now,
            orderedOn: `2026-0${k + 1}-11`,
            title: '保养',
            digest: 'd',
            importId: 'i',
            updatedAt: now,
          })),
        ),
      )
      await put(
        'Rfm',
        ['corpId', 'customerId'],
        ids.map((n) => ({
          ...own,
          customerId: person(n),
          lastVisitOn: '2026-04-11',
          frequency: 4,
          monetaryFen: 272_000,
          recencyScore: 4,
          frequencyScore: 4,
          monetaryScore: 4,
          code: 7,
          thresholdVersion: 'v1',
          asOf: '2026-05-01',
        })),
      )
      await put(
        'Vehicle',
        ['corpId', 'id'],
        ids.map((n) => ({
          ...own,
          id: `v${n}`,
          customerId: person(n),
          model: 'S7',
          plateMask: '沪A·**321',
          nextServiceOn: '2026-10-11',
          lastServiceOn: '2026-04-11',
          updatedAt: now,
        })),
      )
      await put(
        'Action',
        ['corpId', 'customerId', 'rule'],
        ids.flatMap((n) =>
          ['service-due', 'trade-in-window', 'important-keep'].map((rule, k) => ({
            ...own,
            customerId: person(n),
            rule,
            rank: k + 1,
            score: 1,
            scriptId: `s${k}`,
            reasonJson: '{"lastServiceOn":"2026-04-11"}',
            factsDigest: 'f',
            computedAt: now,
          })),
        ),
      )
    })
  }
  return { externalUserids, cookie: await seedSession(deps, corpId) }
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
export const externalUseridsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => external(n))
export const customerIdsOf = (count: number): string[] => Array.from({ length: count }, (_, n) => person(n))

const external = (n: number) => `wm${String(n).padStart(10, '0')}`
const person = (n: number) => `c${String(n).padStart(10, '0')}`
const staff = (n: number) => `staff${n % STAFF}`

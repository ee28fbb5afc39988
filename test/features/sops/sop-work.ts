import { ulid } from 'ulid'
import type { SopDraft, Sop } from '../../../server/features/sops/contract.ts'
import { sopDraft } from '../../../server/features/sops/contract.ts'
import type { StepPage } from '../../../server/features/sops/steps/contract.ts'
import { beginTakeovers } from '../../../server/features/takeover/begin-takeovers.ts'
import { localDateOf } from '../../../server/domain/time.ts'
import type { Possessions } from '../../support/factories/possessions.ts'
import type { Browser } from '../../support/http-client.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, DAY, read, settle } from '../posts/post-work.ts'

// What an operator does with plans, and how the days go by.

export const STEP = {
  id: 'hello',
  day: 1,
  time: '10:00',
  title: '加好友次日问候',
  channel: 'message',
  text: '{{ customer.salutation | default: "您好" }}，我是{{ advisor.name }}。',
} as const

export function planOf(over: Partial<Parameters<typeof sopDraft.parse>[0] & object> = {}): SopDraft {
  return sopDraft.parse({
    title: '新客户七天',
    trigger: 'added',
    staff: 'all',
    reach: 'all',
    perWeek: 3,
    steps: [STEP],
    ...over,
  })
}

export async function startedPlan(
  service: TestService,
  by: Browser,
  draft: SopDraft,
  kind: 'customer' | 'group' = 'customer',
): Promise<Sop> {
  const { id } = await ask<Sop>(by, 'POST', '/sops', { kind, draft })
  const plan = await ask<Sop>(by, 'POST', `/sops/${id}/start`, {})
  await settle(service)
  return plan
}

/** The hourly look, however often it is taken. */
export async function hour(service: TestService): Promise<void> {
  await service.deps.jobs.add(service.database.db, {
    name: 'sops.hourly',
    corpId,
    payload: {},
    key: ulid(),
    lane: 'sync',
  })
  await settle(service)
}

export async function nextDay(service: TestService, days = 1): Promise<void> {
  service.advance(days * DAY)
  await hour(service)
}

export const today = (service: TestService): string => localDateOf(service.deps.clock.nowMs())

export async function stepsOf(by: Browser, planId: string, query = ''): Promise<StepPage['items']> {
  return (await read<StepPage>(by, `/sop-steps?planId=${planId}&limit=100${query}`)).items
}

/** These customers were added just now, and nobody else lately. */
export async function addedNow(service: TestService, externalUserids: readonly string[]): Promise<void> {
  for (const externalUserid of externalUserids)
    await service.database.db.follow.updateMany({
      where: { corpId, externalUserid },
      data: { followedAt: service.clock.now() },
    })
}

/** The customer has gone from this advisor to a colleague. */
export async function handOver(s: TestService, own: Possessions, toUserid: string): Promise<void> {
  const { db } = s.database
  const key = { corpId, externalUserid: own.externalUserid }
  const follow = await db.follow.findFirstOrThrow({ where: { ...key, staffId: own.staffId } })
  await endFollow(s, own, 'transfer')
  const staffId = await s.staffId(toUserid)
  await db.follow.create({ data: { ...follow, staffId, addWay: 202, followedAt: s.clock.now() } })
  await beginTakeovers(s.deps, { corpId, customerIds: [own.customerId] })
}

export async function endFollow(s: TestService, own: Possessions, endedBy: string): Promise<void> {
  const { externalUserid, staffId } = own
  await s.database.db.follow.updateMany({
    where: { corpId, externalUserid, staffId },
    data: { endedAt: s.clock.now(), endedBy },
  })
}

/** A colleague serves the customer, too. */
export async function alsoFollow(s: TestService, own: Possessions, userid: string): Promise<void> {
  const { db } = s.database
  const { externalUserid, staffId: from } = own
  const follow = await db.follow.findFirstOrThrow({ where: { corpId, externalUserid, staffId: from } })
  const staffId = await s.staffId(userid)
  await db.follow.create({ data: { ...follow, staffId, followedAt: s.clock.now() } })
}
